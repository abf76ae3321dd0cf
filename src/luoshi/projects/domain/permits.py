"""The permits of a project: what may be asked for now, which office's clock holds the project, how long government took.

A step waits for others (``after``); some may be missing at first and made good later (容缺, ``lenient``). Steps that wait for
nothing of each other run side by side. Durations are in working days; calendar-day clocks are turned into them by date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from luoshi.kernel.calendar import WorkCalendar, corresponding_day
from luoshi.kernel.case_clock import CaseClock, Suspension
from luoshi.kernel.errors import N_, ExpectedError
from luoshi.kernel.legal_days import Limit

from .network import Activity, Link, Times, schedule

State = Literal["waiting", "running", "done", "left_out"]
DayType = Literal["working_day", "calendar_day"]


class StepNotReady(ExpectedError):
    code = "projects.step_not_ready"
    message = N_("“{step}”还不能办：{missing}还没有办完。请先办理前置事项；允许容缺的，请写明缺什么、何时补齐。")


class Validity(NamedTuple):
    """How long a paper holds while nothing is built on it: months from its day, and so many times so many more."""

    months: int
    more_months: int = 0
    times: int = 0

    def until(self, given: date, prolonged: int = 0) -> date:
        return corresponding_day(given, self.months + self.more_months * prolonged)


@dataclass(frozen=True)
class Step:
    """``limit`` is the legal limit in days of ``day_type``, None where the law sets none; ``promised`` what the office promises.
    ``sponsor_days``: working days the project unit needs to prepare. ``office``: empty where the project unit itself acts."""

    code: str
    name: str
    stage: str
    office: str = ""
    limit: int | None = None
    promised: int | None = None
    day_type: DayType = "working_day"
    sponsor_days: int = 0
    after: tuple[str, ...] = ()
    lenient: tuple[str, ...] = ()
    extend: int | None = None
    """Days by which the decision may be put off, once; None: as the general rule has it."""
    valid: Validity | None = None

    @property
    def days(self) -> int:
        if self.promised is not None:
            return self.promised
        return self.limit or 0


@dataclass(frozen=True)
class Clock:
    """Where one step stands. ``office`` of the clock goes before the step's own."""

    state: State = "waiting"
    accepted: date | None = None
    done: date | None = None
    suspensions: tuple[Suspension, ...] = ()
    extension: int = 0
    office: str = ""

    def due(self, step: Step, calendar: WorkCalendar) -> date | None:
        """None before acceptance, without a limit, or while the clock is stopped without an end."""
        if self.accepted is None or not (step.promised or step.limit):
            return None
        return self._clock(step).due(calendar)

    def used(self, step: Step, until: date, calendar: WorkCalendar) -> int:
        """Days counted so far, in the step's own days."""
        return self._clock(step).counted(until, calendar) if self.accepted else 0

    def stopped(self, today: date) -> bool:
        return any(s.from_date <= today and (s.to_date is None or today <= s.to_date) for s in self.suspensions)

    def _clock(self, step: Step) -> CaseClock:
        assert self.accepted is not None
        extension = Limit(self.extension, step.day_type, rolls=False) if self.extension else None
        return CaseClock(self.accepted, Limit(step.days, step.day_type, rolls=False), extension, self.suspensions)


def missing(step: Step, clocks: Mapping[str, Clock], known: Iterable[str]) -> tuple[str, ...]:
    """Steps that must be done first and are not; ``known`` are the codes of the project's own life cycle."""
    own = set(known)
    return tuple(
        code for code in step.after if code in own and clocks.get(code, Clock()).state not in ("done", "left_out")
    )


def ready(steps: Sequence[Step], clocks: Mapping[str, Clock]) -> list[Step]:
    """Steps that may be asked for now, leniently or not; those under way or done are not among them."""
    codes = {step.code for step in steps}
    return [
        step
        for step in steps
        if clocks.get(step.code, Clock()).state == "waiting" and set(missing(step, clocks, codes)) <= set(step.lenient)
    ]


def require_ready(
    step: Step, steps: Sequence[Step], clocks: Mapping[str, Clock], *, to_follow: bool
) -> tuple[str, ...]:
    """The steps to be made good later. ``to_follow``: whoever asks has said what is missing and when it will come.

    Raises StepNotReady while a step that may not be missing is not done, or one that may be is and nothing was promised.
    """
    lacking = missing(step, clocks, [s.code for s in steps])
    hard = lacking if not to_follow else tuple(code for code in lacking if code not in step.lenient)
    if hard:
        names = {s.code: s.name for s in steps}
        raise StepNotReady(step=step.name, missing="、".join(f"“{names[code]}”" for code in hard))
    return lacking


class Leg(NamedTuple):
    """One undone step on the way to the end, in working days from today."""

    step: str
    start: int
    finish: int
    total_float: int


