"""Acts on projects, one file a subject: check permission, decide, save, publish."""
