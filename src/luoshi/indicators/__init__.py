"""How much, how far, since when, and how do we know: series, targets, formulas, forecasts, publication.

What a number measures belongs to the room that produces it; what a standard says of a reading belongs to ``standards``.
"""
