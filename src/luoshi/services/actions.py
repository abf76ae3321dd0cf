"""What the service tasks of processes do for cases of every kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import all_units

from .action_table import action
from .catalogue import savings_of
from .clocks import count_case, work_calendar
from .events import NormativeReviewed, ResolutionsTaken
from .field import grid_at
from .models import Case, NormativeDocument
from .service.certificates import issue
from .service.complaints import judge
from .service.intake import start


@action("certificate")
def issue_certificate(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """A certificate for the applicant, titled as ``certificate_title`` of the data says or as the item's result."""
    title = data.get("certificate_title") or (case.item.facts.get("result_name") if case.item else "") or case.title
    made = issue(by=by, case=case, title=str(title))
    data["certificate"] = made.number


@action("resolutions")
def publish_resolutions(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """The lines of ``resolutions`` (what | unit's short name | day) become supervised tasks through an event."""
    units = {facts.short_name: code for code, facts in all_units().items()} | {code: code for code in all_units()}
    found = []
    for line in str(data.get("resolutions", "")).splitlines():
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if not any(parts):
            continue
        what, unit, due = [*parts, "", ""][:3]
        if unit not in units:
            raise NotFound(what=unit or line)
        try:
            date.fromisoformat(due)
        except ValueError:
            raise NotFound(what=due or line) from None
        found.append((what, units[unit], due))
    data["resolutions_count"] = len(found)
    publish(
        ResolutionsTaken(
            actor=by.username,
            at=now(),
            subject=case.number,
            unit=case.unit.code,
            document=case.document,
            clause=(case.version.clauses or [""])[0],
            resolutions=tuple(found),
        )
    )


@action("bundle")
def join_up(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """What was saved by handling several items as one: papers, forms, days, trips."""
    data["savings"] = savings_of(case.item) if case.item else {}


@action("locate")
def locate(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """The grid a place lies in, and the unit that grid belongs to."""
    grid = grid_at(case.lon, case.lat)
    data["grid"] = grid.code if grid else ""
    data["grid_name"] = grid.name if grid else ""
    data["grid_unit"] = grid.unit.code if grid else case.unit.code


@action("register_document")
def register_document(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """The document that the case has made enters the register with its last day."""
    NormativeDocument.objects.create(
        number=data["doc_number"],
        title=data["doc_title"],
        unit=case.unit,
        document=case.document,
        measure=case.measure,
        issued_on=date.fromisoformat(data["issued_on"]),
        in_force_from=date.fromisoformat(data["in_force_from"]),
        valid_to=date.fromisoformat(data["valid_to"]),
        legal_opinion=data.get("legal_opinion", ""),
        synthetic=case.synthetic,
    )


@action("review_document")
def review_document(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """What was decided of the document ``doc_number`` enters the register: in force until ``extend_to``, or repealed on
    ``repeal_on``; with neither it was looked at and runs out on its day."""
    row = NormativeDocument.objects.select_for_update().filter(number=data["doc_number"]).first()
    if row is None:
        raise NotFound(what=data["doc_number"])
    if extended := data.get("extend_to"):
        row.valid_to, row.lapse_told = date.fromisoformat(extended), False
    if repealed := data.get("repeal_on"):
        row.repealed_on = date.fromisoformat(repealed)
    row.reviewed_on = today()
    row.save(update_fields=["valid_to", "lapse_told", "repealed_on", "reviewed_on"])
    told: dict[str, Any] = {"actor": by.username, "at": now(), "subject": row.number, "unit": case.unit.code}
    publish(NormativeReviewed(**told, title=row.title, valid_to=row.valid_to, repealed_on=row.repealed_on))


@action("follow_up")
def follow_up(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """Another case of the process that ``follow_up_process`` names, for the same applicant."""
    made = start(
        by=by,
        process=data["follow_up_process"],
        title=str(data.get("problem") or case.title)[:200],
        applicant=case.applicant,
        data={"problem": data.get("problem", ""), **data.get("follow_up_data", {})},
        channel="event",
        parent=case,
        synthetic=case.synthetic,
    )
    data["follow_up"] = made


@action("decision_days")
def count_decision_days(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """How long the public was heard (calendar days) and the draft examined (working days); what nobody said counts
    as not done, so that a gate behind this can only be passed on what was said."""
    days = {name: data.get(name) for name in ("comment_from", "comment_to", "review_from", "review_to")}
    known = {name: date.fromisoformat(value) for name, value in days.items() if value}
    data["comment_days"] = (
        (known["comment_to"] - known["comment_from"]).days if {"comment_from", "comment_to"} <= known.keys() else 0
    )
    data["review_days"] = (
        work_calendar().working_days_between(known["review_from"], known["review_to"])
        if {"review_from", "review_to"} <= known.keys()
        else 0
    )
    data.setdefault("comment_reason", "")
    data.setdefault("opinion", "")
    for name in ("technical", "risky", "expert_done", "risk_done"):
        data.setdefault(name, False)


@action("judge_rating")
def judge_rating(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """The rating that this case is an appeal against counts no more where the hearing found so."""
    judge(case, str(data.get("appeal_finding", "")))


@action("limit")
def set_limit(by: Viewer, case: Case, data: dict[str, Any]) -> None:
    """The case's own limit in working days, as ``limit_days`` of the data says (a decision table decided it)."""
    case.limit_days = int(data["limit_days"])
    count_case(case, work_calendar())
