"""State capital: the groups of a year, a firm with its figures, trying a reorganisation and taking it through."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires

from ..assets import books, service
from ..domain import consolidation
from ..domain import reorganisation as rules
from ..domain.consolidation import Consolidated
from ..models import InternalBalance, Reorganisation, StateFirm
from ..parameters import number_or_none
from ..present import Cell, industry_words, percent, table, wan, words, yuan
from .shared import DATE, chosen_year, document_of, first_error, page_of, told


def _names(document: str) -> dict[str, str]:
    return {one.code: words(one) for one in StateFirm.objects.filter(document=document)}


def _lines(document: str) -> tuple[Decimal | None, Decimal | None]:
    """Warning and close supervision as percentages; None where the trade's mean is not laid down."""
    mean = number_or_none(document, today(), "industry_debt_percent")
    warning = number_or_none(document, today(), "debt_warning_points")
    close = number_or_none(document, today(), "debt_supervision_points")
    if mean is None or warning is None or close is None:
        return None, None
    return mean + warning, mean + close


def _debt_cell(ratio: Decimal | None, lines: tuple[Decimal | None, Decimal | None]) -> Cell:
    if ratio is None or lines[0] is None or lines[1] is None:
        return Cell(percent(ratio))
    points = 100 * ratio
    return Cell(percent(ratio), light="red" if points > lines[1] else "yellow" if points > lines[0] else "green")


@requires("accountability.view")
def board(request: ViewerRequest) -> HttpResponse:
    """The groups of a year, consolidated, and all of them together."""
    document = document_of(request)
    years = books.years(document)
    year = chosen_year(request, years)
    context: dict[str, Any] = {"years": years, "document": document}
    if year is not None:
        found, before, lines = books.unchecked(document, year), None, _lines(document)
        try:
            consolidation.check(found.members, found.internals)
            before = books.unchecked(document, year - 1) if year - 1 in years else None
            context["table"] = _groups(document, found, before, lines)
        except ExpectedError as error:
            context["problem"] = error.text(_(error.message))
        context |= {"year": year, "synthetic": found.synthetic, "lines": lines}
    context |= {
        "cases": Reorganisation.objects.filter(document=document).select_related("firm"),
        "may_keep": request.viewer.may("accountability.keep"),
        "may_reorganise": request.viewer.may("accountability.reorganise"),
    }
    return page_of(request, "accountability/assets.html", context)


def _groups(document: str, now: books.Year, before: books.Year | None, lines: Any) -> Any:
    names = _names(document)
    rows = []
    for top in now.tops:
        group = consolidation.consolidate([top], now.members, now.internals)
        link = Cell(names[top], reverse("accountability:firm", args=[top]) + f"?year={now.year}")
        rows.append([link, *_figures([top], group, now, before, lines)])
    whole = consolidation.consolidate(now.tops, now.members, now.internals)
    return table(
        _("合并数据"),
        (
            *(_("集团"), "#" + _("企业数"), "#" + _("资产总额"), "#" + _("负债总额"), "#" + _("国有权益")),
            *(
                "#" + _("资产负债率"),
                "#" + _("保值增值率"),
                _("结果"),
                "#" + _("净资产收益率"),
                "#" + _("总资产报酬率"),
            ),
        ),
        rows,
        [Cell(_("合计（相互抵销后）"), strong=True), *_figures(now.tops, whole, now, before, lines)],
    )


def _figures(
    tops: Sequence[str], group: Consolidated, year: books.Year, before: books.Year | None, lines: Any
) -> list[Any]:
    found = books.ratios(tops, group, year, before)
    return [
        len(group.members),
        wan(group.assets),
        wan(group.liabilities),
        wan(group.state_equity),
        _debt_cell(found.debt_ratio, lines),
        percent(found.preservation),
        _(found.outcome),
        percent(found.return_on_equity),
        percent(found.return_on_assets),
    ]


@requires("accountability.view")
def firm(request: ViewerRequest, code: str) -> HttpResponse:
    """A firm: its own years, and where it heads others, how its consolidated figures come of the members' rows."""
    one = StateFirm.objects.filter(code=code).first()
    if one is None:
        raise NotFound(what=code)
    names, statements = _names(one.document), list(one.statements.order_by("-year"))
    year = chosen_year(request, [row.year for row in statements])
    own = table(
        _("本企业报表（元）"),
        (
            *(_("年度"), "#" + _("资产总额"), "#" + _("负债总额"), "#" + _("年初权益"), "#" + _("年末权益")),
            *("#" + _("营业收入"), "#" + _("利润总额"), "#" + _("净利润"), _("来源")),
        ),
        [
            [
                row.year,
                *map(yuan, (row.assets, row.liabilities, row.equity_open, row.equity_close)),
                yuan(row.revenue),
                yuan(row.total_profit),
                yuan(row.net_profit),
                row.source,
            ]
            for row in statements
        ],
    )
    context: dict[str, Any] = {
        "one": one,
        "industry": industry_words(one.industry),
        "name": words(one),
        "parent": {"name": names.get(one.parent), "code": one.parent} if one.parent in names else None,
        "own": own,
        "year": year,
        "years": [row.year for row in statements],
        "synthetic": one.synthetic,
        "adjustments": one.adjustments.all(),
    }
    if year is not None:
        context |= _proof(one, year, names)
    return page_of(request, "accountability/firm.html", context)


