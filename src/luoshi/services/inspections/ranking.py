"""A month of a sheet: pooled scores, fair places, the lists; published once, frozen, and fed into the indicators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.indicators.api import feed
from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain.inspections import HUNDREDTH, Spread, Visited, listed, points, rank, score
from ..errors import MonthClosed, MonthNotReady
from ..models import Inspection, InspectionMonth, InspectionSheet, InspectionSubject
from .objections import open_in
from .service import findings_of, items_of, sheet_of

SOURCE = "现场检查"


@dataclass(frozen=True)
class Month:
    """``lines``: ranked ones first, best first, then those that could not be ranked, with why."""

    first: date
    lines: list[dict[str, Any]]
    spread: Spread
    inspections: int
    synthetic: bool
    published: InspectionMonth | None = None


def month_of(sheet: InspectionSheet, first: date) -> Month:
    """As it was published; computed from what is known where it was not."""
    kept = InspectionMonth.objects.select_related("sheet").filter(sheet__code=sheet.code, first=first).first()
    if kept is not None:
        return Month(first, kept.lines, Spread(**kept.spread), kept.inspections, kept.synthetic, kept)
    return computed(sheet, first)


def after(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def counted(sheet: InspectionSheet, first: date) -> list[Inspection]:
    """The month's inspections that count: neither void nor looks at what an earlier one found."""
    rows = Inspection.objects.filter(
        sheet__code=sheet.code, inspected_on__gte=first, inspected_on__lt=after(first), void_reason="", again=None
    )
    return list(rows.select_related("sheet", "subject"))


def computed(sheet: InspectionSheet, first: date) -> Month:
    rows = counted(sheet, first)
    by_subject: dict[int, list[Inspection]] = {}
    for row in rows:
        by_subject.setdefault(row.subject_id, []).append(row)
    subjects = [
        one
        for one in InspectionSubject.objects.filter(sheet=sheet.code, document=sheet.document)
        if not one.retired or one.pk in by_subject
    ]
    least = sheet.facts["least_inspections"]
    visited, unplaced = [], []
    for one in subjects:
        own = by_subject.get(one.pk, [])
        each = tuple(row.score for row in own if row.score is not None)
        total = pooled(own)
        if total is None or len(each) < least:
            unplaced.append(_line(one, len(each), None if total is None else str(total)))
        else:
            visited.append(Visited(one.code, total, each))
    placed, found = rank(visited)
    known = {one.code: one for one in subjects}
    past = _past(sheet, first)
    lines = [
        _line(known[one.code], one.inspections, str(one.score))
        | {"fair": one.fair, "rank": one.rank, "best": one.best, "worst": one.worst}
        | {"list": _list_of(sheet, [*past.get(one.code, []), float(one.score)])}
        for one in placed
    ]
    return Month(first, lines + unplaced, found, len(rows), any(row.synthetic for row in rows))


def pooled(own: Sequence[Inspection]) -> Decimal | None:
    """One subject's score of a month: all its inspections by one version of the sheet together; where a new version came
    in within the month, the versions' scores weighted by their inspections."""
    versions: dict[int, list[Inspection]] = {}
    for row in own:
        if row.score is not None:
            versions.setdefault(row.sheet_id, []).append(row)
    total, number = Decimal(0), 0
    for rows in versions.values():
        sheet = rows[0].sheet
        found = score(
            items_of(sheet), [findings_of(row) for row in rows], least_share=Decimal(str(sheet.facts["least_share"]))
        )
        if found is not None:
            total, number = total + found * len(rows), number + len(rows)
    return (total / number).quantize(HUNDREDTH, ROUND_HALF_UP) if number else None


def _line(one: InspectionSubject, inspections: int, total: str | None) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "place": one.place,
        "score": total,
        "inspections": inspections,
        "list": "",
    }


def _past(sheet: InspectionSheet, first: date) -> dict[str, list[float | None]]:
    """Subject -> its scores of the months before, as published, oldest first; None where it was not ranked."""
    wanted = max((row["months"] for row in (sheet.facts["red"], sheet.facts["black"]) if row), default=1) - 1
    months: list[date] = []
    day = first
    for _n in range(wanted):
        day = (day - timedelta(days=1)).replace(day=1)
        months.insert(0, day)
    kept = {row.first: row for row in InspectionMonth.objects.filter(sheet__code=sheet.code, first__in=months)}
    found: dict[str, list[float | None]] = {}
    for line in InspectionSubject.objects.filter(sheet=sheet.code).values_list("code", flat=True):
        found[line] = [_score_in(kept.get(month), line) for month in months]
    return found


