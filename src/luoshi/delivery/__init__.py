"""The promise kept: commitments become tasks, tasks are reported on, reviewed, lit green, yellow or red, and closed.

Leaves to others: what the document says (policy), who the units are (registry), the proof (accountability).
"""
