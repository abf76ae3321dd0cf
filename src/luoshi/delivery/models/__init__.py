"""Delivery's tables, one file a subject."""

from .commitments import UNSURE, Commitment, Outcome
from .reports import Evidence, Report, Request
from .sheets import Sheet
from .tallies import CommitmentTally, LightTally, TaskTally
from .tasks import COLOURS, LightChange, Task

__all__ = [
    "COLOURS",
    "UNSURE",
    "Commitment",
    "CommitmentTally",
    "Evidence",
    "LightChange",
    "LightTally",
    "Outcome",
    "Report",
    "Request",
    "Sheet",
    "Task",
    "TaskTally",
]
