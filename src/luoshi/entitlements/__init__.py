"""Who is entitled to what, by which provision, and what would have to change: law as functions of named facts, run over
a whole population, one household or one firm, with reasons.

The law itself is content (``statutes/``); this room reads it, wires it, runs it and explains it. Taking an application
in and paying it are left to ``services``; what people and firms are is the registry's.
"""
