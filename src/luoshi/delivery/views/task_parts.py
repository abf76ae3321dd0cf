"""Parts of a task's page: the report's form as it begins, the levels above and below, the forms of its acts."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today
from luoshi.registry.api import people_gone, unit_words

from ..domain.amending import CHANGE_LABELS
from ..domain.lifecycle import OPEN_STATES, TaskState
from ..domain.years import Year, YearShown, shown, words_of_years
from ..forms import (
    AnswerForm,
    CallForm,
    DetailForm,
    ExtensionForm,
    HandDownForm,
    ReasonForm,
    ReportForm,
    ReviewForm,
    report_initial,
)
from ..models import AmendedTask, Amendment, ReportDraft, Task
from ..prefill import drafts_of, parts_percent, said_elsewhere
from ..service import levels

# Several of these stand on one page: each has ids of its own, so that its labels belong to its fields.
FORMS: dict[str, tuple[type[Any], str]] = {
    "object": (ReasonForm, "object_form"),
    "review": (ReviewForm, "review_form"),
    "ask-extension": (ExtensionForm, "extension_form"),
    "answer-extension": (AnswerForm, "extension_answer_form"),
    "answer-objection": (AnswerForm, "answer_form"),
    "ask-suspension": (ReasonForm, "suspension_form"),
    "answer-suspension": (AnswerForm, "suspension_answer_form"),
    "reopen": (ReasonForm, "reopen_form"),
    "withdraw": (ReasonForm, "withdraw_form"),
    "call": (CallForm, "call_form"),
}


def report_parts(viewer: Viewer, found: Task) -> dict[str, Any]:
    """The report's form, filled in as far as it can be, with where each figure comes from."""
    made = drafts_of([found], today())[found.pk]
    saved = ReportDraft.objects.filter(task=found, author=viewer.username).first()
    given = {key: str(value) for key, value in saved.given.items()} if saved else None
    return {
        "report_form": ReportForm(initial=report_initial(made, given, int(time.time()))),
        "draft": made,
        "saved_draft": saved,
        "offers": made.offers,
        "elsewhere": said_elsewhere(found),
        "rolled_up": parts_percent(found),
    }


def levels_of(viewer: Viewer, found: Task) -> dict[str, Any]:
    """The task above, the parts below, and what may be done with them."""
    lead = found.lead.code
    may_issue, may_report = viewer.may("delivery.issue", lead), viewer.may("delivery.report", lead)
    under_way = found.state in {TaskState.UNDER_WAY, TaskState.RETURNED}
    below = levels.below(found) if under_way and (may_issue or may_report) else {}
    initial = {
        "officer": found.officer,
        "cycle": found.cycle,
        "evidence_required": "\n".join(found.evidence_required),
        "years": words_of_years([Year(*year) for year in found.years], found.outcome_unit),
    }
    return {
        "parts": list(found.parts.select_related("lead").order_by("pk")),
        "parts_percent": parts_percent(found),
        "hand_down_form": HandDownForm(
            auto_id="hand-down-%s", choices=[(code, unit_words(unit)) for code, unit in below.items()]
        )
        if below
        else None,
        "detail_form": DetailForm(auto_id="detail-%s", initial=initial)
        if may_issue and found.state in OPEN_STATES
        else None,
        "may_call": may_issue and found.state in OPEN_STATES and found.cycle == "on_demand",
        "source_papers": list(found.papers.all()),
        "years": _years(found),
        "amended": _amended(found),
        "lead_changes": list(found.lead_changes.select_related("before", "after")),
        "officer_gone": bool(found.officer) and found.state in OPEN_STATES and bool(people_gone([found.officer])),
    }


def _amended(found: Task) -> list[AmendedTask]:
    """What was decided for the task when its words were changed."""
    rows = found.amendments.filter(amendment__state=Amendment.State.TAKEN).select_related("amendment")
    kept = list(rows.defer("amendment__text", "amendment__changes"))
    for row in kept:
        row.label = _(CHANGE_LABELS[row.change])  # type: ignore[attr-defined]
    return kept


def _years(found: Task) -> list[YearShown]:
    """The task year by year; nothing for one that begins and ends in the same year and has nothing laid down."""
    if found.issued_on.year == found.due_date.year and not found.years:
        return []
    curve = tuple((date.fromisoformat(day), float(percent)) for day, percent in found.plan)
    return shown([Year(*year) for year in found.years], start=found.issued_on, due=found.due_date, curve=curve)
