"""Delivery's tables, one file a subject."""

from .commitments import UNSURE, Commitment, Outcome
from .papers import Paper
from .reports import Evidence, Report, Request
from .scores import Appeal, EnteredRate, Rubric, ScoreSheet, UnitScore
from .sheets import Sheet
from .tallies import CommitmentTally, LightTally, TaskTally
from .tasks import COLOURS, LightChange, Task

__all__ = [
    "COLOURS",
    "UNSURE",
    "Appeal",
    "Commitment",
    "CommitmentTally",
    "EnteredRate",
    "Evidence",
    "LightChange",
    "LightTally",
    "Outcome",
    "Paper",
    "Report",
    "Request",
    "Rubric",
    "ScoreSheet",
    "Sheet",
    "Task",
    "TaskTally",
    "UnitScore",
]
