"""What was done, by whom, when, and can it be proved: the hash-chained record of every act.

Leaves to others: whether an act is allowed, and what it means.
"""
