"""Pages of projects, one file a subject."""
