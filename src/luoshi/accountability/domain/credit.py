"""Credit records: how long one is published, when it may be repaired, what grade and what inspection follow.

失信行为纠正后的信用信息修复管理办法（试行） from 2023-05-01, 信用修复管理办法 from 2026-04-01. Months come as parameters in force on the day
of the decision: a record begun under the older text keeps its terms (the reading taken until a transition rule is read).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from luoshi.kernel.calendar import corresponding_day

MINOR, GENERAL, SEVERE = "minor", "general", "severe"
SEVERITY_LABELS: Final = {MINOR: "轻微", GENERAL: "一般", SEVERE: "严重"}
GRADES: Final = ("A", "B", "C", "D")
NAMES: Final = (
    "least_months_general",
    "most_months_general",
    "least_months_severe",
    "most_months_severe",
    "most_months_minor",
)


@dataclass(frozen=True)
class Terms:
    """``publish_from`` None: a minor one is kept but not published. ``stop_on``: the first day it is shown no more."""

    publish_from: date | None
    repair_from: date
    stop_on: date


def terms(
    decided_on: date, severity: str, months: Mapping[str, int], *, special: bool = False, shown: bool = False
) -> Terms:
    """``special``: food and drugs, special equipment, work safety, fire, to which the severe terms apply.
    ``shown``: a minor one that has to be published after all."""
    if severity == MINOR:
        stop = corresponding_day(decided_on, months["most_months_minor"])
        return Terms(decided_on if shown else None, decided_on, stop)
    longer = "severe" if severity == SEVERE or special else "general"
    return Terms(
        decided_on,
        corresponding_day(decided_on, months[f"least_months_{longer}"]),
        corresponding_day(decided_on, months[f"most_months_{longer}"]),
    )


def repair_problem(record: Terms, today: date, *, duties_done: bool, promised: bool) -> str:
    """Why the record cannot be repaired today; empty where it can."""
    if today >= record.stop_on:
        return "公示期已满，应自动停止公示，不必修复"
    if not duties_done:
        return "行政处罚决定的义务还没有履行完毕"
    if not promised:
        return "没有作出信用承诺"
    if today < record.repair_from:
        return f"最短公示期还没有届满，最早可修复日 {record.repair_from.isoformat()}"
    return ""


def grade(severities: Iterable[str], *, on_severe_list: bool = False) -> str:
    """D on a list of the seriously dishonest; C with a severe or two general records standing, B with any, A with none."""
    standing = list(severities)
    if on_severe_list:
        return "D"
    if SEVERE in standing or standing.count(GENERAL) > 1:
        return "C"
    return "B" if standing else "A"
