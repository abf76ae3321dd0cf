"""Sample inspections of the last months: from the programme's seed, through the room's own acts, marked synthetic."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA, at_moment
from luoshi.registry.api import system_viewer

from ..demo import walk
from ..domain.inspections import Finding
from ..models import Inspection, InspectionSheet, InspectionSubject
from .ranking import after, publish_month
from .service import findings_of, inspect, items_of

MONTHS = 3


def seed(programme: Programme) -> int:
    """How many inspections were made. The last month is left under way; the ones before are published."""
    sheets = list(InspectionSheet.objects.filter(document=programme.code, is_current=True))
    if not programme.demo or Inspection.objects.filter(sheet__document=programme.code).exists():
        return 0
    rng = random.Random(programme.demo["seed"])
    until = programme.demo["as_of"]
    return sum(_sheet(rng, sheet, until) for sheet in sheets)


def _sheet(rng: random.Random, sheet: InspectionSheet, until: date) -> int:
    subjects = list(InspectionSubject.objects.filter(sheet=sheet.code, document=sheet.document, retired=False))
    care = {one.code: rng.uniform(0.03, 0.35) for one in subjects}
    first = until.replace(day=1)
    for _n in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    made = 0
    while first <= until:
        last = min(after(first), until)
        for one in subjects:
            for _visit in range(rng.randrange(1, 6)):
                made += _visit_of(rng, sheet, one, care[one.code], (first, last), until)
        if last < until:
            with at_moment(datetime.combine(last, time(9), CHINA)):
                try:
                    publish_month(by=system_viewer(), sheet=sheet.code, first=first)
                except ExpectedError:
                    return made
        first = after(first)
    return made


def _visit_of(
    rng: random.Random,
    sheet: InspectionSheet,
    who: InspectionSubject,
    fault: float,
    span: tuple[date, date],
    until: date,
) -> int:
    first, last = span
    day = first + timedelta(days=rng.randrange(max(1, (last - first).days - 5)))
    found = {}
    for item in items_of(sheet):
        bags = rng.randrange(10, 40)
        wrong = sum(rng.random() < fault for _b in range(bags if item.rule == "share" else 3))
        told = not item.kind or rng.random() < fault / 2  # what becomes an event is seen less often than looked for
        found[item.code] = Finding(wrong, bags) if item.rule == "share" else Finding(wrong if told else 0)
    by = system_viewer()
    moment = datetime.combine(day, time(9 + rng.randrange(8)), CHINA)
    with at_moment(moment):
        one = inspect(
            by=by,
            sheet=sheet.code,
            subject=who.code,
            findings=found,
            report_id=f"sample-{who.code}-{day}-{rng.randrange(10**6)}",
            synthetic=True,
        )
    for number in one.cases.values():
        walk(rng, number, moment, until, None)
    if one.due_date and one.due_date < until and rng.random() < 0.95:
        _again(rng, one)
    return 1


def _again(rng: random.Random, one: Inspection) -> None:
    """Checked again on the last day or the day before; nine times of ten what was wrong is put right."""
    mended = {code: Finding(0, kept.checked and 10) for code, kept in findings_of(one).items()}
    found = mended if rng.random() < 0.9 else findings_of(one)
    due = one.due_date or one.inspected_on
    with at_moment(datetime.combine(max(one.inspected_on, due - timedelta(days=rng.randrange(2))), time(18), CHINA)):
        inspect(
            by=system_viewer(),
            sheet=one.sheet.code,
            subject=one.subject.code,
            findings=found,
            report_id=f"again-{one.number}",
            again=one.number,
            synthetic=True,
        )
