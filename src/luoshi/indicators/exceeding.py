"""Days and months worse than their standard: which they are, and what is told of them: which limit, by how much, by what."""

from __future__ import annotations

from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.standards import gb3095, gb3838, hj633

from .events import StandardExceeded
from .models import Station, StationResult

GOOD_INDEX = 100


def exceeds(one: StationResult) -> bool:
    """Air: an index above 100; water: a class worse than the section's target. What cannot be judged exceeds nothing."""
    if one.station.medium == Station.Medium.AIR:
        return one.index is not None and one.index > GOOD_INDEX
    target = one.station.target_class
    return target is not None and one.grade > target


def newly_exceeding(results: list[StationResult]) -> list[StationResult]:
    """Those that exceed and did not before, so that a file taken in twice tells nobody twice."""
    over = [one for one in results if exceeds(one)]
    days = {one.day for one in over}
    known = StationResult.objects.filter(day__in=days, station__in={one.station_id for one in over})
    before = {(one.station_id, one.day) for one in known.select_related("station") if exceeds(one)}
    return [one for one in over if (one.station_id, one.day) not in before]


def reason(one: StationResult) -> str:
    """In the document's language, since it goes into the case: each pollutant over its daily limit with both numbers, or
    the section's class beside its target."""
    if one.station.medium == Station.Medium.WATER:
        words = f"评价{gb3838.CLASS_LABELS[one.grade]}，目标{gb3838.CLASS_LABELS[one.station.target_class or 0]}"
        return f"{words}；主要污染指标：{'、'.join(one.main) or '未定'}（{one.edition}）"
    edition = gb3095.edition_on(one.day)
    over = []
    for name, label in gb3095.LABELS.items():
        value = one.values.get("O3_8h" if name == "O3" else f"{name}_24h")
        limit = gb3095.limit(name, "8h" if name == "O3" else "day", edition=edition)
        if value is not None and value > limit:
            unit = "mg/m³" if name == "CO" else "µg/m³"
            what = "8小时最大" if name == "O3" else "日均"
            over.append(f"{label}{what} {value:g} {unit}，限值 {limit:g}（{edition.number} 二级）")
    grade = hj633.CLASS_LABELS.get(one.grade, "")
    index = f"空气质量指数 {one.index:g} {grade}（{one.edition}）"
    return "；".join([index, *over])


def exceeded(by: Viewer, one: StationResult) -> StandardExceeded:
    return StandardExceeded(
        actor=by.username,
        at=now(),
        subject=f"{one.station.code}/{one.day.isoformat()}",
        document=one.station.document,
        station=one.station.code,
        name=one.station.name,
        medium=one.station.medium,
        day=one.day,
        place=one.station.place,
        grade=one.grade,
        main=tuple(one.main),
        reason=reason(one),
        synthetic=one.synthetic,
    )
