"""Procedures that run: the catalogue of government services, and every procedure as BPMN 2.0 and DMN with its clock.

A case keeps the version of the process it began with; its state is saved after every step; each human step waits for
a role in a unit with a limit in working days. Leaves to others: who the units are (registry), what the document says
(policy), the tasks that a meeting's resolutions become (delivery), the proof (accountability).
"""
