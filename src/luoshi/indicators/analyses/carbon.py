"""Carbon: what moved emissions (LMDI on Kaya's identity), whether they have peaked, and what growth paths lead to."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _
from pydantic import Field

from luoshi.kernel.errors import N_
from luoshi.standards import lmdi, mann_kendall

from .base import Findings, Kind, Options, Section, Source, register, said


class Path(Options):
    """Yearly change in percent of emissions until each of the years named: ``{2030: 1.0, 2035: -2.0, 2060: -8.0}``."""

    name: str
    name_en: str = ""
    rates: dict[int, float] = Field(min_length=1)


class CarbonOptions(Options):
    emissions: str
    energy: str
    output: str
    population: str
    paths: list[Path] = []
    paths_source: str = ""
    out_of_the_common_run: dict[int, str] = {}
    """Years that an epidemic, say, put off their path, each with why: whether emissions have peaked is judged with and
    without them."""


def run(options: CarbonOptions, source: Source) -> Findings:
    series = {
        name: source.values(code)
        for name, code in (
            ("population", options.population),
            ("output", options.output),
            ("energy", options.energy),
            ("emissions", options.emissions),
        )
    }
    years = [y for y in series["emissions"] if all(y in values for values in series.values())]
    if len(years) < 3:
        return Findings(_("至少要有三年完整的人口、产出、能源和排放数据。"), (), determined=False)
    first, last = years[0], years[-1]
    found = lmdi.kaya(**{name: np.array([values[first], values[last]]) for name, values in series.items()})
    effects = {name: float(effect) for name, effect in found.effects.items()}
    rows = [
        (_(lmdi.KAYA_LABELS[name]), effect, 100 * effect / series["emissions"][first])
        for name, effect in effects.items()
    ]
    rows.append((_("合计"), sum(effects.values()), 100 * sum(effects.values()) / series["emissions"][first]))
    status = mann_kendall.peak_status([series["emissions"][year] for year in years])
    emissions = tuple((y, series["emissions"][y], series["emissions"][y] / series["output"][y]) for y in years)
    sections = [
        Section(
            _("%(first)s 至 %(last)s 排放变化的因素分解") % {"first": first, "last": last},
            (_("因素"), _("使排放增加"), _("占期初（%）")),
            tuple(rows),
            note=_("对数平均迪氏分解（LMDI）：各因素之和恰等于排放的变化，没有残差。"),
            unit=source.unit(options.emissions),
        ),
        Section(
            _("逐年排放和强度"),
            (_("年份"), source.name(options.emissions), _("单位产出排放")),
            emissions,
            unit=source.unit(options.emissions),
        ),
        *_paths(options, last, series["emissions"][last], source),
    ]
    verdict = _("达峰判断：%(status)s（Mann-Kendall 趋势检验，判断标准可调，待核实）。") % {
        "status": _(mann_kendall.PEAK_LABELS[status])
    } + _without(options, series["emissions"], years, status)
    return Findings(
        verdict, tuple(sections), determined=status != mann_kendall.UNDETERMINED, basis="LMDI-I；Mann-Kendall"
    )


def _without(options: CarbonOptions, emissions: dict[str, float], years: list[str], status: str) -> str:
    """Whether the verdict holds when the years out of the common run are left out. Empty where the series has none."""
    left_out = [year for year in years if int(year) in options.out_of_the_common_run]
    if not left_out:
        return ""
    again = mann_kendall.peak_status([emissions[year] for year in years if year not in left_out])
    facts = {
        "years": "、".join(f"{year}（{options.out_of_the_common_run[int(year)]}）" for year in left_out),
        "status": _(mann_kendall.PEAK_LABELS[again]),
    }
    if again == status:
        return _("不计 %(years)s，判断不变。") % facts
    return _("不计 %(years)s，判断为：%(status)s；结论不稳，不宜对外作为已定的说法。") % facts


def _paths(options: CarbonOptions, last: str, now: float, source: Source) -> list[Section]:
    if not options.paths:
        return []
    ends = sorted({year for path in options.paths for year in path.rates})
    rows = []
    for path in options.paths:
        value, year, cells = now, int(last), []
        for end in ends:
            rate = next((path.rates[e] for e in sorted(path.rates) if e >= end), list(path.rates.values())[-1])
            value *= (1 + rate / 100) ** (end - year)
            year = end
            cells.append(value)
        rows.append((said(path), *cells))
    return [
        Section(
            _("情景：按各自的年均变化率推算"),
            (_("情景"), *map(str, ends)),
            tuple(rows),
            note=options.paths_source,
            unit=source.unit(options.emissions),
        )
    ]


register(
    Kind(
        "carbon",
        N_("碳排放分解与达峰"),
        "indicators.carbon",
        CarbonOptions,
        run,
        codes=lambda o: [o.emissions, o.energy, o.output, o.population],
    )
)
