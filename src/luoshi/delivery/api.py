"""What other rooms may ask of delivery: where everything stands, and the acts on a task."""

from .queries import (
    LIGHTS,
    Shares,
    Standings,
    Status,
    commitment_counts,
    lead_tasks,
    proposed_by_measure,
    ranking,
    shares,
    standings,
    subjects,
    trend,
    turned,
    turned_count,
)
from .service.commitments import add, correct, drop, issue, merge, restore, split
from .service.tasks import accept, ask_extension, close, report, review

__all__ = [
    "LIGHTS",
    "Shares",
    "Standings",
    "Status",
    "accept",
    "add",
    "ask_extension",
    "close",
    "commitment_counts",
    "correct",
    "drop",
    "issue",
    "lead_tasks",
    "merge",
    "proposed_by_measure",
    "ranking",
    "report",
    "restore",
    "review",
    "shares",
    "split",
    "standings",
    "subjects",
    "trend",
    "turned",
    "turned_count",
]
