"""What was done, by whom, when, and can it be proved: the hash-chained record of every act; and what the county answers for:
its state capital, its natural resources, damage and those liable for it, credit.

Leaves to others: whether an act is allowed, and what it means; stations and series (indicators); cases (services).
"""