def _proof(one: StateFirm, year: int, names: dict[str, str]) -> dict[str, Any]:
    """Every member's row, the eliminated balances, and the sum."""
    found = books.unchecked(one.document, year)
    group = consolidation.below(one.code, found.members)
    if len(group) < 2:
        return {}
    whole = consolidation.consolidate([one.code], found.members, found.internals)
    sums = [
        sum((getattr(m, name) for m in group), Decimal(0)) for name in ("assets", "liabilities", "equity", "revenue")
    ]
    members = table(
        _("成员"),
        (
            *(_("企业"), "#" + _("上级持股"), "#" + _("资产总额"), "#" + _("负债总额"), "#" + _("所有者权益")),
            "#" + _("营业收入"),
        ),
        [
            [
                Cell(names[m.firm], reverse("accountability:firm", args=[m.firm])),
                percent(float(m.share), 0),
                *map(yuan, (m.assets, m.liabilities, m.equity, m.revenue)),
            ]
            for m in group
        ],
        [Cell(_("各家相加"), strong=True), "", *map(yuan, sums)],
    )
    kinds = dict(InternalBalance.Kind.choices)
    eliminated = table(
        _("抵销"),
        (_("种类"), _("持有方"), _("对方"), "#" + _("金额（元）")),
        [[_(kinds[row.kind]), names[row.holder], names[row.other], yuan(row.amount)] for row in whole.internals],
    )
    return {"members": members, "eliminated": eliminated, "whole": _whole(whole)}


def _whole(whole: Consolidated) -> list[tuple[str, str]]:
    return [
        (_("资产总额"), yuan(whole.assets)),
        (_("负债总额"), yuan(whole.liabilities)),
        (_("所有者权益"), yuan(whole.equity)),
        (_("其中少数股东权益"), yuan(whole.minority)),
        (_("其中国有权益"), yuan(whole.state_equity)),
        (_("营业收入"), yuan(whole.revenue)),
        (_("资产负债率"), percent(consolidation.ratio(whole.liabilities, whole.assets))),
    ]


class SimulationForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("方式"))
    firm = forms.ChoiceField(label=gettext_lazy("企业"))
    other = forms.CharField(
        label=gettext_lazy("另一方"),
        required=False,
        max_length=64,
        help_text=gettext_lazy("合并填吸收方代码，划转填接收方代码（空为直接由出资人持有），分立填新企业代码"),
    )
    share = forms.DecimalField(
        label=gettext_lazy("分出比例（%）"), required=False, min_value=0, max_value=100, decimal_places=4
    )

    def __init__(self, document: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(code, _(label)) for code, label in Reorganisation.Kind.choices]
        self.codes = _names(document)
        fields["firm"].choices = [(code, f"{name}（{code}）") for code, name in self.codes.items()]
        self.fields["other"].widget.attrs["list"] = "firm-codes"

    def facts(self) -> dict[str, Any]:
        share = self.cleaned_data["share"]
        return {
            "kind": self.cleaned_data["kind"],
            "firm": self.cleaned_data["firm"],
            "other": self.cleaned_data["other"].strip(),
            "share": share / 100 if share else None,
        }


class ProposalForm(SimulationForm):
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    paper = forms.CharField(label=gettext_lazy("方案文号"), max_length=200)
    important = forms.BooleanField(label=gettext_lazy("重要企业，报本级政府批准"), required=False)
    resettles = forms.BooleanField(label=gettext_lazy("涉及职工安置"), required=False)


@requires("accountability.view")
def simulate(request: ViewerRequest) -> HttpResponse:
    """Before and after, to the cent, without changing anything."""
    document = document_of(request)
    years = books.years(document)
    asked = "firm" in request.GET
    form = SimulationForm(document, request.GET if asked else None)
    context: dict[str, Any] = {"form": form, "codes": form.codes, "year": years[0] if years else None}
    if asked and years and form.is_valid():
        try:
            found = service.simulate(document=document, year=years[0], **form.facts())
            names = form.codes | {form.cleaned_data["other"]: form.codes.get(form.cleaned_data["other"], _("新企业"))}
            context |= {
                "tables": [
                    _compared(_("涉及的集团：之前"), found.before, names),
                    _compared(_("涉及的集团：之后"), found.after, names),
                    _compared(_("全部企业合计"), {_("之前"): found.whole_before, _("之后"): found.whole_after}, {}),
                ],
                "proposal": ProposalForm(document, initial=request.GET.dict()),
                "may_reorganise": request.viewer.may("accountability.reorganise"),
                "query": request.GET.dict(),
            }
        except ExpectedError as error:
            form.add_error(None, error.text(_(error.message)))
    return page_of(request, "accountability/simulate.html", context)


