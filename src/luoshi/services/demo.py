"""Synthetic history of cases for a demonstration, made by the real acts at moments of its own; marked synthetic."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from shapely.geometry import shape

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA, at_moment
from luoshi.registry.api import system_viewer

from . import daily
from .clocks import work_calendar
from .domain import forms
from .field import report
from .models import Case, Grid, Item, ProcessVersion, Step
from .service.finishing import finish_step
from .service.intake import begun_by, start
from .service.ratings import rate
from .views.cases import start_form

FINISHED, UNDER_WAY, EVENTS = 60, 12, 40
_FIRST = date(2021, 8, 2)


def seed(programme: Programme) -> int:
    """How many cases were made; 0 where there are some, or nothing to make them of."""
    if (
        Case.objects.filter(document=programme.code).exclude(channel="rule").exists()
        or not Item.objects.filter(document=programme.code).exists()
    ):
        return 0
    rng = random.Random(programme.demo.get("seed", 1))
    until = (
        date.fromisoformat(str(programme.demo["as_of"])) if "as_of" in programme.demo else _FIRST + timedelta(days=180)
    )
    # Sample answers drawn by chance would tell stories that the law contradicts.
    lawful = [v.code for v in ProcessVersion.objects.filter(is_current=True) if _asks_the_law(v)]
    items = list(
        Item.objects.filter(document=programme.code, is_current=True).exclude(process__in=lawful).order_by("code")
    )
    by_process = list({item.process: item for item in items}.values())
    days = _working_days(max(programme.issued_on or _FIRST, until - timedelta(days=150)), until)
    made = 0
    for n in range(FINISHED + UNDER_WAY):
        # Each process has been walked, and is being walked, at least once.
        place = n if n < FINISHED else n - FINISHED
        item = by_process[place] if place < len(by_process) else rng.choice(items)
        late = n >= FINISHED
        day = rng.choice(days[-6:] if late else days[:-15])
        made += _live(rng, item, _at(rng, day), until, stop_after=rng.randrange(0, 3) if late else None)
    return made + _procedures(rng, programme.code, days, until) + _events(rng, programme.code, days, until)


def _asks_the_law(version: ProcessVersion) -> bool:
    return any(node.get("action") == "entitlement" for node in version.nodes.values())


def _working_days(first: date, last: date) -> list[date]:
    work = work_calendar()
    span = ((first + timedelta(days=n)) for n in range((last - first).days))
    return [day for day in span if work.is_working_day(day)]


def _at(rng: random.Random, day: date) -> datetime:
    return datetime.combine(day, time(9 + rng.randrange(0, 7), rng.randrange(0, 60)), CHINA)


def _live(rng: random.Random, item: Item, moment: datetime, until: date, stop_after: int | None) -> int:
    """One case from its application on; finished, or left where it stands after some steps."""
    by = system_viewer()
    version = ProcessVersion.objects.get(code=item.process, is_current=True)
    kind = "企业" if "firm" in item.facts["objects"] else "居民"
    with at_moment(moment):
        number = start(
            by=by,
            item=item.code,
            applicant={"name": f"样例{kind}{rng.randrange(1, 400):03d}"},
            data=_filled(rng, start_form(version)),
            channel=rng.choice(["online", "online", "window"]),
            synthetic=True,
        )
    moment = walk(rng, number, moment, until, stop_after)
    case = Case.objects.get(number=number)
    if case.finished_at is not None and rng.random() < 0.8:
        with at_moment(moment):
            rate(number=number, query_code=case.query_code, grade=rng.choices([5, 4, 3, 2], [80, 14, 4, 2])[0])
    return 1


def walk(rng: random.Random, number: str, moment: datetime, until: date, stop_after: int | None) -> datetime:
    by, work, done = system_viewer(), work_calendar(), 0
    end = datetime.combine(until, time(8), CHINA)
    while stop_after is None or done < stop_after:
        step = Step.objects.filter(case__number=number, state="open", kind="human").order_by("pk").first()
        if step is None:
            break
        limit = step.limit_days or 0
        later = rng.choices([0, limit // 2, limit, limit + 2], [50, 25, 22, 3])[0]
        day = work.add_working_days(moment.date(), later)
        moment = max(moment + timedelta(minutes=20), _at(rng, day))
        if moment >= end:
            break
        with at_moment(moment):
            daily.tick(moment)
            step.refresh_from_db()
            if step.state == Step.State.OPEN:
                case = step.case
                schema = case.version.forms.get(case.version.nodes[step.node]["form"], {})
                try:
                    finish_step(by=by, number=number, step_id=step.pk, values=_filled(rng, schema, case.data))
                except ExpectedError:
                    break
        done += 1
    return moment


_ANSWERS: dict[str, Any] = {
    "decision": "准予",
    "precheck": "齐全",
    "delivery": "邮寄",
    "verdict": "已解决",
    "outcome": "通过",
    "solved": True,
    "fixed": True,
    "real": True,
    "bad_record": False,
    "has_problem": False,
    "resolutions": "",
    # As long as the law wants the public heard and a draft examined.
    "comment_from": "2021-07-26",
    "comment_to": "2021-09-01",
    "review_from": "2021-09-06",
    "review_to": "2021-09-24",
    "expert_done": True,
    "risk_done": True,
    # A home without a ramp; a child that is well looked after.
    "owner_agrees": True,
    "ramp_rise": 0,
    "ramp_run": 0,
    "ramp_width": 0,
    "born_on": "2012-05-06",
    "parents_contact": "有日期",
    "carer_able": True,
    "at_school": True,
    "alone": False,
    "suspected": False,
    "settled": False,
}


def _filled(rng: random.Random, schema: dict[str, Any], known: dict[str, Any] | None = None) -> dict[str, Any]:
    """A form filled in as most people would: the good answer, some text, a plausible number."""
    values: dict[str, Any] = {}
    for field in forms.fields(schema) if schema else ():
        if not forms.applies(field, values):
            continue
        if field.name in _ANSWERS and (field.kind != "yes_no" or isinstance(_ANSWERS[field.name], bool)):
            values[field.name] = _ANSWERS[field.name]
        elif field.kind == "choice":
            options = [option.label for option in field.options]
            values[field.name] = next((good for good in ("同意", "合格") if good in options), None) or rng.choice(
                options
            )
        elif field.kind == "choices":
            values[field.name] = [rng.choice(field.options).label]
        elif field.kind == "yes_no":
            values[field.name] = rng.random() < 0.3
        elif field.kind in ("number", "integer"):
            values[field.name] = rng.randrange(20, 200)
        elif field.kind == "day":
            values[field.name] = "2021-10-11"
        elif field.required:
            values[field.name] = "样例内容（合成）"
    return values


def _procedures(rng: random.Random, document: str, days: list[date], until: date) -> int:
    """Procedures that nobody applies for, two of each kind: one done or as far as it gets, one begun lately."""
    by, made = system_viewer(), 0
    for version in ProcessVersion.objects.filter(document=document, is_current=True).order_by("code"):
        if not begun_by(version):
            continue
        for late in (False, True):
            moment = _at(rng, rng.choice(days[-6:] if late else days[: len(days) // 3]))
            with at_moment(moment):
                facts = {"applicant": {"name": "样例当事人"}, "data": _filled(rng, start_form(version))}
                number = start(
                    by=by,
                    process=version.code,
                    title=f"{version.title}（样例）",
                    **facts,
                    channel="office",
                    synthetic=True,
                )
            walk(rng, number, moment, until, 1 if late else None)
            made += 1
    return made


def _events(rng: random.Random, document: str, days: list[date], until: date) -> int:
    """Events in sample grids, some reported twice, most handled."""
    version = ProcessVersion.objects.filter(
        document=document, mechanism="services.grid-events", is_current=True
    ).first()
    grids = list(Grid.objects.filter(document=document))
    if version is None or not grids:
        return 0
    fields = forms.fields(start_form(version))
    kinds = [option.label for field in fields if field.name == "kind" for option in field.options]
    by, made = system_viewer(), 0
    for n in range(EVENTS):
        late = n >= EVENTS - 8
        moment = _at(rng, rng.choice(days[-4:] if late else days[:-8]))
        point = shape(rng.choice(grids).outline).representative_point()
        place = (point.x + rng.uniform(-0.003, 0.003), point.y + rng.uniform(-0.003, 0.003))
        kind = rng.choice(kinds)
        for copy in range(2 if rng.random() < 0.2 else 1):
            with at_moment(moment + timedelta(minutes=30 * copy)):
                case = report(
                    by=by,
                    process=version.code,
                    kind=kind,
                    text="样例事件（合成）",
                    place=place,
                    report_id=f"sample-{n}-{copy}",
                    reporter={"name": "样例网格员"},
                    synthetic=True,
                )
        made += 1
        walk(rng, case.number, moment, until, rng.randrange(0, 2) if late else None)
    return made
