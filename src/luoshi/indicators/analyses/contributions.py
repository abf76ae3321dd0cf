"""What moved a sum: each part's contribution, and the growth a promised doubling needs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_

from ..domain.decomposition import PartsMissing, contributions
from ..domain.forecast import needed_growth
from .base import Findings, Kind, Options, Section, Source, register


class ContributionOptions(Options):
    """``whole`` is the sum of ``parts``. With ``double_from`` (a year) the path to twice that year's value is shown for
    each number of years in ``double_in``."""

    whole: str
    parts: list[str]
    double_from: str = ""
    double_in: list[int] = [5, 7, 10]


def run(options: ContributionOptions, source: Source) -> Findings:
    whole = source.values(options.whole)
    parts = {code: source.values(code) for code in options.parts}
    periods = [p for p in whole if all(p in values for values in parts.values())]
    if len(periods) < 2:
        return Findings(_("至少要有两期各部分的数据才能分解。"), (), determined=False)
    before, after = periods[-2], periods[-1]
    try:
        found = contributions({c: v[before] for c, v in parts.items()}, {c: v[after] for c, v in parts.items()})
    except PartsMissing as error:
        return Findings(error.text(_(error.message)), (), determined=False)
    rows = tuple((source.name(c.part), c.before, c.after, c.change, c.share, c.pull) for c in found)
    sums = [sum(float(row[n] or 0.0) for row in rows) for n in range(1, 6)]
    largest = max(found, key=lambda c: abs(c.change))
    sections = [
        Section(
            _("%(before)s 至 %(after)s 的变化由哪些部分构成") % {"before": before, "after": after},
            (_("部分"), before, after, _("增加"), _("占增量（%）"), _("拉动增长（百分点）")),
            (*rows, (_("合计"), *sums)),
            note=_("各部分的增加之和等于总的增加，拉动之和等于总的增幅。"),
            unit=source.unit(options.whole),
        )
    ]
    sections += _doubling(options, whole, source)
    verdict = _("%(whole)s增长 %(growth).2f%%，其中%(part)s贡献最大，占增量的 %(share).1f%%。") % {
        "whole": source.name(options.whole),
        "growth": sums[4],
        "part": source.name(largest.part),
        "share": largest.share or 0.0,
    }
    return Findings(verdict, tuple(sections), determined=True)


def _doubling(options: ContributionOptions, whole: dict[str, float], source: Source) -> list[Section]:
    if options.double_from not in whole:
        return []
    base, last = whole[options.double_from], list(whole)[-1]
    gone = int(last[:4]) - int(options.double_from[:4])
    rows = []
    for years in options.double_in:
        left = years - gone
        end = int(options.double_from[:4]) + years
        needed = needed_growth(whole[last], 2 * base, left) if left > 0 else None
        rows.append((str(end), 2 * base, needed_growth(1, 2, years), needed))
    return [
        Section(
            _("倍增路径：从 %(year)s 年的 %(value)s 翻一番") % {"year": options.double_from, "value": f"{base:,.0f}"},
            (_("目标年"), _("目标值"), _("全程年均增速（%）"), _("今后年均需增（%）")),
            tuple(rows),
            unit=source.unit(options.whole),
        )
    ]


register(
    Kind(
        "contributions",
        N_("增长构成"),
        "indicators.income-decomposition",
        ContributionOptions,
        run,
        codes=lambda o: [o.whole, *o.parts],
    )
)
