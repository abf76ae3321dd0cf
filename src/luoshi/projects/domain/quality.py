"""Is this a plan one can steer by? Fourteen points of a schedule, as auditors count them, said in plain words.

Source: Defense Contract Management Agency, 14-Point Assessment (Earned Value Management System Program Analysis Pamphlet,
DCMA-EA PAM 200.1, 2012), thresholds from there. Days are working days; summaries are left out, milestones kept for logic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.errors import N_

from .network import Activity, Link, Schedule, schedule

LONG_DAYS = 44
"""Two working months: longer than this an activity or its float says little."""

POINTS: dict[str, str] = {
    "logic": N_("缺少前置或后续关系的工序"),
    "leads": N_("提前量（负的间隔）"),
    "lags": N_("带间隔的关系"),
    "kinds": N_("“完成—开始”关系的比例"),
    "constraints": N_("被固定日期的工序"),
    "high_float": N_("总时差超过 44 天的工序"),
    "negative_float": N_("总时差为负的工序"),
    "long": N_("工期超过 44 天的工序"),
    "dates": N_("日期不合常理的工序"),
    "resources": N_("没有安排投资或人力的工序"),
    "missed": N_("应完未完或晚于基线完成的工序"),
    "critical": N_("关键路径是否连到完工"),
    "length_index": N_("关键路径长度指数"),
    "execution_index": N_("基线执行指数"),
}
ADVICE: dict[str, str] = {
    "logic": N_("除开头和结尾外，每道工序都要写清谁在它前面、谁在它后面。"),
    "leads": N_("把提前量改成拆开的工序，否则前面一晚，后面看不出来。"),
    "lags": N_("间隔多半是没写出来的工序（如养护、公示），请写成工序。"),
    "kinds": N_("多数关系应当是做完一件再做下一件。"),
    "constraints": N_("固定的日期会挡住关键路径，请改成先后关系。"),
    "high_float": N_("时差太大，多半是少连了后续关系。"),
    "negative_float": N_("按这个计划到期完不成，请调整工期、关系或期限。"),
    "long": N_("工期太长看不出进展，请拆成两个月以内的工序。"),
    "dates": N_("还没到的日期不能写成已完成，已过的日期不能写成将来。"),
    "resources": N_("没有投资的工序算不进挣值，请补上。"),
    "missed": N_("请报告这些工序现在的情况，必要时申请调整基线。"),
    "critical": N_("有一段断开了：推迟关键工序，完工日没有跟着动。"),
    "length_index": N_("低于 0.95 表示期限难以守住。"),
    "execution_index": N_("低于 0.95 表示该完成的没有完成够。"),
}


@dataclass(frozen=True)
class Row:
    """An activity as the check sees it. ``fixed``: its date is pinned by hand. ``cost``: whether money or people stand on it."""

    code: str
    name: str
    days: int
    fixed: bool = False
    cost: bool = True
    milestone: bool = False
    baseline_finish: date | None = None
    start: date | None = None
    finish: date | None = None
    actual_start: date | None = None
    actual_finish: date | None = None


@dataclass(frozen=True)
class Point:
    """``value`` in percent, or an index; None where there is nothing to judge. ``rows``: codes of those that offend."""

    code: str
    passed: bool | None
    value: float | None
    limit: float
    rows: tuple[str, ...] = ()


def check(rows: Sequence[Row], links: Sequence[Link], today: date, deadline: int | None = None) -> list[Point]:
    """All fourteen points. Raises what ``schedule`` raises: a plan with a circle is no plan."""
    found = schedule([Activity(r.code, r.days) for r in rows], links, deadline)
    return [
        *_logic(rows, links),
        *_floats(rows, found),
        *_facts(rows, today),
        *_path(rows, links, found, deadline, today),
    ]


def _share(code: str, offend: Sequence[str], whole: int, limit: float) -> Point:
    value = 100 * len(offend) / whole if whole else None
    return Point(code, None if value is None else value <= limit, value, limit, tuple(offend))


def _logic(rows: Sequence[Row], links: Sequence[Link]) -> list[Point]:
    before, after = Counter(link.after for link in links), Counter(link.before for link in links)
    # One start and one end of the whole may stand free.
    free_starts = [r.code for r in rows if not before[r.code]][1:]
    free_ends = [r.code for r in rows if not after[r.code]][:-1]
    loose = list(dict.fromkeys([*free_starts, *free_ends]))
    leads = [f"{link.before}→{link.after}" for link in links if link.lag < 0]
    lags = [f"{link.before}→{link.after}" for link in links if link.lag > 0]
    others = [f"{link.before}→{link.after}" for link in links if link.kind != "FS"]
    normal = 100 - 100 * len(others) / len(links) if links else None
    return [
        _share("logic", loose, len(rows), 5),
        _share("leads", leads, len(links), 0),
        _share("lags", lags, len(links), 5),
        Point("kinds", None if normal is None else normal >= 90, normal, 90, tuple(others)),
        _share("constraints", [r.code for r in rows if r.fixed], len(rows), 5),
    ]


def _floats(rows: Sequence[Row], found: Schedule) -> list[Point]:
    undone = [r for r in rows if r.actual_finish is None]
    return [
        _share("high_float", [r.code for r in undone if found.times[r.code].total_float > LONG_DAYS], len(undone), 5),
        _share("negative_float", [r.code for r in undone if found.times[r.code].total_float < 0], len(undone), 0),
        _share("long", [r.code for r in undone if r.days > LONG_DAYS], len(undone), 5),
    ]


def _facts(rows: Sequence[Row], today: date) -> list[Point]:
    wrong = [
        r.code
        for r in rows
        if (r.actual_start and r.actual_start > today)
        or (r.actual_finish and r.actual_finish > today)
        or (r.actual_start is None and r.start and r.start < today)
        or (r.actual_finish is None and r.finish and r.finish < today)
        or (r.actual_start and r.actual_finish and r.actual_finish < r.actual_start)
    ]
    work = [r for r in rows if not r.milestone and r.days]
    due = [r for r in rows if r.baseline_finish and r.baseline_finish <= today]
    missed = [
        r.code for r in due if r.baseline_finish and (r.actual_finish is None or r.actual_finish > r.baseline_finish)
    ]
    return [
        _share("dates", wrong, len(rows), 0),
        _share("resources", [r.code for r in work if not r.cost], len(work), 0),
        _share("missed", missed, len(due), 5),
    ]


def _path(
    rows: Sequence[Row], links: Sequence[Link], found: Schedule, deadline: int | None, today: date
) -> list[Point]:
    critical = [code for code in found.order if found.times[code].critical]
    length_index = None
    if found.length:
        spare = (deadline if deadline is not None else found.length) - found.length
        length_index = (found.length + spare) / found.length
    due = [r for r in rows if r.baseline_finish and r.baseline_finish <= today]
    done = [r for r in rows if r.actual_finish and r.actual_finish <= today]
    execution = len(done) / len(due) if due else None
    return [
        _critical_test(rows, links, found, critical),
        Point("length_index", None if length_index is None else length_index >= 0.95, length_index, 0.95),
        Point("execution_index", None if execution is None else execution >= 0.95, execution, 0.95),
    ]


def _critical_test(rows: Sequence[Row], links: Sequence[Link], found: Schedule, critical: Sequence[str]) -> Point:
    """Delay the first critical activity by 600 days: the end must move by as many."""
    undone = {r.code for r in rows if r.actual_finish is None}
    first = next((code for code in critical if code in undone), None)
    if first is None:
        return Point("critical", None, None, 0)
    slower = [Activity(r.code, r.days + (600 if r.code == first else 0)) for r in rows]
    moved = schedule(slower, links).length - found.length
    return Point("critical", moved == 600, float(moved), 600, () if moved == 600 else (first,))
