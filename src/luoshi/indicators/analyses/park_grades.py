"""Output per mu: parks (or firms) scored by what they make of their land and graded A to D."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _
from pydantic import Field

from luoshi.kernel.errors import N_

from ..domain.composite import Direction, Part, score
from .base import Findings, Kind, Options, Section, Source, register, said, told


class Measure(Options):
    """A column of the table over another: tax over mu, output over staff."""

    name: str
    name_en: str = ""
    over: str
    by: str
    weight: float = Field(gt=0)
    direction: Direction = "up"


class ParkGradesOptions(Options):
    """``parks`` is a file of the folder: park, mu (land), vacant_mu, and the columns the measures name. The best
    ``share_a`` of those scored get A, the last ``share_d`` D, of the rest the better half B; ``verified`` false: the shares
    and weights are not laid down locally."""

    parks: str
    measures: list[Measure] = Field(min_length=1)
    share_a: float = Field(gt=0, lt=1)
    share_d: float = Field(gt=0, lt=1)
    basis: str
    verified: bool = False


def grades(scores: list[float | None], *, share_a: float, share_d: float) -> list[str]:
    """A to D by place in the order of scores; ties share the better grade; empty where there is no score."""
    known = sorted((s for s in scores if s is not None), reverse=True)
    count = len(known)
    last_a, first_d = round(share_a * count), count - round(share_d * count)
    last_b = last_a + (first_d - last_a + 1) // 2
    found = []
    for one in scores:
        if one is None:
            found.append("")
            continue
        place = known.index(one)
        found.append("A" if place < last_a else "D" if place >= first_d else "B" if place < last_b else "C")
    return found


def run(options: ParkGradesOptions, source: Source) -> Findings:
    table = source.table(options.parks)
    if table.is_empty():
        return Findings(_("还没有园区数据。"), (), determined=False, basis=options.basis)
    columns = []
    for one in options.measures:
        by = table[one.by].cast(float).to_numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            columns.append(np.where(by > 0, table[one.over].cast(float).to_numpy() / by, np.nan))
    values = np.column_stack(columns)
    made = score(values, [Part(m.name, m.weight, m.direction) for m in options.measures], draws=200)
    scores = [None if np.isnan(s) else round(float(s), 6) for s in made.score]
    given = grades(scores, share_a=options.share_a, share_d=options.share_d)
    names, land, vacant = (
        [told(row, "park") for row in table.iter_rows(named=True)],
        table["mu"].to_list(),
        table["vacant_mu"].to_list(),
    )
    order = sorted(range(len(names)), key=lambda n: (made.rank[n] or 999, names[n]))
    rows = tuple(
        (
            names[n],
            given[n] or _("数据不足"),
            scores[n],
            *(None if np.isnan(v) else float(v) for v in values[n]),
            land[n],
            100 * vacant[n] / land[n] if land[n] and vacant[n] is not None else None,
            f"{made.rank_low[n]}–{made.rank_high[n]}" if made.rank[n] else "—",
        )
        for n in order
    )
    headers = (
        _("园区"),
        _("等级"),
        _("得分"),
        *(said(m) for m in options.measures),
        _("用地（亩）"),
        _("空置率（%）"),
        _("权重变动时的位次"),
    )
    verdict = _("%(all)s 个园区评为 %(grades)s。") % {
        "all": len(names),
        "grades": "、".join(f"{g} {given.count(g)}" for g in "ABCD" if given.count(g)),
    }
    note = "" if options.verified else _("权重和分档比例没有查到本地规定，是待确认的参数。")
    return Findings(
        verdict,
        (Section(_("亩均效益"), headers, rows, note=note),),
        determined=any(s is not None for s in scores),
        basis=options.basis,
        synthetic="synthetic" in table.columns and bool(table["synthetic"].any()),
    )


register(
    Kind(
        "park_grades", N_("亩均效益评价"), "indicators.park-grading", ParkGradesOptions, run, tables=lambda o: [o.parks]
    )
)
