"""What every room stands on: the working-day clock, lights, exact money, citations, jurisdictions, errors, events.

The kernel has no tables, knows no room and no Django. What it leaves to others: everything with a name in it.
"""
