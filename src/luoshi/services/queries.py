"""Reading cases: one as facts, lists within a person's rows, a forecast in words, the flow as it truly ran."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.registry.api import all_units

from .clocks import day_of, work_calendar
from .domain.flow import NodeFlow, Passed, flow
from .domain.forecasts import LIKE_CASES, Done, Kept, held_range, kept_by
from .models import Case, ProcessVersion, Step
from .service.cases import current, get


@dataclass(frozen=True)
class CaseFacts:
    number: str
    title: str
    process: str
    purpose: str
    state: str
    unit: str
    due: date | None
    result: str
    waiting: tuple[str, ...]
    document: str
    answers: dict[str, Any]
    """What forms and decisions of the case gave, by field."""
    synthetic: bool


def case_facts(number: str) -> CaseFacts:
    """Raises NotFound."""
    case = get(number)
    waiting = case.steps.filter(state=Step.State.OPEN).values_list("name", flat=True)
    return CaseFacts(
        case.number,
        case.title,
        case.version.code,
        case.version.purpose,
        case.state,
        case.unit.code,
        case.due_date,
        case.result,
        tuple(waiting),
        case.document,
        dict(case.data),
        case.synthetic,
    )


def visible(viewer: Viewer) -> Any:
    """The cases a person may see: of their units, and those in which their units have a step."""
    rows = Case.objects.select_related("version", "unit", "item")
    units = viewer.units("services.view_cases")
    if units is None:
        return rows
    inside = Step.objects.filter(case=OuterRef("pk"), unit__code__in=units)
    return rows.filter(Q(unit__code__in=units) | Exists(inside))


def may_see(viewer: Viewer, case: Case) -> bool:
    units = viewer.units("services.view_cases")
    if units is None or case.unit.code in units:
        return True
    return bool(visible(viewer).filter(pk=case.pk).exists())


def desk(viewer: Viewer, roles: Iterable[str], most: int = 100) -> list[Step]:
    """Open steps of the roles the person holds, over the units they hold them for, by the clock."""
    wanted, known = Q(), all_units()
    for role in roles:
        units = viewer.units(f"services.as_{role}")
        if units is None:
            wanted |= Q(role=role)
        elif units:
            # By key: the list then comes out of its index in order, however many cases are open.
            ids = [facts.id for code, facts in known.items() if code in units]
            wanted |= Q(role=role, unit_id=ids[0]) if len(ids) == 1 else Q(role=role, unit_id__in=ids)
    if not wanted:
        return []
    rows = Step.objects.filter(wanted, state=Step.State.OPEN, kind=Step.Kind.HUMAN)
    # Of a case only what a list shows is read; the few units are read once and not with every row.
    shown = (
        "node",
        "name",
        "name_en",
        "kind",
        "state",
        "role",
        "unit",
        "opened_at",
        "due_date",
        "claimed_by",
        "done_at",
        "note",
    )
    rows = (
        rows.select_related("case")
        .only(*shown, "case__number", "case__title", "case__item", "case__version")
        .prefetch_related("unit")
    )
    return list(rows.order_by("due_date", "pk")[:most])


@dataclass(frozen=True)
class Forecast:
    """When the case will be done: the days between which 90 % of like cases were; None where too few are known."""

    earliest: date
    latest: date
    based_on: int


def forecast(case: Case, today: date) -> Forecast | None:
    """From the latest finished cases of the same process and item, put on the calendar from this case's acceptance;
    never earlier than today's work."""
    if case.finished_at is not None or case.accepted_on is None:
        return None
    rows = Case.objects.filter(version__code=case.version.code, item=case.item, counted_days__isnull=False)
    days = [int(n or 0) for n in rows.order_by("-finished_at").values_list("counted_days", flat=True)[:LIKE_CASES]]
    found = held_range(days)
    if found is None:
        return None
    work = work_calendar()
    earliest = max(work.add_working_days(case.accepted_on, found[0]), work.roll_forward(today))
    latest = max(work.add_working_days(case.accepted_on, found[1]), earliest)
    return Forecast(earliest, latest, len(days))


def forecasts_kept(process: str) -> Kept:
    """How often the process kept to what it would have foretold, case by case; items apart, as they are foretold."""
    rows = Case.objects.filter(version__code=process, counted_days__isnull=False, finished_at__isnull=False)
    by_item: dict[int | None, list[Done]] = {}
    facts = rows.values_list("item", "accepted_on", "finished_at", "counted_days")
    for item, accepted, finished, days in facts.iterator(chunk_size=5000):
        by_item.setdefault(item, []).append(Done(accepted, day_of(finished or now()), days or 0))
    each = [kept_by(cases) for cases in by_item.values()]
    return Kept(sum(one.foretold for one in each), sum(one.kept for one in each))


def flow_of(process: str, since: date | None = None) -> list[NodeFlow]:
    """The process as it truly ran, from the log: each node's count, median and 90th-percentile days, share late."""
    rows = Step.objects.filter(case__version__code=process, kind=Step.Kind.HUMAN).exclude(state=Step.State.DROPPED)
    if since:
        rows = rows.filter(opened_at__date__gte=since)
    facts = rows.values_list("node", "name", "case_id", "opened_at", "done_at", "due_date")
    found = flow(
        Passed(node, name, case, opened, done, bool(done and due and done.date() > due))
        for node, name, case, opened, done, due in facts.iterator(chunk_size=5000)
    )
    nodes = current(process).nodes
    return [_as_named(one, nodes[one.node]) if one.node in nodes else one for one in found]


def _as_named(one: NodeFlow, node: Mapping[str, Any]) -> NodeFlow:
    """As the current version calls it: a step done for each of a list bears the name of one of them."""
    return one._replace(name=node["name"], name_en=node.get("name_en", ""))


def heat(case: Case) -> dict[str, dict[str, Any]]:
    """For the diagram: node -> state and days, of this case."""
    found: dict[str, dict[str, Any]] = {}
    for step in case.steps.all():
        spent = (step.done_at or max(step.opened_at, _last(case))) - step.opened_at
        facts = found.setdefault(step.node, {"state": step.state, "days": 0.0, "times": 0})
        facts["days"] = round(facts["days"] + spent / timedelta(days=1), 1)
        facts["times"] += 1
        facts["state"] = (
            "open" if step.state == Step.State.OPEN else facts["state"] if facts["state"] == "open" else step.state
        )
    return found


def _last(case: Case) -> Any:
    return case.finished_at or now()


def processes() -> Any:
    return ProcessVersion.objects.filter(is_current=True).select_related("unit")
