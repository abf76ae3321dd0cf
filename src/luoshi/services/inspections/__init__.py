"""Inspections on the spot against a scored sheet: the phone's form, re-inspection, the month's ranking and what it feeds."""
