"""The clock of a case and of its steps, in working days, with what does not count; and counting all again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from luoshi.kernel import calendar
from luoshi.kernel.case_clock import CaseClock, Suspension
from luoshi.kernel.legal_days import Limit
from luoshi.kernel.lights import Light, LightRules, Standing
from luoshi.kernel.lights import light_of as judged
from luoshi.kernel.today import CHINA

from .models import Case, Step

RULES = LightRules(near_due_days=2)


def work_calendar() -> calendar.WorkCalendar:
    return calendar.CHINA


def suspensions_of(case: Case) -> tuple[Suspension, ...]:
    if case._state.adding:  # not in the tables yet, so nothing hangs on it
        return ()
    rows = case.suspensions.all()
    return tuple(Suspension(row.from_date, row.to_date, row.reason) for row in rows)


def clock_of(case: Case, held: tuple[Suspension, ...] | None = None) -> CaseClock | None:
    """None for a case without a limit. ``held`` are its suspensions where they are at hand."""
    if case.limit_days is None or case.accepted_on is None:
        return None
    extension = Limit(case.extension_days) if case.extension_days else None
    return CaseClock(
        case.accepted_on, Limit(case.limit_days), extension, suspensions_of(case) if held is None else held
    )


def day_of(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def count_case(case: Case, work: calendar.WorkCalendar, held: tuple[Suspension, ...] | None = None) -> bool:
    """Set the case's due day anew; whether it moved."""
    clock = clock_of(case, held)
    before, case.due_date = case.due_date, clock.due(work) if clock else None
    return before != case.due_date


def count_step(step: Step, work: calendar.WorkCalendar, held: tuple[Suspension, ...]) -> bool:
    """Set the step's due day anew; whether it moved."""
    if step.limit_days is None:
        return False
    clock = CaseClock(day_of(step.opened_at), Limit(step.limit_days), None, held)
    before, step.due_date = step.due_date, clock.due(work)
    return before != step.due_date


def recount(work: calendar.WorkCalendar | None = None) -> int:
    """Count all open clocks again: a new holiday notice moves them. Returns how many moved."""
    work = work or work_calendar()
    moved = 0
    cases = Case.objects.filter(finished_at__isnull=True).prefetch_related("suspensions")
    for case in cases.iterator(chunk_size=2000):
        if count_case(case, work):
            case.save(update_fields=["due_date"])
            moved += 1
    steps = Step.objects.filter(state=Step.State.OPEN, limit_days__isnull=False)
    for step in steps.select_related("case").prefetch_related("case__suspensions").iterator(chunk_size=2000):
        if count_step(step, work, suspensions_of(step.case)):
            step.save(update_fields=["due_date"])
            moved += 1
    return moved


def light_of(thing: Case | Step, today: date) -> Light:
    """The light of a case or a step: green in time, yellow two days before its day, red after it, blue when done."""
    case = thing if isinstance(thing, Case) else thing.case
    done = thing.finished_at if isinstance(thing, Case) else thing.done_at
    start = day_of(case.started_at if isinstance(thing, Case) else thing.opened_at)
    standing = Standing(start=start, due=thing.due_date, done_date=day_of(done) if done else None)
    return judged(standing, today, RULES)


def running_out(today: date) -> Any:
    """Open cases whose day has passed, not yet told."""
    late = Q(due_date__lt=today) & Q(finished_at__isnull=True)
    return Case.objects.filter(late).order_by(F("due_date").asc())
