"""Files of projects: one form in between (``records``), one module a format; refused whole, with every fault named."""
