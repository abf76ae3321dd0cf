"""The JSON interface of delivery: the same acts as the pages, so that both leave the same record."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field, model_validator

from luoshi.registry.api import Holds, ViewerRequest

from .lists import narrowed
from .models import Task
from .panels import reason_of, task_url
from .queries import standings as stand
from .service import commitments
from .service import tasks as acts

router = Router(tags=["delivery"], auth=Holds("delivery.view"))


class Wanted(Schema):
    q: str = Field("", max_length=100)
    measure: str = ""
    clause: str = ""
    unit: str = ""
    light: str = ""
    state: str = ""
    sort: str = ""
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(50, ge=1, le=500)


def _task(task: Task) -> dict[str, Any]:
    return {
        "code": task.code,
        "measure": task.measure,
        "clause": task.clause,
        "title": task.title,
        "unit": task.lead.code,
        "state": task.state,
        "percent": task.percent,
        "light": task.light,
        "light_reason": reason_of(task),
        "issued_on": task.issued_on,
        "due_date": task.due_date,
        "last_report_on": task.last_report_on,
        "synthetic": task.synthetic,
        "url": task_url(task),
    }


@router.get("/{document}/tasks")
def tasks(request: ViewerRequest, document: str, wanted: Query[Wanted]) -> dict[str, Any]:
    rows = narrowed(document, {k: v for k, v in wanted.dict(exclude={"page", "size"}).items() if v})
    start = (wanted.page - 1) * wanted.size
    return {"count": rows.count(), "tasks": [_task(task) for task in rows[start : start + wanted.size]]}


@router.get("/{document}/tasks/{code}")
def task(request: ViewerRequest, document: str, code: str) -> dict[str, Any]:
    """One task; its reports too, for those who may see them."""
    found = acts.get(document, code)
    viewer = request.viewer
    reports = found.reports.all() if acts.may_see_reports(viewer, found) else []
    return {
        **_task(found),
        "plan": found.plan,
        "supports": list(found.supports.values_list("code", flat=True)),
        "reports": [
            {"number": r.number, "text": r.text, "percent": r.percent, "state": r.state, "submitted_at": r.submitted_at}
            for r in reports
        ],
    }


@router.get("/{document}/standings")
def standings(request: ViewerRequest, document: str) -> dict[str, Any]:
    """Lights and progress of the whole, of every measure, clause and unit."""
    found = stand(document)

    def plain(statuses: dict[str, Any]) -> dict[str, Any]:
        return {
            code: {"light": s.light, "percent": s.percent, "lights": dict(s.lights)} for code, s in statuses.items()
        }

    return {
        "whole": plain({"": found.whole})[""],
        "measures": plain(found.measures),
        "clauses": plain(found.clauses),
        "units": plain(found.units),
    }


class Given(Schema):
    """What is sent to an act: its texts hold no null character, which PostgreSQL cannot keep."""

    @model_validator(mode="after")
    def _keepable(self) -> Given:
        waiting: list[Any] = list(self.dict().values())
        while waiting:
            value = waiting.pop()
            if isinstance(value, list | tuple):
                waiting += value
            elif isinstance(value, str) and "\0" in value:
                raise ValueError("null character")
        return self


class Issue(Given):
    codes: list[str] = Field(min_length=1, max_length=500)
    override: str = Field("", max_length=300)


@router.post("/{document}/issue", auth=Holds("delivery.issue"))
def issue(request: ViewerRequest, document: str, given: Issue) -> dict[str, Any]:
    by = request.viewer
    return {"tasks": commitments.issue(by=by, document=document, **given.dict())}


@router.post("/{document}/tasks/{code}/accept", auth=Holds("delivery.report"))
def accept(request: ViewerRequest, document: str, code: str) -> dict[str, Any]:
    acts.accept(by=request.viewer, document=document, code=code)
    return _task(acts.get(document, code))


class NewReport(Given):
    text: str = Field(max_length=5000)
    percent: float
    figures: list[tuple[str, str]] = []
    problems: str = Field("", max_length=2000)
    next_steps: str = Field("", max_length=2000)
    complete: bool = False


@router.post("/{document}/tasks/{code}/report", auth=Holds("delivery.report"))
def report(request: ViewerRequest, document: str, code: str, given: NewReport) -> dict[str, Any]:
    by = request.viewer
    number = acts.report(by=by, document=document, code=code, **given.dict())
    return {"number": number, **_task(acts.get(document, code))}


class NewReview(Given):
    accepted: bool
    note: str = Field("", max_length=2000)


@router.post("/{document}/tasks/{code}/review", auth=Holds("delivery.review"))
def review(request: ViewerRequest, document: str, code: str, given: NewReview) -> dict[str, Any]:
    by = request.viewer
    acts.review(by=by, document=document, code=code, accepted=given.accepted, note=given.note)
    return _task(acts.get(document, code))