def _score_in(month: InspectionMonth | None, code: str) -> float | None:
    rows = (line for line in month.lines if line["code"] == code) if month else ()
    return next((float(line["score"]) for line in rows if "rank" in line), None)


def _list_of(sheet: InspectionSheet, scores: Sequence[float | None]) -> str:
    for name in ("red", "black"):
        rule = sheet.facts[name]
        if not rule or len(scores) < rule["months"]:
            continue
        if listed(scores[-rule["months"] :], least=rule["least"], most=rule["most"]):
            return name
    return ""


@transaction.atomic
def publish_month(*, by: Viewer, sheet: str, first: date) -> InspectionMonth:
    """Freeze a month that is over, and feed what it came to into the indicators. Raises MonthNotReady, MonthClosed."""
    require(by, "services.rank")
    version = sheet_of(sheet)
    said = f"{first:%Y-%m}"
    if today() < after(first):
        raise MonthNotReady(month=said, reason=_("这个月还没有过完"))
    if InspectionMonth.objects.filter(sheet__code=sheet, first=first).exists():
        raise MonthClosed(month=said)
    if waiting := open_in(sheet, first, after(first)):
        raise MonthNotReady(month=said, reason=_("还有 %(count)s 件异议没有答复") % {"count": waiting})
    found = computed(version, first)
    if not any("rank" in line for line in found.lines):
        least = version.facts["least_inspections"]
        raise MonthNotReady(month=said, reason=_("没有一个对象检查满 %(least)s 次") % {"least": least})
    row = InspectionMonth.objects.create(
        sheet=version,
        first=first,
        lines=found.lines,
        spread=asdict(found.spread),
        inspections=found.inspections,
        published_at=now(),
        published_by=by.username,
        synthetic=found.synthetic,
    )
    _feed(version, row)
    publish(
        events.RankingPublished(
            actor=by.username,
            at=now(),
            subject=f"{sheet}/{said}",
            unit=version.unit.code,
            ranked=sum("rank" in line for line in found.lines),
            inspections=found.inspections,
        )
    )
    return row


def _feed(sheet: InspectionSheet, month: InspectionMonth) -> None:
    """Counts and sums by place and for all, so that every share is a formula that can be followed."""
    series = sheet.facts["series"]
    if not series:
        return
    sums: dict[str, dict[str, float]] = {}
    for place, counts in _counts(sheet, month):
        for where in {"", place}:
            kept = sums.setdefault(where, {})
            for name, value in counts.items():
                kept[name] = kept.get(name, 0) + value
    for name in ("inspections", "scored", "score_sum", "checked", "in_order", "due", "put_right"):
        figures = [(f"{month.first:%Y-%m}", place, counts.get(name, 0)) for place, counts in sums.items()]
        try:
            feed(f"{series}_{name}", figures, source=SOURCE)
        except NotFound:
            continue  # a county that has no such indicator


def _counts(sheet: InspectionSheet, month: InspectionMonth) -> Iterable[tuple[str, dict[str, float]]]:
    for line in month.lines:
        if "rank" in line:
            yield line["place"], {"scored": 1, "score_sum": float(line["score"])}
    for row in counted(sheet, month.first):
        found = findings_of(row)
        shares = [found[item.code] for item in items_of(row.sheet) if item.rule == "share" and item.code in found]
        checked = sum(one.checked or 0 for one in shares)
        yield (
            row.subject.place,
            {"inspections": 1, "checked": checked, "in_order": checked - sum(one.faults or 0 for one in shares)},
        )
    due = Inspection.objects.filter(
        sheet__code=sheet.code, due_date__gte=month.first, due_date__lt=after(month.first), void_reason=""
    ).select_related("subject", "checked_again")
    for row in due:
        again = getattr(row, "checked_again", None)
        on_time = bool(row.put_right and again and row.due_date and again.inspected_on <= row.due_date)
        yield row.subject.place, {"due": 1, "put_right": int(on_time)}


def item_lines(one: Inspection) -> list[dict[str, Any]]:
    """Each item of an inspection's sheet with what was found and the points it came to."""
    found = findings_of(one)
    lines = []
    for row, item in zip(one.sheet.facts["items"], items_of(one.sheet), strict=True):
        got = points(item, [found[item.code]]) if item.code in found else None
        kept = one.findings.get(item.code)
        lines.append(
            {
                "item": row,
                "found": kept,
                "gained": None if got is None else got.gained.quantize(HUNDREDTH, ROUND_HALF_UP),
                "case": one.cases.get(item.code, ""),
            }
        )
    return lines
