"""Where state capital lies, what groups do twice, how deep they go; and each group's performance by standard values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires

from ..assets import books, performance
from ..domain import consolidation
from ..domain import layout as rules
from ..models import FirmStatement, PerformanceTable, StateFirm
from ..parameters import number_or_none
from ..present import Cell, industry_words, percent, table, wan, words
from .shared import chosen_year, document_of, page_of


@requires("accountability.view")
def layout(request: ViewerRequest) -> HttpResponse:
    """A year's state equity by industry, its concentration, what two groups both do, the tiers, the main business."""
    document = document_of(request)
    years = books.years(document)
    year = chosen_year(request, years)
    context: dict[str, Any] = {"years": years, "year": year}
    if year is not None:
        try:
            context |= _layout(document, books.of_year(document, year))
        except ExpectedError as error:
            context["problem"] = error.text(_(error.message))
    return page_of(request, "accountability/layout.html", context)


def _layout(document: str, year: books.Year) -> dict[str, Any]:
    firms = {one.code: one for one in StateFirm.objects.filter(document=document)}
    industry = {code: one.industry for code, one in firms.items()}
    found = rules.parts(year.tops, year.members, year.internals)
    sums = rules.by_industry(found, industry)
    whole = sum(sums.values())
    state = consolidation.consolidate(year.tops, year.members, year.internals).state_equity
    top_of = {one.firm: one.top for one in found}
    revenue = {one.firm: one.revenue for one in year.members}
    index = rules.concentration(sums)
    return {
        "synthetic": year.synthetic,
        "concentration": None if index is None else f"{index:.4f}",
        "state": wan(state),
        "adds_up": consolidation.cents(whole) == state if whole else state == 0,
        "industries": table(
            _("国有权益的行业分布"),
            (_("行业（GB/T 4754）"), "#" + _("企业数"), "#" + _("国有权益（万元）"), "#" + _("占比")),
            [
                [
                    industry_words(code) or _("未填行业"),
                    sum(industry[one.firm] == code for one in found),
                    wan(consolidation.cents(amount)),
                    percent(float(amount / whole), 1) if whole > 0 else "",
                ]
                for code, amount in sums.items()
            ],
            [Cell(_("合计"), strong=True), len(found), wan(state), ""],
        ),
        "overlaps": table(
            _("主业重合"),
            (_("集团"), _("集团"), "#" + _("重合指数")),
            [
                [words(firms[one]), words(firms[other]), f"{value:.2f}"]
                for one, other, value in rules.overlaps(revenue, industry, top_of)
            ],
        ),
        "groups": _groups(document, year, firms, found),
    }


def _groups(document: str, year: books.Year, firms: dict[str, StateFirm], found: list[rules.Part]) -> Any:
    """Tiers and main business of each group; the limit of tiers is a parameter, undetermined where it is not laid down."""
    most = number_or_none(document, today(), "tiers_most")
    rows = FirmStatement.objects.filter(firm__document=document, year=year.year)
    main = {code: (part, total) for code, part, total in rows.values_list("firm__code", "main_revenue", "revenue")}
    lines = []
    for top in year.tops:
        inside = [one for one in found if one.top == top]
        deep = max(one.tier for one in inside)
        part, total = (sum((main[one.firm][n] for one in inside), Decimal(0)) for n in (0, 1))
        light = "" if most is None else "red" if deep > most else "green"
        lines.append(
            [
                Cell(words(firms[top]), reverse("accountability:firm", args=[top]) + f"?year={year.year}"),
                len(inside),
                Cell(str(deep), light=light),
                percent(consolidation.ratio(part, total), 1) if total else _("未定"),
            ]
        )
    return table(_("层级和主业"), (_("集团"), "#" + _("企业数"), "#" + _("层级"), "#" + _("主业收入占比")), lines)


@requires("accountability.view")
def bands(request: ViewerRequest) -> HttpResponse:
    """Each group's points by indicator, with the value, the standard values and the band it reached."""
    document = document_of(request)
    years = books.years(document)
    year = chosen_year(request, years)
    one = PerformanceTable.objects.filter(document=document).first()
    context: dict[str, Any] = {"years": years, "year": year, "one": one, "groups": []}
    if year is not None and one is not None:
        try:
            now = books.of_year(document, year)
            before = books.of_year(document, year - 1) if year - 1 in years else None
        except ExpectedError as error:
            context["problem"] = error.text(_(error.message))
        else:
            names = {firm.code: words(firm) for firm in StateFirm.objects.filter(document=document)}
            found = [performance.of_group(top, now, before, one.rows) for top in now.tops]
            context["groups"] = [_scored(group, names) for group in found]
            context["synthetic"] = one.synthetic or now.synthetic
    return page_of(request, "accountability/performance.html", context)


def _scored(group: performance.Performance, names: dict[str, str]) -> dict[str, Any]:
    rows = [
        [
            _(performance.INDICATORS[line.indicator]),
            _("未定") if line.value is None else f"{line.value:.2f}%",
            " / ".join(f"{standard:g}" for standard in line.standards),
            _(line.band) if line.band else (_("低于较差") if line.value is not None else ""),
            f"{line.weight:g}",
            _("未定") if line.points is None else f"{line.points:.2f}",
        ]
        for line in group.lines
    ]
    headers = (
        *(_("指标"), "#" + _("实际值"), "#" + _("标准值（优秀至较差，%）"), _("达到")),
        *("#" + _("权重"), "#" + _("得分")),
    )
    return {
        "name": names[group.top],
        "total": None if group.total is None else f"{group.total:.2f}",
        "known": f"{group.known_weight:g}",
        "table": table(names[group.top], headers, rows),
    }
