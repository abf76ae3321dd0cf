"""Pure rules of projects: no tables, no clock, no Django."""
