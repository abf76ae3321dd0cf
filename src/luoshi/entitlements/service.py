"""Acts: run a sweep over the registers; ask the law about one household, person or firm; try another parameter."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
from django.db import transaction

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.registry.api import insert_rows, known_rows, parameters, require, snapshot

from .domain import sweeping
from .domain.errors import EntityUnknown
from .domain.law import Holding, Law, LawOnDay
from .domain.plan import Plan
from .domain.rules import Rule
from .domain.single import Given
from .domain.sweeping import ENDED, ENTITLED, OPEN, WARNING
from .domain.tables import scalar
from .events import SweepDone
from .models import Arrangement, Finding, SampleValue, Sweep
from .statutes import statutes_in

STATUTES = Path(__file__).resolve().parents[3] / "statutes"
YEARS = 3


def whole_law() -> Law:
    return statutes_in(STATUTES)


def place_of(document: str = "") -> str:
    """The jurisdiction whose rules hold: the document's, else that of the only programme."""
    rows = Arrangement.objects.filter(document=document) if document else Arrangement.objects.all()
    return rows.values_list("jurisdiction", flat=True).first() or ""


def law_on(day: date, place: str, *, trying: Mapping[str, Decimal] | None = None) -> LawOnDay:
    """What holds in the place on the day, as the store of parameters has it. In a demonstration what nobody has supplied
    has the sample's example value, marked as assumed; ``trying`` sets values to be tried."""
    law = whole_law()
    on = law.on(day, place)
    held = dict(on.holdings)
    for facts in parameters(place, day):
        name = facts.code.partition(".")[2]
        if name in held and held[name].code == facts.code and facts.current is not None:
            held[name] = _as_stored(held[name], facts.current)
    wanted = {s.code: s.value for s in SampleValue.objects.all()}
    wanted = {c: v for c, v in wanted.items() if (h := held.get(c.partition(".")[2])) is not None and not h.known}
    for code, value in {**wanted, **(trying or {})}.items():
        name = code.partition(".")[2]
        if name in held:
            held[name] = replace(
                held[name],
                value=scalar(value, held[name].unit),
                raw=value,
                citation=None,
                in_force_from=day,
                assumed=True,
            )
    return replace(on, holdings=held)


def _as_stored(holding: Holding, current: Any) -> Holding:
    value = None if current.value is None else scalar(current.value, holding.unit)
    return replace(
        holding,
        value=value,
        raw=current.value,
        citation=current.citation,
        in_force_from=current.in_force_from,
        supplier=current.supplier,
        note=current.note,
    )


@dataclass(frozen=True)
class SweepOutcome:
    """``is_new``: the run was not there before. A second sweep of the same facts and law changes nothing."""

    run: str
    is_new: bool
    sweep: Sweep


def run_sweep(*, by: Viewer, names: Iterable[str], day: date, place: str = "") -> SweepOutcome:
    """Run the tests of some statutes over the registers as they are, and keep what follows.

    Raises RuleUnknown; NotAllowed without the permission.
    """
    require(by, "entitlements.sweep")
    started = time.monotonic()
    frames = snapshot(day)
    sample = is_sample(frames)
    law = law_on(day, place or place_of())
    rules = sweeping.chosen(law, names)
    plan = sweeping.plan_of(law, rules)
    run = sweeping.run_id(plan, digest(frames))
    if (there := Sweep.objects.filter(run=run).first()) is not None:
        return SweepOutcome(run, False, there)
    tables = {name: nw.from_native(frame) for name, frame in frames.items()}
    state = sweeping.run(plan, tables)
    counted = sweeping.counts(plan, rules, state)
    found = nw.to_native(nw.concat(sweeping.findings(plan, rules, state, sweeping.faults(tables, day))))
    return SweepOutcome(run, True, _keep(by, run, law, plan, names, rules, frames, counted, found, started, sample))


@transaction.atomic
def _keep(
    by: Viewer,
    run: str,
    law: LawOnDay,
    plan: Plan,
    names: Iterable[str],
    rules: list[Rule],
    frames: Mapping[str, pl.DataFrame],
    counted: list[sweeping.Count],
    found: pl.DataFrame,
    started: float,
    sample: bool,
) -> Sweep:
    sweep = Sweep.objects.create(
        run=run,
        day=law.day,
        place=law.place,
        names=list(names),
        rules=sweeping.versions(plan),
        parameters=sweeping.values(plan),
        counts=[c.__dict__ for c in counted],
        people=frames["person"].height,
        households=frames["household"].height,
        seconds=round(time.monotonic() - started, 3),
        synthetic=sample,
        made_at=now(),
        made_by=by.username,
    )
    found = found.with_columns(pl.col("key", "township", "missing").fill_null(""))
    rows = found.with_columns(sweep_id=pl.lit(sweep.pk))
    insert_rows(Finding, [name.removesuffix("_id") for name in rows.columns], rows.rows())
    kinds = dict(found.group_by("kind").len().iter_rows())
    publish(
        SweepDone(
            actor=by.username,
            at=sweep.made_at,
            subject=run,
            rules=tuple(rule.name for rule in rules),
            entitled=kinds.get(ENTITLED, 0),
            ended=kinds.get(ENDED, 0),
            warnings=kinds.get(WARNING, 0),
            open=kinds.get(OPEN, 0),
        )
    )
    return sweep


def is_sample(frames: Mapping[str, pl.DataFrame]) -> bool:
    """Whether the registers hold made-up people: their identity numbers begin with a division that does not exist."""
    return bool(frames["person"]["identity_number"].str.starts_with("99").any())


def digest(frames: Mapping[str, pl.DataFrame]) -> str:
    said = hashlib.sha256()
    for name in sorted(frames):
        said.update(name.encode())
        said.update(frames[name].hash_rows(seed=0).to_numpy().tobytes())
    return said.hexdigest()


def household_given(number: str, day: date) -> Given:
    """The facts of a household and its people as the register has them. Raises EntityUnknown."""
    household = known_rows("household", day, household_number=number)
    if not household:
        raise EntityUnknown(key=number, entity="家庭")
    return {"household": household, "person": known_rows("person", day, household_number=number)}


def firm_given(uscc: str, day: date) -> Given:
    """The facts of a firm with its last three years as ``_y1`` to ``_y3``. Raises EntityUnknown."""
    firm = known_rows("firm", day, uscc=uscc)
    if not firm:
        raise EntityUnknown(key=uscc, entity="企业")
    return {"firm": [with_own_years(firm[0], known_rows("firm_year", day, uscc=uscc), day)]}


def with_own_years(firm: Mapping[str, Any], years: Iterable[Mapping[str, Any]], day: date) -> dict[str, Any]:
    facts = dict(firm)
    for row in years:
        back = day.year - row["year"]
        if 1 <= back <= YEARS:
            facts |= {f"{name}_y{back}": value for name, value in row.items() if name not in {"uscc", "year"}}
    return facts


def snapshot_given(frames: Mapping[str, pl.DataFrame], entity: str, key: str, day: date) -> Given:
    """The same from the tables of a snapshot. Raises EntityUnknown."""
    name = "uscc" if entity == "firm" else "household_number"
    code = "firm" if entity == "firm" else "household"
    found = frames[code].filter(pl.col(name) == key).to_dicts()
    if not found:
        raise EntityUnknown(key=key, entity="企业" if entity == "firm" else "家庭")
    if entity == "firm":
        return {"firm": [with_own_years(found[0], frames["firm_year"].filter(pl.col(name) == key).to_dicts(), day)]}
    return {"household": found, "person": frames["person"].filter(pl.col(name) == key).to_dicts()}
