"""Investment promotion: stages of a lead, who already has it, how far promises are kept, what the pipeline is worth."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from math import ceil
from typing import Literal

from luoshi.kernel.errors import N_

STAGES: dict[str, str] = {
    "lead": N_("线索"),
    "talks": N_("洽谈"),
    "signed": N_("签约"),
    "registered": N_("注册"),
    "paid_in": N_("到资"),
    "started": N_("开工"),
    "producing": N_("投产"),
    "full": N_("达产"),
    "lost": N_("流失"),
}
ORDER = tuple(stage for stage in STAGES if stage != "lost")
EVIDENCE: dict[str, str] = {
    "talks": N_("洽谈记录"),
    "signed": N_("协议编号"),
    "registered": N_("统一社会信用代码"),
    "paid_in": N_("验资或到账凭证"),
    "started": N_("施工许可证号"),
    "producing": N_("投产证明"),
    "full": N_("产值报表"),
    "lost": N_("流失原因"),
}
"""What must be shown to enter each stage."""


def may_move(from_: str, to: str) -> bool:
    """One stage on, or lost from any stage that is not the last."""
    if from_ in ("lost", ORDER[-1]):
        return False
    return to == "lost" or (to in ORDER and ORDER.index(to) == ORDER.index(from_) + 1)


@dataclass(frozen=True)
class LeadFacts:
    code: str
    company: str
    credit_code: str
    project: str
    unit: str
    stage: str
    since: date
    last_contact: date


Kind = Literal["same_firm", "same_project", "alike"]


@dataclass(frozen=True)
class Double:
    """``held``: the other unit still has the right of the first talk, so taking the lead would be poaching; until ``until``."""

    code: str
    unit: str
    kind: Kind
    held: bool
    until: date


_FORMS = re.compile(r"(股份|有限|责任|集团|控股|公司|合伙企业|\(.*?\)|（.*?）)")
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十]+")
ALIKE = 0.85


def plain(name: str) -> str:
    """A firm's name without its legal form, places in brackets, spaces and width."""
    text = unicodedata.normalize("NFKC", name).replace("（", "(").replace("）", ")")
    return _FORMS.sub("", "".join(text.split())).casefold()


def _alike(one: str, other: str) -> bool:
    """Nearly the same letters; names told apart by a number ("一厂" and "二厂") are meant to be different."""
    if _NUMBERS.findall(one) != _NUMBERS.findall(other):
        return False
    return SequenceMatcher(None, one, other).ratio() >= ALIKE


def doubles(one: LeadFacts, others: Iterable[LeadFacts], day: date, protect_days: int) -> list[Double]:
    """Leads that are the same firm (by its code, or by name) or the same project, and whether another unit holds them still.

    A unit that was first keeps the lead for ``protect_days`` after its last contact; from signing on, for good.
    """
    found: list[Double] = []
    name, project = plain(one.company), plain(one.project)
    for other in others:
        if other.code == one.code or other.stage == "lost":
            continue
        kind: Kind | None = None
        if (one.credit_code and one.credit_code == other.credit_code) or (name and name == plain(other.company)):
            kind = "same_firm"
        elif project and project == plain(other.project):
            kind = "same_project"
        elif name and _alike(name, plain(other.company)):
            kind = "alike"
        if kind is None:
            continue
        signed = other.stage not in ("lead", "talks")
        until = date.max if signed else other.last_contact + timedelta(days=protect_days)
        held = other.unit != one.unit and kind != "alike" and day <= until
        found.append(Double(other.code, other.unit, kind, held, until))
    return sorted(found, key=lambda d: (not d.held, d.kind != "same_firm", d.code))


@dataclass(frozen=True)
class Kept:
    """How far a promise is kept: ``share`` of it (0 to 1 and above), None where nothing was promised in figures."""

    share: float | None
    colour: Literal["green", "yellow", "red", "grey", "blue"]


def kept(promised: float, done: float, due: date, day: date) -> Kept:
    """Blue: kept. Red: past its day and not kept. Yellow: due within ninety days and less than four fifths done."""
    if promised <= 0:
        return Kept(None, "grey")
    share = done / promised
    if share >= 1:
        return Kept(share, "blue")
    if day > due:
        return Kept(share, "red")
    if due - day <= timedelta(days=90) and share < 0.8:
        return Kept(share, "yellow")
    return Kept(share, "green")


def conversion(furthest: Sequence[str]) -> list[tuple[str, int, float | None]]:
    """(stage, leads that reached it, share of those that reached the one before). ``furthest``: best stage of each lead."""
    places = [ORDER.index(stage) for stage in furthest]
    reached = [sum(place >= n for place in places) for n in range(len(ORDER))]
    return [
        (stage, reached[n], None if n == 0 or not reached[n - 1] else reached[n] / reached[n - 1])
        for n, stage in enumerate(ORDER)
    ]


def chances(furthest: Sequence[str], goal: str = "producing") -> dict[str, float | None]:
    """Of leads that reached a stage, the share that reached the goal; None where none has reached the stage."""
    reached = {stage: count for stage, count, _share in conversion(furthest)}
    return {stage: reached[goal] / reached[stage] if reached[stage] else None for stage in ORDER}


def pipeline_value(leads: Iterable[tuple[str, float]], chance: Mapping[str, float | None]) -> float:
    """Investment of each lead times the chance of its stage. Stages of which no chance is known count for nothing."""
    return sum(amount * (chance.get(stage) or 0.0) for stage, amount in leads)


def long_stay(days: int, others: Sequence[int]) -> bool:
    """Whether a lead stays longer than nine tenths of those that have passed the stage (nearest rank; five at least)."""
    if len(others) < 5:
        return False
    return days > sorted(others)[ceil(0.9 * len(others)) - 1]


def score(marks: Mapping[str, float], weights: Mapping[str, float], penalty: float = 0.0) -> float:
    """Worth of courting a lead: weighted marks of 0 to 1, less penalties."""
    return sum(weights[name] * marks.get(name, 0.0) for name in weights) - penalty
