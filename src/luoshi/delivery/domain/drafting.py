"""A report drafted for its officer: figures from what runs, the plan's next point, what was said last; and how much of a
report was typed by hand after all.

A field is the text, the percent, the difficulties, the next steps, and each figure. ``origin`` says where its value comes
from: ``running`` (projects, cases, rules, indicators, parts handed down), ``plan``, ``last`` (the report before), or empty
where nobody but the officer knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

RUNNING, PLAN, LAST, NONE = "running", "plan", "last", ""
MOST_WORDS = 6


@dataclass(frozen=True)
class Offer:
    """A figure something running offers; ``percent`` where it knows how far it is, ``problem`` what stands in its way."""

    name: str
    value: str
    unit: str = ""
    source: str = ""
    url: str = ""
    percent: float | None = None
    problem: str = ""


@dataclass(frozen=True)
class Last:
    """The report before: nothing where there was none."""

    text: str = ""
    percent: float = 0.0
    problems: str = ""
    figures: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Goal:
    """The outcome measure: empty ``metric`` where none is set."""

    metric: str = ""
    op: str = ""
    value: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Draft:
    """``values`` and ``origins`` by field; a figure's field is ``figure:<name>``."""

    offers: Sequence[Offer] = ()
    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: str, origin: str) -> None:
        self.values[name], self.origins[name] = value, origin if value else NONE

    @property
    def fields(self) -> int:
        return len(self.values)

    @property
    def offered(self) -> int:
        return sum(1 for value in self.values.values() if value)

    @property
    def from_running(self) -> int:
        return sum(1 for origin in self.origins.values() if origin == RUNNING)

    @property
    def figures(self) -> list[tuple[str, str]]:
        return [(name.partition(":")[2], value) for name, value in self.values.items() if name.startswith("figure:")]


def number(words: str) -> float | None:
    """The first number in words ("35 件" -> 35)."""
    found = re.search(r"-?\d[\d,，]*(?:\.\d+)?", words)
    return float(re.sub("[,，]", "", found[0])) if found else None


def reached_share(goal: Goal, value: float) -> float | None:
    """How far ``value`` is towards the goal, 0 to 100; None where the goal is no amount to be reached."""
    if goal.op not in {">=", "="} or not goal.value or goal.value <= 0:
        return None
    return max(0.0, min(100.0, 100 * value / goal.value))


def is_reached(goal: Goal, value: float) -> bool | None:
    """Whether the outcome is what was promised; a growth or a multiple is given as such. None where nothing was set."""
    if not goal.metric or goal.value is None:
        return None
    if goal.op == "<=":
        return value <= goal.value
    if goal.op == "=":
        return value == goal.value
    return value >= goal.value


def draft(
    *,
    offers: Sequence[Offer],
    last: Last,
    goal: Goal,
    plan: Sequence[tuple[date, float]],
    parts_percent: float | None,
    day: date,
    sample: str = "",
) -> Draft:
    """What can be said without asking the officer. ``parts_percent`` is the progress of the parts handed down."""
    made = Draft(offers)
    own = next((offer for offer in offers if goal.metric and offer.name == goal.metric), None)
    made.put("text", *_text(offers, last, day, sample))
    made.put("percent", *_percent(offers, own, last, goal, parts_percent))
    for offer in offers:
        made.put(f"figure:{offer.name}", f"{offer.value} {offer.unit}".strip(), RUNNING)
    if goal.metric and own is None:
        said = next((value for name, value in last.figures if name == goal.metric), "")
        made.put(f"figure:{goal.metric}", said, LAST)
    problems = "；".join(dict.fromkeys(offer.problem for offer in offers if offer.problem))
    made.put("problems", problems or last.problems, RUNNING if problems else LAST)
    following = next(((on, percent) for on, percent in plan if on > day), None)
    made.put("next_steps", f"按计划于 {following[0]} 前达到 {following[1]:g}%" if following else "", PLAN)
    return made


def _text(offers: Sequence[Offer], last: Last, day: date, sample: str) -> tuple[str, str]:
    if not offers:
        return last.text, LAST
    said = "，".join(f"{offer.name} {offer.value} {offer.unit}".strip() for offer in offers[:MOST_WORDS])
    return f"{sample}截至 {day}，{said}。", RUNNING


def _percent(
    offers: Sequence[Offer], own: Offer | None, last: Last, goal: Goal, parts_percent: float | None
) -> tuple[str, str]:
    """The parts handed down come first, then the outcome measure itself, then how far the projects are."""
    if parts_percent is not None:
        return f"{parts_percent:.0f}", RUNNING
    value = number(own.value) if own else None
    share = reached_share(goal, value) if value is not None else None
    known = [offer.percent for offer in offers if offer.percent is not None]
    if share is None and known:
        share = sum(known) / len(known)
    return (f"{share:.0f}", RUNNING) if share is not None else (f"{last.percent:g}", LAST)


@dataclass(frozen=True)
class Burden:
    """Of a report's ``fields``, how many were offered filled in, how many of these by what runs, and how many were typed (given
    other than offered)."""

    fields: int
    offered: int
    from_running: int
    typed: int


def burden(made: Draft, given: Mapping[str, str], figures: Sequence[tuple[str, str]]) -> Burden:
    """Compare what was offered with what was sent: ``given`` by field, ``figures`` by name. A figure that was not offered
    is a field more; one that was offered and left out has not been typed."""
    sent = {**given, **{f"figure:{name}": value for name, value in figures}}
    names = set(made.values) | set(sent)
    typed = sum(1 for name in sent if sent[name].strip() and _same(sent[name]) != _same(made.values.get(name, "")))
    return Burden(len(names), made.offered, made.from_running, typed)


def _same(words: str) -> str:
    """Words without what a form may change in them: line ends, spaces, a trailing nought of a number."""
    plain = "".join(words.split())
    try:
        return f"{float(plain):g}"
    except ValueError:
        return plain


def asked_twice(figures: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Figure -> the tasks that each ask a unit for it, where more than one does. ``figures`` is (task, name)."""
    found: dict[str, list[str]] = {}
    for task, name in figures:
        if task not in found.setdefault(name, []):
            found[name].append(task)
    return {name: tasks for name, tasks in found.items() if len(tasks) > 1}


def minutes_a_month(reports_a_year: Sequence[int], minutes_each: float) -> float:
    """What a unit's reporting is expected to cost a month."""
    return sum(reports_a_year) / 12 * minutes_each
