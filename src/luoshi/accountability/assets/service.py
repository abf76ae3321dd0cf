"""Acts on state capital: take in statements and inner balances, propose a reorganisation, take its steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain import consolidation, reorganisation
from ..domain.consolidation import Consolidated
from ..domain.reorganisation import CannotReorganise
from ..errors import FiguresMissing, FileRefused, StepRefused
from ..models import EquityAdjustment, FirmStatement, InternalBalance, Reorganisation, ReorganisationStep, StateFirm
from ..reading import Cells, rows_of
from . import books

_AMOUNTS = (
    *("assets", "liabilities", "equity_open", "equity_close", "revenue", "main_revenue"),
    *("total_profit", "net_profit", "interest"),
)


@transaction.atomic
def take_in_statements(
    *, by: Viewer, document: str, cells: pl.DataFrame, source: str, sha256: str = "", synthetic: bool = False
) -> int:
    """One line a firm and year, yuan; what is there already for that year is replaced. Raises FileRefused."""
    require(by, "accountability.keep")
    faults: list[tuple[int, str]] = []
    firms = {one.code: one for one in StateFirm.objects.filter(document=document)}
    made: dict[tuple[str, int], FirmStatement] = {}
    for line in rows_of(cells, ("firm", "year", "assets", "liabilities", "equity_close"), faults):
        one = _statement(line, firms, source, synthetic)
        if one is None:
            continue
        if (key := (one.firm.code, one.year)) in made:
            line.fault(f"“{one.firm.name}”{one.year} 年的报表重复")
        made[key] = one
    _openings(made, faults, document)
    if faults:
        raise FileRefused(sorted(faults))
    wanted = Q()
    for code, year in made:
        wanted |= Q(firm__code=code, year=year)
    FirmStatement.objects.filter(wanted).delete()
    FirmStatement.objects.bulk_create(made.values())
    _told(by, document, "statements", len(made), source, sha256)
    return len(made)


def _statement(line: Cells, firms: dict[str, StateFirm], source: str, synthetic: bool) -> FirmStatement | None:
    firm = firms.get(line.text("firm"))
    if firm is None:
        line.fault(f"名录中没有企业“{line.text('firm')}”")
        return None
    amounts = {name: line.number(name) for name in _AMOUNTS}
    gap = amounts["assets"] - amounts["liabilities"] - amounts["equity_close"]
    if gap:
        line.fault(f"“{firm.name}”资产减负债减权益应为 0，现为 {gap} 元")
    if amounts["assets"] < 0 or amounts["liabilities"] < 0:
        line.fault(f"“{firm.name}”的资产和负债不能小于 0")
    return FirmStatement(
        firm=firm,
        year=line.year(),
        parent=line.text("parent", 64) or firm.parent,
        share=firm.share,
        source=source,
        synthetic=synthetic,
        **amounts,
    )


def _openings(made: dict[tuple[str, int], FirmStatement], faults: list[tuple[int, str]], document: str) -> None:
    """A year opens with what the year before closed with, where that is known."""
    kept = {
        (code, year): closed
        for code, year, closed in FirmStatement.objects.filter(firm__document=document).values_list(
            "firm__code", "year", "equity_close"
        )
    }
    kept |= {key: one.equity_close for key, one in made.items()}
    for (code, year), one in made.items():
        closed = kept.get((code, year - 1))
        if closed is not None and closed != one.equity_open:
            faults.append((1, f"“{one.firm.name}”{year} 年初权益 {one.equity_open} 元不等于上年末 {closed} 元"))


@transaction.atomic
def take_in_internals(
    *, by: Viewer, document: str, cells: pl.DataFrame, source: str, sha256: str = "", synthetic: bool = False
) -> int:
    """Inner balances of one or more years, each with what both sides say; a year's are replaced. Raises FileRefused."""
    require(by, "accountability.keep")
    faults: list[tuple[int, str]] = []
    firms = {one.code: one for one in StateFirm.objects.filter(document=document)}
    made: dict[tuple[int, str, str, str], InternalBalance] = {}
    for line in rows_of(cells, ("year", "kind", "holder", "other", "amount", "other_amount"), faults):
        kind, year = line.text("kind"), line.year()
        pair = [line.text("holder"), line.text("other")]
        amount, said = line.number("amount", None), line.number("other_amount", None)
        if kind not in InternalBalance.Kind.values:
            line.fault(f"种类“{kind}”应为 {'、'.join(InternalBalance.Kind.values)} 之一")
        elif unknown := [code for code in pair if code not in firms]:
            line.fault(f"名录中没有企业“{unknown[0]}”")
        elif pair[0] == pair[1]:
            line.fault(f"“{firms[pair[0]].name}”不能与自己往来")
        elif amount != said:
            line.fault(f"“{firms[pair[0]].name}”记 {amount} 元，“{firms[pair[1]].name}”记 {said} 元，对不上")
        elif (key := (year, kind, pair[0], pair[1])) in made:
            line.fault("同一年、同一种类的两家往来重复")
        else:
            made[key] = InternalBalance(
                year=year,
                kind=kind,
                holder=firms[pair[0]],
                other=firms[pair[1]],
                amount=amount,
                other_amount=said,
                synthetic=synthetic,
            )
    if faults:
        raise FileRefused(sorted(faults))
    InternalBalance.objects.filter(holder__document=document, year__in={key[0] for key in made}).delete()
    InternalBalance.objects.bulk_create(made.values())
    _told(by, document, "internal_balances", len(made), source, sha256)
    return len(made)


