"""What does the document say, clause by clause, and what serves each clause.

The reader (``reader/``, no Django) turns a file into findings with their spans; this room stores documents,
versions, measures, clauses, the realisation map, and the line of sight from a clause to what runs.
Leaves to others: who does it, by when, and how far it is.
"""
