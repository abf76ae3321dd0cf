"""Plans as Microsoft Project XML (MSPDI), which Microsoft Project, Primavera P6 and ProjectLibre read and write.

Lengths are 8-hour working days; lags are tenths of a minute; cost is in hundredths of the currency unit.
Source: Microsoft, Project XML Data Interchange Schema Reference (mspdi, namespace http://schemas.microsoft.com/project).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from ..domain.network import LinkKind
from .records import ActivityRecord, FileFault, FileNotUnderstood, FileRefused, LinkRecord, PlanRecord

SPACE = "http://schemas.microsoft.com/project"
_KINDS: dict[str, LinkKind] = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
_NUMBERS = {kind: number for number, kind in _KINDS.items()}
_DAY_HOURS = 8
_LAG_A_DAY = _DAY_HOURS * 60 * 10
NO_EARLIER = "4"
_LENGTH = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")


def write(plan: PlanRecord, dates: Mapping[str, tuple[date, date]]) -> bytes:
    """The plan with the dates it was scheduled to, (first day, last day) of each activity."""
    root = Element("Project", xmlns=SPACE)
    starts = [start for start, _end in dates.values()]
    _texts(root, Name=plan.name, Title=plan.name, ScheduleFromStart="1", MinutesPerDay=str(_DAY_HOURS * 60))
    if plan.start or starts:
        _texts(root, StartDate=_stamp(plan.start or min(starts), "08:00:00"))
    tasks = SubElement(root, "Tasks")
    uid = {a.code: str(n) for n, a in enumerate(plan.activities, start=1)}
    parent = {a.code: a.parent for a in plan.activities}
    for n, activity in enumerate(plan.activities, start=1):
        _task(tasks, plan, activity, n, _depth(activity.code, parent), dates, uid)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _depth(code: str, parent: Mapping[str, str]) -> int:
    depth = 1
    while code := parent.get(code, ""):
        depth += 1
        if depth > len(parent) + 1:
            break
    return depth


def _texts(node: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(node, name).text = text


def _stamp(day: date, time: str) -> str:
    return f"{day.isoformat()}T{time}"


def _task(
    tasks: Element,
    plan: PlanRecord,
    a: ActivityRecord,
    number: int,
    depth: int,
    dates: Mapping[str, tuple[date, date]],
    uid: Mapping[str, str],
) -> None:
    task = SubElement(tasks, "Task")
    summary = a.code in plan.summaries
    _texts(task, UID=str(number), ID=str(number), Name=a.name, WBS=a.code, OutlineLevel=str(depth))
    if a.code in dates:
        first, last = dates[a.code]
        _texts(task, Start=_stamp(first, "08:00:00"), Finish=_stamp(last, "17:00:00"))
    _texts(task, Duration=f"PT{a.days * _DAY_HOURS}H0M0S", DurationFormat="7")
    _texts(task, Milestone="1" if not a.days and not summary else "0", Summary="1" if summary else "0")
    _texts(task, PercentComplete=f"{a.percent:f}")
    if a.budget_yuan is not None:
        _texts(task, FixedCost=f"{a.budget_yuan * 100:f}", Cost=f"{a.budget_yuan * 100:f}")
    if a.actual_start:
        _texts(task, ActualStart=_stamp(a.actual_start, "08:00:00"))
    if a.actual_finish:
        _texts(task, ActualFinish=_stamp(a.actual_finish, "17:00:00"))
    _texts(task, ConstraintType=NO_EARLIER if a.earliest else "0")
    if a.earliest:
        _texts(task, ConstraintDate=_stamp(a.earliest, "08:00:00"))
    for link in plan.links:
        if link.after == a.code:
            before = SubElement(task, "PredecessorLink")
            _texts(before, PredecessorUID=uid[link.before], Type=_NUMBERS[link.kind], CrossProject="0")
            _texts(before, LinkLag=str(link.lag_days * _LAG_A_DAY), LagFormat="7")
    if a.baseline_start and a.baseline_finish:
        base = SubElement(task, "Baseline")
        _texts(base, Number="0", Start=_stamp(a.baseline_start, "08:00:00"))
        _texts(base, Finish=_stamp(a.baseline_finish, "17:00:00"))


def read(content: bytes) -> PlanRecord:
    """Raises FileNotUnderstood for what is not such a file, FileRefused for tasks whose figures cannot be read."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise FileNotUnderstood(reason=_("不是有效的 XML（%(error)s）") % {"error": str(error)[:60]}) from None
    if root.tag != f"{{{SPACE}}}Project":
        raise FileNotUnderstood(reason=_("不是 Microsoft Project 的 XML"))
    rows, faults = [], []
    for number, node in enumerate(root.iterfind(f"{{{SPACE}}}Tasks/{{{SPACE}}}Task"), start=1):
        facts = _facts(node)
        # The project's own summary (UID 0) and blank lines are no activities.
        if facts.get("UID") == "0" or facts.get("IsNull") == "1":
            continue
        rows.append((number, node, facts))
    code_of = _codes(rows)
    activities: list[ActivityRecord] = []
    links: list[LinkRecord] = []
    above: list[str] = []
    for number, node, facts in rows:
        code = code_of[facts.get("UID", "")]
        level = int(facts["OutlineLevel"]) if facts.get("OutlineLevel", "").isdecimal() else 1
        above = [*above[: max(level - 1, 0)], code]
        try:
            activities.append(_activity(node, facts, code, above[-2] if len(above) > 1 else "", number))
        except (ValueError, InvalidOperation) as error:
            faults.append(
                FileFault(
                    "Tasks", number, facts.get("Name", ""), "", _("看不懂：%(error)s") % {"error": str(error)[:80]}
                )
            )
        links += _links(node, code, code_of, number, faults)
    if faults:
        raise FileRefused(faults)
    heads = {name: root.findtext(f"{{{SPACE}}}{name}") or "" for name in ("Name", "Title", "StartDate")}
    return PlanRecord(heads["Title"] or heads["Name"], _day(heads["StartDate"]), tuple(activities), tuple(links))


