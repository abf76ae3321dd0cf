"""SpiffWorkflow as this house uses it: files parsed once, a case's state small, timers and data kept outside of it."""
