"""Natural resources: their accounts, and the audit of a term over them."""
