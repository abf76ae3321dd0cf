"""Events reported on the spot: the grid they lie in, the same event told twice, a phone that sends again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db import transaction
from shapely import STRtree
from shapely.geometry import Point, shape

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from . import events
from .models import Case, Grid
from .parameters import numbers
from .service.cases import _of, current
from .service.intake import start

EARTH_METRES = 6_371_008.8


@lru_cache(maxsize=4)
def _tree(stamp: tuple[int, int]) -> tuple[Any, list[int], list[Any]]:
    rows = list(Grid.objects.values_list("pk", "outline").order_by("code"))
    shapes = [shape(outline) for _, outline in rows]
    return STRtree(shapes), [pk for pk, _ in rows], shapes


def grid_at(lon: float | None, lat: float | None) -> Grid | None:
    """The grid that covers the place; on a shared border the first by code. None outside all grids."""
    if lon is None or lat is None:
        return None
    stamp = (Grid.objects.count(), Grid.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
    if not stamp[0]:
        return None
    tree, keys, shapes = _tree(stamp)
    point = Point(lon, lat)
    hits = sorted(n for n in tree.query(point) if shapes[n].covers(point))
    return Grid.objects.select_related("unit").get(pk=keys[hits[0]]) if hits else None


def metres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance of two places in WGS84 degrees."""
    one, other = radians(lat1), radians(lat2)
    chord = sin((other - one) / 2) ** 2 + cos(one) * cos(other) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(chord))


def same_event(case: Case) -> Case | None:
    """An open event of the same kind close by and lately reported: the first of them, to which this one belongs."""
    if case.lon is None or case.lat is None:
        return None
    laid_down = numbers(case.document, today(), "merge_metres", "merge_hours")
    since = case.started_at - timedelta(hours=float(laid_down["merge_hours"]))
    near = float(laid_down["merge_metres"])
    rows = Case.objects.filter(
        version__code=case.version.code, started_at__gte=since, merged_into=None, finished_at=None, lon__isnull=False
    ).exclude(pk=case.pk)
    for other in rows.order_by("started_at", "pk"):
        if other.data.get("kind") == case.data.get("kind") and (
            metres(case.lon, case.lat, other.lon or 0, other.lat or 0) <= near
        ):
            return other
    return None


@transaction.atomic
def report(
    *,
    by: Viewer,
    process: str,
    kind: str,
    text: str,
    place: tuple[float, float] | None,
    report_id: str,
    reporter: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    channel: str = "phone",
    synthetic: bool = False,
) -> Case:
    """Take in one report. Sent twice (same ``report_id``) it is one; the same event from another report joins the
    first, whose count of reports rises. Returns the case that goes on."""
    require(by, "services.report")
    known = Case.objects.filter(external_id=report_id).select_related("merged_into").first()
    if known is not None:
        return known.merged_into or known
    version = current(process)
    grid = grid_at(*place) if place else None
    number = start(
        by=by,
        process=process,
        title=f"{kind}：{text}"[:200],
        applicant=reporter or {"name": by.username},
        data={
            **(details or {}),
            "kind": kind,
            "text": text,
            "reports": 1,
            "grid": grid.code if grid else "",
            "grid_name": grid.name if grid else "",
            "grid_unit": grid.unit.code if grid else version.unit.code,
        },
        unit=grid.unit.code if grid else None,
        channel=channel,
        external_id=report_id,
        place=place,
        synthetic=synthetic,
    )
    case = Case.objects.select_related("version", "unit").get(number=number)
    first = same_event(case)
    if first is None:
        return case
    first.data["reports"] = first.data.get("reports", 1) + 1
    first.save(update_fields=["data"])
    case.merged_into, case.state, case.finished_at, case.engine_state = first, Case.State.DONE, now(), {}
    case.result, case.result_en = f"并入 {first.number}", f"Merged into {first.number}"
    case.steps.filter(state="open").update(state="dropped", done_at=now())
    case.save()
    publish(events.CaseMerged(**_of(by, case), into=first.number))
    return first
