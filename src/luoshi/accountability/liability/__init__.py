"""Who decided what, what came of it, and who answers for it, for life."""