@dataclass(frozen=True)
class Holder:
    """Who holds the project now. ``office`` empty: the project unit itself. ``since`` the day the clock began to run."""

    step: str
    office: str
    since: date | None
    due: date | None
    days_left: int
    stopped: bool


@dataclass(frozen=True)
class PermitPath:
    """The critical permit path: its undone steps in order, the working days to the end, and who holds the project now.

    ``beside``: running clocks that do not hold it today; ``gain``: what finishing the holder's step today would save.
    """

    legs: tuple[Leg, ...]
    length: int
    holder: Holder | None
    beside: tuple[Holder, ...]
    gain: int


def permit_path(steps: Sequence[Step], clocks: Mapping[str, Clock], today: date, calendar: WorkCalendar) -> PermitPath:
    """The chain of undone steps that decides when the last one can be done, and whose clock stands at its head.

    A step under way has what is left of its clock to go, at least one day while it is not done; one not asked for yet has
    the project unit's preparation and the office's promise before it.
    """
    undone = {s.code: s for s in steps if clocks.get(s.code, Clock()).state in ("waiting", "running")}
    if not undone:
        return PermitPath((), 0, None, (), 0)
    found = _planned(undone, clocks, today, calendar)
    legs = tuple(
        Leg(code, found[code].early_start, found[code].early_finish, found[code].total_float)
        for code in sorted(found, key=lambda c: (found[c].early_start, found[c].early_finish))
        if found[code].critical
    )
    running = [s for s in undone.values() if clocks.get(s.code, Clock()).state == "running"]
    heads = {leg.step for leg in legs if leg.start == 0}
    head = next((s for s in running if s.code in heads), None) or (undone[legs[0].step] if legs else None)
    length = max(times.early_finish for times in found.values())
    if head is None:
        return PermitPath(legs, length, None, (), 0)
    beside = tuple(_holder(s, clocks, today, calendar) for s in running if s.code != head.code)
    finished = {**clocks, head.code: Clock("done")}
    rest = {code: step for code, step in undone.items() if code != head.code}
    without = max((t.early_finish for t in _planned(rest, finished, today, calendar).values()), default=0)
    return PermitPath(legs, length, _holder(head, clocks, today, calendar), beside, length - without)


def _planned(
    undone: Mapping[str, Step], clocks: Mapping[str, Clock], today: date, calendar: WorkCalendar
) -> dict[str, Times]:
    activities = [Activity(code, _to_go(step, clocks, today, calendar)) for code, step in undone.items()]
    links = [Link(one, code) for code, step in undone.items() for one in step.after if one in undone]
    # What runs already waits for nobody: its missing papers follow.
    links = [link for link in links if clocks.get(link.after, Clock()).state != "running"]
    return schedule(activities, links).times


def _to_go(step: Step, clocks: Mapping[str, Clock], today: date, calendar: WorkCalendar) -> int:
    clock = clocks.get(step.code, Clock())
    days = step.days
    if step.day_type == "calendar_day" and clock.state == "waiting":
        days = calendar.working_days_between(today, Limit(days, "calendar_day", rolls=False).end(today, calendar))
    if clock.state == "waiting":
        return step.sponsor_days + days
    due = clock.due(step, calendar)
    if due is None:
        return max(days, 1)
    return max(calendar.working_days_between(today, due), 1) if due > today else 1


def _holder(step: Step, clocks: Mapping[str, Clock], today: date, calendar: WorkCalendar) -> Holder:
    clock = clocks.get(step.code, Clock())
    if clock.state == "waiting":
        return Holder(step.code, "", None, None, step.sponsor_days, False)
    due = clock.due(step, calendar)
    left = 0
    if due is not None:
        left = calendar.working_days_between(today, due) if due >= today else -calendar.working_days_between(due, today)
    return Holder(step.code, clock.office or step.office, clock.accepted, due, left, clock.stopped(today))


def government_days(
    steps: Sequence[Step], clocks: Mapping[str, Clock], today: date, calendar: WorkCalendar
) -> dict[str, int]:
    """Working days that offices took, by stage: the union of their running clocks, so that parallel ones count once and the
    project unit's own time does not count. A clock runs from the day after acceptance to the day it is done."""
    spans: dict[str, set[date]] = {}
    for step in steps:
        clock = clocks.get(step.code, Clock())
        if not step.office or clock.accepted is None:
            continue
        end = min(clock.done or today, today)
        held = {day for s in clock.suspensions for day in _days(s.from_date, min(s.to_date or today, today))}
        days = {d for d in _days(clock.accepted, end)[1:] if calendar.is_working_day(d)} - held
        spans.setdefault(step.stage, set()).update(days)
    return {stage: len(days) for stage, days in spans.items()}


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
