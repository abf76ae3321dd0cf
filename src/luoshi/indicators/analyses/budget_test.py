"""Does spending on science grow as the law asks, and how much of output is research?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_

from .base import Findings, Kind, Options, Section, Source, register


class BudgetTestOptions(Options):
    """``spending`` must grow faster than ``revenue`` (``strictly``). ``research`` and ``output`` are in the same unit."""

    spending: str
    revenue: str
    research: str = ""
    output: str = ""
    basis: str


def growth(values: dict[str, float], period: str) -> float | None:
    """Percent against the period before; None where either is missing or the earlier is not above zero."""
    before = values.get(str(int(period) - 1))
    if before is None or before <= 0 or period not in values:
        return None
    return 100 * (values[period] / before - 1)


def run(options: BudgetTestOptions, source: Source) -> Findings:
    spending, revenue = source.values(options.spending), source.values(options.revenue)
    research, output = source.values(options.research), source.values(options.output)
    rows, failed, judged = [], [], 0
    for period in sorted({*spending, *revenue})[-8:]:
        own, whole = growth(spending, period), growth(revenue, period)
        passed = None if own is None or whole is None else own > whole
        judged += passed is not None
        if passed is False:
            failed.append(period)
        word = _("缺数据") if passed is None else _("达到") if passed else _("低于法定增幅")
        share = (
            100 * research[period] / output[period] if research.get(period) is not None and output.get(period) else None
        )
        rows.append((period, own, whole, word, share))
    if not judged:
        return Findings(_("还没有连续两年的数据，无法比较增幅。"), (), determined=False, basis=options.basis)
    if failed:
        verdict = _("%(judged)s 个可比年度中，%(years)s 年增幅没有高于比较基准。") % {
            "judged": judged,
            "years": "、".join(failed),
        }
    else:
        verdict = _("%(judged)s 个可比年度的增幅都高于比较基准。") % {"judged": judged}
    headers = (
        _("年度"),
        _("%(name)s增幅（%%）") % {"name": source.name(options.spending)},
        _("%(name)s增幅（%%）") % {"name": source.name(options.revenue)},
        _("结论"),
        _("研发投入强度（%）"),
    )
    return Findings(verdict, (Section(_("逐年比较"), headers, tuple(rows)),), determined=True, basis=options.basis)


register(
    Kind(
        "budget_test",
        N_("财政科技投入增幅检验"),
        "indicators.science-spending",
        BudgetTestOptions,
        run,
        codes=lambda o: [c for c in (o.spending, o.revenue, o.research, o.output) if c],
    )
)
