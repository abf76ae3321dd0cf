"""Do the tables say what the record of acts says? The record is told again from its first entry, and compared.

An act that was done by half (a state without its entry, a report without its file, a light without its change, a
tally that was not counted) shows as a difference.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.delivery.evidence import path_of
from luoshi.delivery.models import Commitment, CommitmentTally, Evidence, Sheet, Task, TaskTally
from luoshi.delivery.tallies import count_all

BEFORE_A_TASK = {"commitment_proposed", "commitment_corrected", "commitment_split", "commitments_merged"}


@dataclass
class Story:
    """What the record says of one task."""

    state: str = ""
    due: str = ""
    percent: float = 0
    has_evidence: bool = False
    returned: int = 0
    reports: dict[int, list[Any]] = field(default_factory=dict)
    requests: list[list[Any]] = field(default_factory=list)
    sheets: dict[int, list[Any]] = field(default_factory=dict)
    lights: list[tuple[str, str, str]] = field(default_factory=list)

    def tell(self, act: str, said: dict[str, Any]) -> None:
        getattr(self, f"_{act}")(**said)

    def _task_issued(self, *, due: str, **_other: Any) -> None:
        self.state, self.due = "issued", due

    def _task_accepted(self) -> None:
        self.state = "under_way"

    def _task_reopened(self, **_other: Any) -> None:
        self.state, self.percent = "under_way", min(self.percent, 99)

    def _suspension_asked(self, *, reason: str) -> None:
        self.requests.append(["suspension", reason, "", "open", ""])

    def _suspension_answered(self, *, granted: bool, answer: str) -> None:
        self.state = "suspended" if granted else self.state
        self.requests[-1][3:] = ["granted" if granted else "refused", answer]

    def _task_resumed(self, *, new_due: str, **_other: Any) -> None:
        self.state, self.due = "under_way", new_due

    def _task_handed_down(self, **_other: Any) -> None: ...

    def _cycle_changed(self, **_other: Any) -> None: ...

    def _report_called(self, **_other: Any) -> None: ...

    def _task_detailed(self, **_other: Any) -> None: ...

    def _talk_called_for(self, **_other: Any) -> None: ...

    def _check_recorded(self, **_other: Any) -> None: ...

    def _report_submitted(self, *, number: int, percent: float, complete: bool, evidence: list[str]) -> None:
        self.state = "reported"
        self.reports[number] = [percent, complete, sorted(evidence), "submitted"]

    def _report_accepted(self, *, number: int, **_other: Any) -> None:
        percent, complete, evidence, _state = self.reports[number]
        self.state, self.percent = "under_way", 100 if complete else percent
        self.has_evidence |= bool(evidence)
        self.reports[number][3] = "accepted"

    def _report_returned(self, *, number: int, **_other: Any) -> None:
        self.state, self.returned = "returned", self.returned + 1
        self.reports[number][3] = "returned"

    def _task_done(self, **_other: Any) -> None:
        self.state = "done"

    def _task_closed(self) -> None:
        self.state = "closed"

    def _extension_asked(self, *, new_due: str, reason: str) -> None:
        self.requests.append(["extension", reason, new_due, "open", ""])

    def _extension_answered(self, *, granted: bool, new_due: str, answer: str) -> None:
        self.requests[-1][3:] = ["granted" if granted else "refused", answer]
        self.due = new_due if granted else self.due

    def _sheet_issued(self, *, sheet: int, colour: str, due: str, rule_row: int) -> None:
        self.sheets[sheet] = [colour, due, rule_row, False, "", "open", ""]

    def _sheet_received(self, *, sheet: int) -> None:
        self.sheets[sheet][3] = True

    def _sheet_answered(self, *, sheet: int, answer: str) -> None:
        self.sheets[sheet][3:5] = [True, answer]

    def _sheet_judged(self, *, sheet: int, outcome: str, reason: str) -> None:
        self.sheets[sheet][5:] = [outcome, reason]

    def _liability_proposed(self, **_other: Any) -> None:
        pass


def told_by_the_record(document: str) -> dict[str, Story]:
    stories: dict[str, Story] = defaultdict(Story)
    rows = RecordEntry.objects.filter(act__startswith="delivery.", subject__startswith=f"{document}/")
    for act, subject, content in rows.order_by("seq").values_list("act", "subject", "content"):
        name = act.partition(".")[2]
        if name not in BEFORE_A_TASK:
            stories[subject.partition("/")[2]].tell(name, content)
    turned = RecordEntry.objects.filter(act="delivery.lights_turned", subject=document)
    for content in turned.order_by("seq").values_list("content", flat=True):
        for *turn, codes in content["turns"]:
            for code in codes:
                stories[code].lights.append(tuple(turn))
    return stories


def told_by_the_tables(document: str) -> dict[str, Story]:
    return {task.code: _story(task) for task in Task.objects.filter(document=document)}


def _story(task: Task) -> Story:
    return Story(
        state=task.state,
        due=task.due_date.isoformat(),
        percent=task.percent,
        has_evidence=task.has_evidence,
        returned=task.returned,
        reports={
            report.number: [
                report.percent,
                report.complete,
                sorted(report.evidence.values_list("sha256", flat=True)),
                report.state,
            ]
            for report in task.reports.prefetch_related("evidence")
        },
        requests=[
            [
                request.kind,
                request.reason,
                request.new_due.isoformat() if request.new_due else "",
                request.state,
                request.answer,
            ]
            for request in task.requests.order_by("pk")
        ],
        sheets={
            sheet.number: [
                sheet.colour,
                sheet.due_date.isoformat(),
                sheet.rule_row,
                sheet.received_at is not None,
                sheet.answer,
                sheet.outcome,
                sheet.judgement,
            ]
            for sheet in task.sheets.all()
        },
        lights=list(task.light_changes.order_by("pk").values_list("before", "after", "reason")),
    )


def disagreements(document: str) -> list[str]:
    """Everything that does not fit together, in words; empty when all is whole."""
    found = [f"record: entry {place.seq} {place.kind}" for place in verify()]
    by_record, by_tables = told_by_the_record(document), told_by_the_tables(document)
    for code in sorted(set(by_record) | set(by_tables)):
        one, other = vars(by_record.get(code, Story())), vars(by_tables.get(code, Story()))
        found += [
            f"{code} {name}: record {one[name]}, tables {other[name]}" for name in one if one[name] != other[name]
        ]
    for code, light in Task.objects.filter(document=document).values_list("code", "light"):
        if (shown := by_tables[code].lights[-1:]) and shown[0][1] != light:
            found.append(f"{code} light: shown {light}, last turned to {shown[0][1]}")
    issued = Commitment.objects.filter(document=document, state="issued").values_list("code", flat=True)
    found += [f"{code}: issued without a task, or the other way" for code in set(issued) ^ set(by_tables)]
    numbers = list(Sheet.objects.filter(document=document).order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"sheet numbers: {numbers}")
    return found + _files() + _tallies(document)


def _files() -> list[str]:
    found = []
    for sha256, size in Evidence.objects.order_by().values_list("sha256", "size").distinct():
        path = path_of(sha256)
        if not path.exists():
            found.append(f"file {sha256[:8]}: missing")
        elif path.stat().st_size != size or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            found.append(f"file {sha256[:8]}: not what it was")
    return found


def _tallies(document: str) -> list[str]:
    """Where a recount of everything (which is taken back) gives another figure than the kept one."""
    with transaction.atomic():
        kept = _counted(document)
        count_all(document)
        fresh = _counted(document)
        transaction.set_rollback(True)
    return [f"tally {row}: kept {row in kept}, counted {row in fresh}" for row in sorted(kept ^ fresh, key=str)]


def _counted(document: str) -> set[tuple[Any, ...]]:
    tasks = TaskTally.objects.filter(document=document)
    commitments = CommitmentTally.objects.filter(document=document)
    return {
        *tasks.values_list("kind", "code", "light", "tasks", "percent_sum", "percent_squares", "with_evidence"),
        *commitments.values_list("measure", "commitments", "with_owner", "with_task", "with_measure"),
    }
