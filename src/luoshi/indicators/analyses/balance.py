"""How even compulsory education is: seven resources, school by school, and their spread over the county."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_
from luoshi.standards import school_balance

from .base import Findings, Kind, Options, Section, Source, register, told


class BalanceOptions(Options):
    """``schools`` is a file of the folder: school, stage, pupils, and one column for each of the seven resources (per
    hundred pupils or per pupil, as the rule names them)."""

    schools: str
    stage: Literal["primary", "junior"]


def run(options: BalanceOptions, source: Source) -> Findings:
    table = source.table(options.schools)
    table = table.filter(table["stage"] == options.stage)
    if table.is_empty():
        return Findings(_("没有这一学段的学校数据。"), (), determined=False)
    names = list(school_balance.RESOURCES)
    values, pupils = table.select(names).to_numpy(), table["pupils"].to_numpy()
    spreads = school_balance.spread(values.T, pupils)
    even = school_balance.is_even(spreads, stage=options.stage)
    passed = school_balance.schools(values, stage=options.stage)
    limit = school_balance.HIGHEST_SPREAD[options.stage]
    words = {school_balance.MEETS: _("达标"), school_balance.FAILS: _("未达标")}
    rows = tuple(
        (
            _(resource.label),
            float(mean),
            getattr(resource, options.stage),
            float(s),
            limit,
            words.get(int(verdict), _("缺数据")),
        )
        for (resource, mean, s, verdict) in zip(
            school_balance.RESOURCES.values(),
            school_balance.weighted_mean(values.T, pupils),
            spreads,
            even,
            strict=True,
        )
    )
    schools = tuple(
        (told(row, "school"), int(size), words.get(int(verdict), _("缺数据")))
        for row, size, verdict in zip(table.iter_rows(named=True), pupils, passed, strict=True)
    )
    good = sum(int(v) == school_balance.MEETS for v in even)
    fair = sum(int(v) == school_balance.MEETS for v in passed)
    verdict = _("七项差异系数中 %(good)s 项达标（不高于 %(limit)s）；%(all)s 所学校中 %(fair)s 所达标。") % {
        "good": good,
        "limit": limit,
        "all": table.height,
        "fair": fair,
    }
    citation = school_balance.EDITION
    return Findings(
        verdict,
        (
            Section(
                _("县域校际差异"),
                (_("资源"), _("全县平均"), _("每校应达"), _("差异系数"), _("上限"), _("结论")),
                rows,
                note=_("差异系数按学生数加权。"),
            ),
            Section(
                _("逐校结论"),
                (_("学校"), _("学生数"), _("结论")),
                schools,
                note=_("七项中至少六项达标，余项不低于 85%。"),
            ),
        ),
        determined=bool(rows),
        basis=citation.in_full(),
        synthetic="synthetic" in table.columns and bool(table["synthetic"].any()),
    )


register(
    Kind(
        "school_balance",
        N_("义务教育校际均衡"),
        "indicators.education-balance",
        BalanceOptions,
        run,
        tables=lambda o: [o.schools],
    )
)