def _told(by: Viewer, document: str, kind: str, rows: int, source: str, sha256: str) -> None:
    publish(
        events.FiguresTaken(
            actor=by.username, at=now(), subject=document, kind=kind, rows=rows, source=source, sha256=sha256
        )
    )


@dataclass(frozen=True)
class Simulated:
    """The groups that the reorganisation touches, and all together, before and after."""

    before: dict[str, Consolidated]
    after: dict[str, Consolidated]
    whole_before: Consolidated
    whole_after: Consolidated


def simulate(
    *, document: str, year: int, kind: str, firm: str, other: str = "", share: Decimal | None = None
) -> Simulated:
    """Changes nothing. Raises CannotReorganise, FiguresMissing and what ``books.of_year`` raises."""
    found = books.of_year(document, year)
    known = {one.firm for one in found.members}
    for code in [firm, *([other] if kind == "merge" or (kind == "transfer" and other) else [])]:
        if code not in known:
            raise FiguresMissing(firm=code, year=year)
    if kind == "merge":
        after = reorganisation.merge(found.members, found.internals, gone=firm, into=other)
    elif kind == "transfer":
        after = reorganisation.transfer(found.members, found.internals, firm=firm, to=other)
    elif kind == "split":
        if not other:
            raise CannotReorganise(reason=_("没有写新企业的代码"))
        part = Fraction(share or 0)
        after = reorganisation.split(found.members, found.internals, firm=firm, new=other, share=part)
    else:
        raise NotFound(what=kind)
    changed = books.Year(year, tuple(after[0]), tuple(after[1]), found.synthetic)
    before = _groups(found)
    later = _groups(changed)
    touched = {top for top in {*before, *later} if before.get(top) != later.get(top)}
    return Simulated(
        {top: group for top, group in before.items() if top in touched},
        {top: group for top, group in later.items() if top in touched},
        consolidation.consolidate(found.tops, found.members, found.internals),
        consolidation.consolidate(changed.tops, changed.members, changed.internals),
    )


def _groups(year: books.Year) -> dict[str, Consolidated]:
    return {top: consolidation.consolidate([top], year.members, year.internals) for top in year.tops}


def summary(groups: dict[str, Consolidated]) -> dict[str, dict[str, str]]:
    """Kept with the proposal, so that what was decided on can be seen later."""
    names = ("assets", "liabilities", "equity", "minority", "revenue")
    return {top: {name: str(getattr(one, name)) for name in names} for top, one in groups.items()}


