"""Acts on indicators: entering and revising figures, taking in files, feeding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from luoshi.kernel.errors import N_, ExpectedError, NotFound
from luoshi.kernel.events import Event, publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.registry.api import require

from . import events
from .alarms import watch
from .deriving import derive, frequency_of, network
from .domain.checks import Doubt, doubts
from .domain.periods import Period, parse
from .models import Indicator, Observation, SeriesImport
from .units import convert


class ComputedNotEntered(ExpectedError):
    code = "indicators.computed_not_entered"
    message = N_("“{name}”由公式计算，不能填报。请更正它所依据的指标。")


class DoubtsOpen(ExpectedError):
    code = "indicators.doubts_open"
    message = N_("“{name}”{period}：{doubts}。请核对；确认无误的，请写明说明后再次提交。")

    def __init__(self, found: Sequence[Doubt], **params: Any) -> None:
        self.found = list(found)
        super().__init__(doubts="；".join(doubt.text() for doubt in found), **params)


class SourceMissing(ExpectedError):
    code = "indicators.source_missing"
    message = N_("请写明数据来源：没有来源的数不能入库。")


@dataclass(frozen=True)
class Figure:
    """One value to be kept; ``value`` None withdraws what is there."""

    indicator: Indicator
    period: Period
    place: str
    value: float | None
    note: str = ""


def indicator_of(code: str) -> Indicator:
    """Raises NotFound."""
    found = Indicator.objects.filter(code=code).select_related("owner").first()
    if found is None:
        raise NotFound(what=code)
    return found


@transaction.atomic
def enter(
    *,
    by: Viewer,
    code: str,
    period: str,
    value: float | None,
    source: str,
    place: str = "",
    unit: str = "",
    note: str = "",
) -> bool:
    """Enter or revise one figure; whether it was other than what was known.

    Raises PeriodWrong, ComputedNotEntered, SourceMissing, QuantityUnlike; DoubtsOpen while a doubt is unanswered: one
    that cannot be right (``stops``) must be corrected, any other may be answered by a note.
    """
    one = indicator_of(code)
    require(by, "indicators.enter", one.owner.code if one.owner else None)
    if one.formula:
        raise ComputedNotEntered(name=one.name)
    if not source.strip():
        raise SourceMissing()
    at = parse(period, frequency_of(one))
    if value is not None and unit and one.quantity and unit != one.unit:
        value = convert(value, unit, one.quantity)
    if value is not None:
        found = doubts_of(one, at, place, value)
        open_ = [doubt for doubt in found if doubt.stops or not note.strip()]
        if open_:
            raise DoubtsOpen(open_, name=one.name, period=at)
    before = _current(one, at, place)
    figure = Figure(one, at, place, value, note.strip())
    if not _keep([figure], by=by.username, source=source.strip(), at=now()):
        return False
    publish(
        events.ValueEntered(
            actor=by.username,
            at=now(),
            subject=one.code,
            unit=one.owner.code if one.owner else "",
            period=str(at),
            place=place,
            value="" if value is None else repr(value),
            before="" if before is None else repr(before),
            source=source.strip(),
        )
    )
    return True


def doubts_of(one: Indicator, at: Period, place: str, value: float) -> list[Doubt]:
    """What is doubtful of a value before it is kept, against up to sixty earlier ones and the sum of known parts."""
    rows = Observation.objects.filter(indicator=one, known_to__isnull=True, value__isnull=False)
    past = rows.filter(place=place, period__lt=at.index).order_by("-period").values_list("value", flat=True)[:60]
    parts = None
    if one.adds_up and not place:
        parts = list(rows.filter(period=at.index).exclude(place="").values_list("value", flat=True)) or None
    return doubts(
        value,
        [v for v in reversed(past) if v is not None],
        may_be_negative=one.may_be_negative,
        most=one.most,
        parts=[p for p in parts if p is not None] if parts else None,
        tolerance=10**-one.places,
    )


def _current(one: Indicator, at: Period, place: str) -> float | None:
    rows = Observation.objects.filter(indicator=one, period=at.index, place=place, known_to__isnull=True)
    return rows.values_list("value", flat=True).first()


@transaction.atomic
def take_in(
    *,
    by: Viewer,
    figures: Sequence[Figure],
    source: str,
    sha256: str = "",
    file_name: str = "",
    synthetic: bool = False,
) -> int:
    """Keep many checked figures from one source; how many were other than what was known."""
    require(by, "indicators.import")
    for figure in figures:
        if figure.indicator.formula:
            raise ComputedNotEntered(name=figure.indicator.name)
    batch = None
    if file_name:
        batch = SeriesImport.objects.create(
            file_name=file_name[:200], sha256=sha256, rows=len(figures), changed=0, by=by.username, at=now()
        )
    changed = _keep(figures, by=by.username, source=source[:200], at=now(), batch=batch, synthetic=synthetic)
    if batch is not None:
        batch.changed = changed
        batch.save(update_fields=["changed"])
    publish(
        events.SeriesTaken(
            actor=by.username,
            at=now(),
            subject=f"import/{batch.pk}" if batch else f"feed/{source[:60]}",
            rows=len(figures),
            changed=changed,
            source=source,
            sha256=sha256,
        )
    )
    return changed


def _keep(
    figures: Iterable[Figure],
    *,
    by: str,
    source: str,
    at: datetime,
    batch: SeriesImport | None = None,
    synthetic: bool = False,
) -> int:
    """Store what is new, derive what stands on it; how many figures were other than known."""
    wanted = {(f.indicator.pk, f.period.index, f.place): f for f in figures}
    current: dict[tuple[int, int, str], Observation] = {}
    keys = sorted({pk for pk, _, _ in wanted})
    periods = {period for _, period, _ in wanted}
    rows = Observation.objects.select_for_update().filter(indicator__in=keys, known_to__isnull=True)
    if len(periods) <= 200:
        rows = rows.filter(period__in=periods)
    for row in rows:
        current[(row.indicator_id, row.period, row.place)] = row
    ended, made, changed, places = [], [], set(), set()
    for key, figure in wanted.items():
        standing = current.get(key)
        if standing is not None and standing.value == figure.value and not standing.derived:
            continue
        if standing is None and figure.value is None:
            continue
        if standing is not None:
            ended.append(standing.pk)
        made.append(
            Observation(
                indicator_id=key[0],
                period=key[1],
                place=key[2],
                value=figure.value,
                synthetic=synthetic,
                source=source,
                note=figure.note[:300],
                by=by,
                known_from=at,
                batch=batch,
            )
        )
        changed.add(figure.indicator.code)
        places.add(figure.place)
    Observation.objects.filter(pk__in=ended).update(known_to=at)
    Observation.objects.bulk_create(made, batch_size=1000)
    if changed:
        derive(network(), changed, places, at=at, by=by)
        whole = {f.indicator.pk: f.indicator for f in wanted.values() if not f.place and f.indicator.code in changed}
        watch(whole.values(), by)
    return len(made)


def feed(code: str, figures: Sequence[tuple[str, str, float | None]], *, source: str, actor: str = "system") -> int:
    """What another room produces: (period, place, value) of an indicator it feeds. Called inside that room's act.

    Raises NotFound for an indicator there is not: a county may leave one out, so the caller may pass that by.
    """
    one = indicator_of(code)
    frequency = frequency_of(one)
    rows = [Figure(one, parse(period, frequency), place, value) for period, place, value in figures]
    changed = _keep(rows, by=actor, source=source, at=now())
    if changed:
        told: list[Event] = [
            events.SeriesTaken(actor=actor, at=now(), subject=code, rows=len(rows), changed=changed, source=source)
        ]
        publish(told)
    return changed
