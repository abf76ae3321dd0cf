"""升规纳统: which firms have reached the threshold of size or are near it, by their share of it, and who helps each."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import polars as pl
from django.db import transaction

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import has_samples, place_names, require, snapshot, unit_facts

from .domain import sweeping
from .domain.plan import wire
from .events import HelperAssigned
from .models import Helper
from .service import law_on, place_of

RULES = ("reaches_scale", "is_near_scale")
LEVELS = ((1.0, "red"), (0.8, "yellow"))


@dataclass(frozen=True)
class Candidate:
    """``share`` is last year's revenue by the threshold; money in fen."""

    uscc: str
    name: str
    township: str
    revenue: int
    threshold: int
    share: float
    helper: str

    @property
    def percent(self) -> str:
        return f"{self.share * 100:.1f}"

    @property
    def colour(self) -> str:
        """Red has reached the threshold and should be filed now; yellow is near it."""
        return next((colour for least, colour in LEVELS if self.share >= least), "grey")

    @property
    def gap_yuan(self) -> str:
        return f"{max(self.threshold - self.revenue, 0) / 100:,.0f}"

    @property
    def revenue_yuan(self) -> str:
        return f"{self.revenue / 100:,.0f}"


def candidates() -> tuple[list[Candidate], bool]:
    """The firms that one of the rules points out, those furthest along first; and whether they are samples."""
    day = today()
    frames, law = snapshot(day, codes=("firm", "firm_year")), law_on(day, place_of())
    names = [name for name in (*RULES, "scale_threshold") if name in law.rules]
    tables = {name: nw.from_native(frames[name]) for name in ("firm", "firm_year")}
    found = nw.to_native(sweeping.run(wire(law, names), tables)["firm"])
    found = found.filter(pl.any_horizontal(pl.col(name).fill_null(value=False) for name in RULES))
    found = found.select("uscc", "revenue_y1", "scale_threshold").join(
        frames["firm"].select("uscc", "name", "township"), on="uscc"
    )
    places = place_names(set(frames["firm"]["township"].drop_nulls()))
    helpers = {row.key: row.unit.name for row in Helper.objects.select_related("unit")}
    rows = [
        Candidate(
            uscc=row["uscc"],
            name=row["name"],
            township=places.get(row["township"] or "", row["township"] or ""),
            revenue=row["revenue_y1"],
            threshold=row["scale_threshold"],
            share=row["revenue_y1"] / row["scale_threshold"],
            helper=helpers.get(row["uscc"], ""),
        )
        for row in found.iter_rows(named=True)
    ]
    return sorted(rows, key=lambda row: (-row.share, row.uscc)), has_samples()


@transaction.atomic
def assign_helper(*, by: Viewer, uscc: str, unit: str) -> None:
    """Name the unit that helps a firm of the list; naming another replaces it. Raises NotFound; NotAllowed."""
    require(by, "entitlements.sweep")
    rows, sample = candidates()
    firm = next((row for row in rows if row.uscc == uscc), None)
    if firm is None:
        raise NotFound(what=uscc)
    facts = {"unit_id": unit_facts(unit).id, "assigned_at": now(), "assigned_by": by.username}
    Helper.objects.update_or_create(key=uscc, defaults=facts)
    note = f"{firm.percent}%"
    publish(
        HelperAssigned(
            actor=by.username, at=now(), subject=uscc, firm=firm.name, helper=unit, note=note, synthetic=sample
        )
    )