@transaction.atomic
def propose(
    *,
    by: Viewer,
    document: str,
    year: int,
    kind: str,
    firm: str,
    other: str,
    share: Decimal | None,
    reason: str,
    paper: str,
    important: bool,
    resettles: bool,
    synthetic: bool = False,
) -> Reorganisation:
    """Open the approval with the simulated figures, its first step taken today."""
    require(by, "accountability.reorganise")
    found = simulate(document=document, year=year, kind=kind, firm=firm, other=other, share=share)
    day = today()
    row = Reorganisation.objects.create(
        number="",
        kind=kind,
        firm=StateFirm.objects.get(code=firm),
        other=other,
        share=share if kind == "split" else None,
        reason=reason,
        year=year,
        important=important,
        resettles=resettles,
        before=summary(found.before),
        after=summary(found.after),
        document=document,
        synthetic=synthetic,
    )
    row.number = f"CZ{day:%Y}-{row.pk:03d}"
    row.save(update_fields=["number"])
    ReorganisationStep.objects.create(reorganisation=row, step="proposed", day=day, paper=paper, by=by.username)
    publish(
        events.ReorganisationProposed(
            actor=by.username, at=now(), subject=row.number, kind=kind, firm=firm, other=other
        )
    )
    return row


def case_of(row: Reorganisation) -> reorganisation.Case:
    return reorganisation.Case(row.kind, row.important, row.resettles, row.secured)


@transaction.atomic
def take_step(*, by: Viewer, number: str, step: str, day: date, paper: str, secured: bool = False) -> Reorganisation:
    """The next step of the approval. The last makes the register say what was decided. Raises StepRefused."""
    require(by, "accountability.reorganise")
    row = Reorganisation.objects.select_for_update(of=("self",)).select_related("firm").filter(number=number).first()
    if row is None:
        raise NotFound(what=number)
    row.secured = row.secured or secured
    done = dict(row.steps.values_list("step", "day"))
    labels = {code: label for code, label, _law in reorganisation.STEPS}
    problem = _("不能是以后的日期") if day > today() else reorganisation.step_problem(case_of(row), done, step, day)
    if problem:
        raise StepRefused(step=_(labels.get(step, step)), reason=problem)
    ReorganisationStep.objects.create(reorganisation=row, step=step, day=day, paper=paper, by=by.username)
    if step == "completed":
        _complete(row, day)
    row.save()
    publish(events.ReorganisationMoved(actor=by.username, at=now(), subject=number, step=step, day=day, paper=paper))
    return row


def _complete(row: Reorganisation, day: date) -> None:
    """The register as it is from now on; statements of past years stay as they were."""
    row.completed_on = day
    firm = row.firm
    if row.kind == "merge":
        firm.state = StateFirm.State.MERGED
        StateFirm.objects.filter(parent=firm.code, document=row.document).update(parent=row.other)
    elif row.kind == "transfer":
        _record_transfer(row, day)
        firm.parent = row.other
    else:
        StateFirm.objects.get_or_create(
            code=row.other,
            defaults={
                "name": f"{firm.name}（分立）",
                "parent": firm.parent,
                "share": firm.share,
                "function_class": firm.function_class,
                "industry": firm.industry,
                "document": firm.document,
                "measure": firm.measure,
                "synthetic": row.synthetic,
            },
        )
    firm.save()


def _record_transfer(row: Reorganisation, day: date) -> None:
    """A free transfer is nobody's success or failure: it is left out of the rate of preservation on both sides."""
    held = InternalBalance.objects.filter(
        year=row.year, kind="investment", holder__code=row.firm.parent, other=row.firm
    ).first()
    last = row.firm.statements.filter(year=row.year).first()
    value = held.amount if held else (last.equity_close if last else Decimal(0))
    sides: Iterable[tuple[str, bool, str]] = ((row.firm.parent, False, "无偿划出或分立"), (row.other, True, "无偿划入"))
    for code, increases, kind in sides:
        firm = StateFirm.objects.filter(code=code).first()
        if firm is not None:
            facts: dict[str, Any] = {"firm": firm, "year": day.year, "kind": kind, "increases": increases}
            EquityAdjustment.objects.create(**facts, amount=value, paper=row.number, synthetic=row.synthetic)
