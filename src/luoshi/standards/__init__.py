"""National standards and official formulas as pure functions; each file says its edition and dates."""
