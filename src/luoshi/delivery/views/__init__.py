"""Pages of delivery: thin, each act in ``service``."""

from .bulk import bulk_report
from .review import add_commitment, commitment, commitment_act, issue, review, review_home
from .tasks import act, evidence, report, task, tasks, tasks_home, tasks_workbook

__all__ = [
    "act",
    "add_commitment",
    "bulk_report",
    "commitment",
    "commitment_act",
    "evidence",
    "issue",
    "report",
    "review",
    "review_home",
    "task",
    "tasks",
    "tasks_home",
    "tasks_workbook",
]
