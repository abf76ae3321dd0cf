"""Does a disease run above what this week of the year is used to, and how far can such a signal be trusted?"""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_
from luoshi.standards import moving_percentile

from .base import Findings, Kind, Options, Section, Source, register

TRIED = (50.0, 80.0, 90.0, 95.0)


class OutbreakOptions(Options):
    """``counts`` is a file of the folder: week (its first day), cases, and synthetic."""

    disease: str
    counts: str
    percentile: float = 80
    size: float = 1.0
    """How large the planted outbreaks of the trial are, as a share of the usual weekly count."""


def run(options: OutbreakOptions, source: Source) -> Findings:
    table = source.table(options.counts)
    if table.is_empty() or table.height <= moving_percentile.WEEKS * moving_percentile.YEARS + moving_percentile.AROUND:
        return Findings(_("历史不足三年，还不能按同期比较。请补录每周病例数。"), (), determined=False)
    weeks, cases = table["week"].to_list(), table["cases"].to_numpy().astype(np.float64)
    limit = moving_percentile.thresholds(cases, percentile=options.percentile)
    above = moving_percentile.signals(cases, percentile=options.percentile)
    trials = [moving_percentile.trial(cases, percentile=p, size=options.size) for p in TRIED]
    own = moving_percentile.trial(cases, percentile=options.percentile, size=options.size)
    recent = [
        (str(weeks[n]), int(cases[n]), float(limit[n]), _("预警") if above[n] else "")
        for n in range(len(weeks) - 1, max(len(weeks) - 13, -1), -1)
        if not np.isnan(limit[n])
    ]
    state = _("本周高于同期界值，应核实") if above[-1] else _("本周不高于同期界值")
    verdict = _(
        "%(disease)s：%(state)s（%(cases)s 例，界值 %(limit)s 例）；按试算，没有疫情时每百周约有 %(false)s 次误报。"
    ) % {
        "disease": options.disease,
        "state": state,
        "cases": int(cases[-1]),
        "limit": f"{limit[-1]:g}",
        "false": f"{own.false_alarms:.0f}",
    }
    tried = tuple(
        (f"P{t.percentile:g}", 100 * t.found, None if np.isnan(t.delay) else t.delay, t.false_alarms) for t in trials
    )
    return Findings(
        verdict,
        (
            Section(_("最近各周"), (_("周（起始日）"), _("病例数"), _("同期界值"), _("信号")), tuple(recent)),
            Section(
                _("界值取多高：发现与误报"),
                (_("百分位"), _("发现的植入疫情（%）"), _("平均迟几周发现"), _("每百周误报（次）")),
                tried,
                note=_("在历史数据中随机植入 200 起持续四周的疫情试算；误报是没有植入时的信号。"),
            ),
        ),
        determined=True,
        basis=moving_percentile.EDITION.in_full(),
        synthetic="synthetic" in table.columns and bool(table["synthetic"].any()),
    )


register(
    Kind(
        "outbreak",
        N_("传染病早期预警"),
        "indicators.outbreak-detection",
        OutbreakOptions,
        run,
        tables=lambda o: [o.counts],
    )
)