def _compared(caption: str, groups: dict[str, Consolidated], names: dict[str, str]) -> Any:
    return table(
        caption,
        (
            *(
                "",
                "#" + _("企业数"),
                "#" + _("资产总额"),
                "#" + _("负债总额"),
                "#" + _("所有者权益"),
                "#" + _("营业收入"),
            ),
            *("#" + _("抵销的往来"), "#" + _("资产负债率")),
        ),
        [
            [
                names.get(top, top),
                len(one.members),
                *map(wan, (one.assets, one.liabilities, one.equity, one.revenue)),
                wan(one.eliminated(consolidation.DEBT)),
                percent(consolidation.ratio(one.liabilities, one.assets)),
            ]
            for top, one in groups.items()
        ],
    )


@requires("accountability.reorganise")
@require_POST
def propose(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    years = books.years(document)
    form = ProposalForm(document, request.POST)
    if not form.is_valid() or not years:
        messages.error(request, first_error(form) or _("还没有企业报表"))
        return redirect("accountability:simulate")
    rest = {name: form.cleaned_data[name] for name in ("reason", "paper", "important", "resettles")}
    try:
        row = service.propose(by=request.viewer, document=document, year=years[0], **form.facts(), **rest)
    except NotAllowed:
        raise
    except ExpectedError as error:
        messages.error(request, error.text(_(error.message)))
        return redirect("accountability:simulate")
    return redirect("accountability:reorganisation", row.number)


class StepForm(forms.Form):
    step = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField(label=gettext_lazy("日期"), widget=DATE)
    paper = forms.CharField(label=gettext_lazy("文号或材料"), max_length=200)
    secured = forms.BooleanField(label=gettext_lazy("已对债权人清偿或提供担保"), required=False)


@requires("accountability.view")
def reorganisation(request: ViewerRequest, number: str) -> HttpResponse:
    row = Reorganisation.objects.select_related("firm").filter(number=number).first()
    if row is None:
        raise NotFound(what=number)
    steps = {one.step: one for one in row.steps.all()}
    done = {code: one.day for code, one in steps.items()}
    needed = rules.steps_of(service.case_of(row))
    waiting = [code for code in needed if code not in done]
    labels = {code: (label, law) for code, label, law in rules.STEPS}
    late = dict(rules.lateness(done, today()))
    ends = rules.claims_end(notified=done.get("notified"), published=done.get("published"))
    names = _names(row.document)
    context = {
        "row": row,
        "firm_name": words(row.firm),
        "other_name": names.get(row.other, row.other),
        "steps": [
            {
                "label": _(labels[code][0]),
                "law": labels[code][1],
                "done": steps.get(code),
                "late": late.get(code),
                "next": code in waiting[:1] or (code == "published" and waiting[:1] == ["notified"]),
                "form": StepForm(initial={"step": code, "day": today()}, auto_id=f"{code}_%s"),
            }
            for code in needed
        ],
        "claims_end": ends,
        "decided": done.get("decided"),
        "notice_due": rules.notice_due(done["decided"]) if "decided" in done else None,
        "publication_due": rules.publication_due(done["decided"]) if "decided" in done else None,
        "tables": [_stored(_("之前"), row.before, names), _stored(_("之后"), row.after, names)],
        "may_reorganise": request.viewer.may("accountability.reorganise"),
    }
    return page_of(request, "accountability/reorganisation.html", context)


def _stored(caption: str, groups: dict[str, dict[str, str]], names: dict[str, str]) -> Any:
    columns = ("assets", "liabilities", "equity", "revenue")
    return table(
        caption,
        (_("集团"), "#" + _("资产总额"), "#" + _("负债总额"), "#" + _("所有者权益"), "#" + _("营业收入")),
        [[names.get(top, top), *(wan(Decimal(one[name])) for name in columns)] for top, one in groups.items()],
    )


@requires("accountability.reorganise")
@require_POST
def take_step(request: ViewerRequest, number: str) -> HttpResponse:
    form, back = StepForm(request.POST), reverse("accountability:reorganisation", args=[number])
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect(back)
    return told(
        request,
        lambda: service.take_step(by=request.viewer, number=number, **form.cleaned_data),
        _("已经记下。"),
        back,
    )
