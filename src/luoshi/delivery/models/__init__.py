"""Delivery's tables, one file a subject."""

from .amendments import AmendedTask, Amendment
from .checks import CheckSample, OnSiteCheck
from .commitments import UNSURE, Commitment, Outcome
from .imports import SheetRules, SourcePaper, TableImport
from .papers import Paper
from .reports import Evidence, EvidenceLook, Report, ReportDraft, Request
from .scores import Appeal, EnteredRate, Rubric, ScoreSheet, UnitScore
from .sheets import Sheet, Talk
from .tallies import CommitmentTally, LightTally, TaskTally
from .tasks import COLOURS, LeadChange, LightChange, ReportCall, Source, Suspension, Task

__all__ = [
    "COLOURS",
    "UNSURE",
    "AmendedTask",
    "Amendment",
    "Appeal",
    "CheckSample",
    "Commitment",
    "CommitmentTally",
    "EnteredRate",
    "Evidence",
    "EvidenceLook",
    "LeadChange",
    "LightChange",
    "LightTally",
    "OnSiteCheck",
    "Outcome",
    "Paper",
    "Report",
    "ReportCall",
    "ReportDraft",
    "Request",
    "Rubric",
    "ScoreSheet",
    "Sheet",
    "SheetRules",
    "Source",
    "SourcePaper",
    "Suspension",
    "TableImport",
    "Talk",
    "Task",
    "TaskTally",
    "UnitScore",
]
