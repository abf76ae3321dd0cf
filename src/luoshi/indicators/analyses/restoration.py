"""Restoration works: what each gained, whether what was planted lives, until when it is looked after."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _
from pydantic import Field

from luoshi.kernel.errors import N_
from luoshi.standards import restoration
from luoshi.standards.arrays import UNDETERMINED

from .base import Findings, Kind, Options, Section, Source, register, told


class RestorationOptions(Options):
    """``works`` is a file of the folder: work, kind, hectares, before, after (indices of 0 to 1), alive_year_1, alive_year_3
    (shares), accepted_on, looked_after_until. The least shares are null where the acceptance rule is not known."""

    works: str
    basis: str
    least_alive_year_1: float | None = Field(default=None, gt=0, le=1)
    least_alive_year_3: float | None = Field(default=None, gt=0, le=1)
    verified: bool = False


def run(options: RestorationOptions, source: Source) -> Findings:
    table = source.table(options.works)
    if table.is_empty():
        return Findings(_("还没有修复工程的数据。"), (), determined=False, basis=options.basis)
    gains = restoration.gain(*(table[name].cast(float).to_numpy() for name in ("hectares", "before", "after")))
    years = (("alive_year_1", options.least_alive_year_1), ("alive_year_3", options.least_alive_year_3))
    alive = [restoration.survival(table[name].cast(float).to_numpy(), least) for name, least in years]
    rows = []
    for n, line in enumerate(table.iter_rows(named=True)):
        gained = float(gains[n])
        rows.append(
            (
                told(line, "work"),
                told(line, "kind"),
                line["hectares"],
                line["before"],
                line["after"],
                None if math.isnan(gained) else round(gained, 4),
                *(_survival(line[name], int(found[n])) for (name, _least), found in zip(years, alive, strict=True)),
                line["accepted_on"] or _("未验收"),
                line["looked_after_until"],
            )
        )
    known = [value for value in gains.tolist() if not math.isnan(value)]
    headers = (
        *(_("工程"), _("类别"), _("面积（公顷）"), _("修复前指数"), _("修复后指数"), _("增益（公顷当量）")),
        *(_("一年成活"), _("三年保存"), _("验收"), _("管护至")),
    )
    note = "" if options.verified else _("成活率、保存率的标准和管护年限没有查到本地规定，是待确认的参数。")
    verdict = _("%(all)s 项工程中 %(known)s 项有修复前后数据，共增益 %(gain)s 公顷当量；已验收 %(accepted)s 项。") % {
        "all": len(rows),
        "known": len(known),
        "gain": f"{sum(known):.2f}",
        "accepted": int(table["accepted_on"].is_not_null().sum()),
    }
    return Findings(
        verdict,
        (Section(_("逐项增益和成活"), headers, tuple(rows), note=note),),
        determined=bool(known),
        basis=options.basis,
        synthetic="synthetic" in table.columns and bool(table["synthetic"].any()),
    )


def _survival(share: float | None, found: int) -> str:
    if share is None:
        return _("未到期或缺数据")
    words = {restoration.ALIVE: _("达标"), restoration.TOO_FEW_ALIVE: _("未达标"), UNDETERMINED: _("标准待定")}
    return f"{100 * share:.0f}% {words[found]}"


register(
    Kind(
        "restoration",
        N_("生态修复成效"),
        "indicators.restoration-gain",
        RestorationOptions,
        run,
        tables=lambda o: [o.works],
    )
)
