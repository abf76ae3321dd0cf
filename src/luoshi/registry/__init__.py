"""Who and what there is: units and their groups, users and their roles. One source for each fact.

Leaves to others: what anybody does. Later registers (people, households, firms, assets) stand here too.
"""
