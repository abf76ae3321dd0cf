"""Pages of indicators, one file a subject."""
