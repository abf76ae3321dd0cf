"""Pages of delivery: thin, each act in ``service``."""

from .acts import act, report, save_draft
from .bulk import bulk_report
from .review import add_commitment, commitment, commitment_act, issue, review, review_home
from .sheets import issue_sheet, sheet, sheet_act, sheets
from .tasks import evidence, task, tasks, tasks_home, tasks_workbook

__all__ = [
    "act",
    "add_commitment",
    "bulk_report",
    "commitment",
    "commitment_act",
    "evidence",
    "issue",
    "issue_sheet",
    "report",
    "review",
    "review_home",
    "save_draft",
    "sheet",
    "sheet_act",
    "sheets",
    "task",
    "tasks",
    "tasks_home",
    "tasks_workbook",
]