def _facts(node: Any) -> dict[str, str]:
    return {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in node if len(child) == 0}


def _codes(rows: list[tuple[int, Any, dict[str, str]]]) -> dict[str, str]:
    """The code of each task: its WBS where the file gives every one its own, else its UID."""
    wbs = [facts.get("WBS", "") for _n, _node, facts in rows]
    own = all(wbs) and len(set(wbs)) == len(wbs)
    return {facts.get("UID", ""): facts["WBS"] if own else facts.get("UID", "") for _n, _node, facts in rows}


def _day(text: str) -> date | None:
    return datetime.fromisoformat(text).date() if text else None


def _days(text: str) -> int:
    """Whole working days of an ISO length; part of a day counts as one."""
    found = _LENGTH.fullmatch(text.lstrip("-"))
    if found is None:
        raise ValueError(_("工期 %(text)s") % {"text": text})
    days, hours, minutes, _seconds = (Decimal(part or 0) for part in found.groups())
    total = days * _DAY_HOURS + hours + minutes / 60
    whole = int((total / _DAY_HOURS).to_integral_value(rounding="ROUND_CEILING"))
    return -whole if text.startswith("-") else whole


def _activity(node: Any, facts: dict[str, str], code: str, parent: str, row: int) -> ActivityRecord:
    base = node.find(f"{{{SPACE}}}Baseline")
    baseline = _facts(base) if base is not None else {}
    cost = facts.get("Cost", "") or facts.get("FixedCost", "")
    return ActivityRecord(
        code=code,
        name=facts.get("Name", "") or code,
        days=_days(facts.get("Duration") or "PT0H0M0S"),
        parent=parent,
        earliest=_day(facts.get("ConstraintDate", "")) if facts.get("ConstraintType") == NO_EARLIER else None,
        percent=Decimal(facts.get("PercentComplete") or 0),
        budget_yuan=Decimal(cost) / 100 if cost else None,
        actual_start=_day(facts.get("ActualStart", "")),
        actual_finish=_day(facts.get("ActualFinish", "")),
        baseline_start=_day(baseline.get("Start", "")),
        baseline_finish=_day(baseline.get("Finish", "")),
        row=row,
    )


def _links(node: Any, code: str, code_of: Mapping[str, str], row: int, faults: list[FileFault]) -> list[LinkRecord]:
    found = []
    for link in node.iterfind(f"{{{SPACE}}}PredecessorLink"):
        facts = _facts(link)
        before, kind = code_of.get(facts.get("PredecessorUID", "")), _KINDS.get(facts.get("Type", "1"))
        lag = facts.get("LinkLag") or "0"
        if before is None or kind is None or not lag.lstrip("-").isdecimal():
            faults.append(
                FileFault("Tasks", row, "PredecessorLink", facts.get("PredecessorUID", ""), _("前置关系看不懂"))
            )
            continue
        tenths = int(lag)
        days = -(-tenths // _LAG_A_DAY) if tenths > 0 else tenths // _LAG_A_DAY
        found.append(LinkRecord(before, code, kind, days))
    return found
