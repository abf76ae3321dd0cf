"""The ledger of basin compensation: who owes whom, what was paid; agreements of up- and downstream with their years; disputes."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
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
from luoshi.kernel.numerals import whole
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, requires
from luoshi.standards.eco_compensation import PAYER_LABELS

from ..compensation import basin
from ..errors import StepRefused
from ..models import BasinAgreement, BasinDebt, BasinPayment
from ..present import Cell, table
from .shared import DATE, document_of, first_error, page_of, told

SHOWN = 200
AMOUNT = forms.DecimalField(min_value=Decimal("0.01"), max_digits=15, decimal_places=2, required=False)
"""Yuan to the fen, as everywhere money is typed."""


def fen(amount: int) -> str:
    return f"{Decimal(amount) / 100:,.2f}"


def _light(found: basin.Standing) -> Cell:
    if found.disputed:
        return Cell(_("争议中"), light="yellow")
    if found.open:
        late = found.debt.year + 1 < today().year
        return Cell(_("未付清"), light="red" if late else "green")
    return Cell(_("已付清"), light="blue")


def _origin(debt: BasinDebt) -> Cell:
    if debt.agreement is not None:
        return Cell(debt.agreement.title, reverse("accountability:agreement", args=[debt.agreement.code]))
    return Cell(_("资金分配"), reverse("accountability:compensation"))


@requires("accountability.view")
def ledger(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    year = whole(request.GET.get("year", ""))
    found = basin.ledger(document, year)[:SHOWN]
    rows = [
        [
            Cell(f"{one.debt.debtor} → {one.debt.creditor}", reverse("accountability:debt", args=[one.debt.pk])),
            one.debt.year,
            _origin(one.debt),
            *map(fen, (one.debt.amount_fen, one.paid, one.recovered, one.open)),
            _light(one),
        ]
        for one in found
    ]
    sums = [fen(sum(get(one) for one in found)) for get in (_owed, _paid, _recovered, _open)]
    context = {
        "table": table(
            _("台账"),
            (
                *(_("付款方和收款方"), _("年度"), _("依据")),
                *(
                    "#" + _("应付（元）"),
                    "#" + _("已付（元）"),
                    "#" + _("追回（元）"),
                    "#" + _("未付（元）"),
                    _("状态"),
                ),
            ),
            rows,
            [Cell(_("合计"), strong=True), "", "", *sums, ""],
        ),
        "count": len(rows),
        "years": sorted(set(BasinDebt.objects.filter(document=document).values_list("year", flat=True)), reverse=True),
        "year": "" if year is None else str(year),
        "agreements": list(BasinAgreement.objects.filter(document=document)),
        "synthetic": any(one.debt.synthetic for one in found),
        "may_keep": request.viewer.may("accountability.keep"),
    }
    return page_of(request, "accountability/ledger.html", context)


def _owed(one: basin.Standing) -> int:
    return one.debt.amount_fen


def _paid(one: basin.Standing) -> int:
    return one.paid


def _recovered(one: basin.Standing) -> int:
    return one.recovered


def _open(one: basin.Standing) -> int:
    return one.open


class PayForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("类别"))
    amount = forms.DecimalField(
        label=gettext_lazy("金额（元）"), min_value=Decimal("0.01"), max_digits=15, decimal_places=2
    )
    paid_on = forms.DateField(label=gettext_lazy("日期"), widget=DATE)
    voucher = forms.CharField(label=gettext_lazy("凭证"), max_length=120)
    reason = forms.CharField(label=gettext_lazy("说明（追回必填）"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(c, _(label)) for c, label in BasinPayment.Kind.choices]  # type: ignore[attr-defined]


@requires("accountability.view")
def debt(request: ViewerRequest, key: int) -> HttpResponse:
    """One debt: what it comes of, every payment, every dispute."""
    row = BasinDebt.objects.select_related("agreement", "round").filter(pk=key).first()
    if row is None:
        raise NotFound(what=str(key))
    found = basin.standing(row)
    may = request.viewer.may("accountability.keep")
    context = {
        "row": row,
        "found": found,
        "origin": _origin(row),
        "state": _light(found),
        "amounts": {name: fen(value) for name, value in (("owed", row.amount_fen), ("open", found.open))},
        "basis": _basis(row),
        "payments": table(
            _("支付"),
            (_("凭证"), _("日期"), _("类别"), "#" + _("金额（元）"), _("说明")),
            [[p.voucher, p.paid_on, _(p.get_kind_display()), fen(p.amount_fen), p.reason] for p in row.payments.all()],
        ),
        "paid": row.payments.exists(),
        "disputes": list(row.disputes.all()),
        "pay_form": PayForm() if may else None,
        "sides": [(side, side) for side in (row.debtor, row.creditor)],
        "may_keep": may,
    }
    return page_of(request, "accountability/debt.html", context)


def _basis(row: BasinDebt) -> list[tuple[str, str]]:
    basis = row.basis
    lines = []
    if "index" in basis:
        lines.append((_("补偿指数 P"), f"{basis['index']:.4f}"))
        lines += [
            (item, _("%(mean)s（%(months)s 个月）") % {"mean": f"{m:.4g}", "months": n})
            for item, (m, n) in basis["means"].items()
        ]
    else:
        names = {"water": _("水质得分"), "forest": _("森林得分"), "use": _("用水得分")}
        lines += [(label, f"{basis[name]:.2f}") for name, label in names.items() if basis.get(name) is not None]
    if "before_dispute_fen" in basis:
        lines.append((_("争议前金额（元）"), fen(basis["before_dispute_fen"])))
    return lines


@requires("accountability.keep")
@require_POST
def act(request: ViewerRequest, key: int, act: str) -> HttpResponse:
    """Pay, dispute or settle a dispute; what stands in the way is told on the debt's page."""
    back = reverse("accountability:debt", args=[key])
    given = request.POST
    if act == "pay":
        form = PayForm(given)
        if not form.is_valid():
            messages.error(request, first_error(form))
            return redirect(back)
        facts = {**form.cleaned_data, "amount_fen": int(form.cleaned_data["amount"] * 100)}
        del facts["amount"]
        return told(request, lambda: basin.pay(by=request.viewer, debt=key, **facts), _("已登记。"), back)
    if act == "dispute":
        side, text = given.get("side", ""), given.get("text", "")[:500]
        return told(
            request,
            lambda: basin.dispute(by=request.viewer, debt=key, side=side, text=text),
            _("已登记争议；解决之前不再支付。"),
            back,
        )
    if act == "settle":
        return told(request, lambda: _settle(request, key), _("争议已解决。"), back)
    raise NotFound(what=act)


def _settle(request: ViewerRequest, key: int) -> None:
    try:
        amount = AMOUNT.clean(request.POST.get("amount", ""))
    except forms.ValidationError:
        raise StepRefused(step=_("解决争议"), reason=_("金额不是数")) from None
    basin.settle_dispute(
        by=request.viewer,
        debt=key,
        outcome=request.POST.get("outcome", "")[:500],
        decided_by=request.POST.get("decided_by", "")[:120],
        amount_fen=None if amount is None else int(amount * 100),
    )


@requires("accountability.view")
def agreement(request: ViewerRequest, code: str) -> HttpResponse:
    """What the agreement says, and each of its years by the section's readings."""
    one = basin.agreement_of(code)
    owed = {row.year: row for row in one.debts.all()}
    years = range(one.first.year, min(one.last.year, today().year) + 1)
    rows = []
    for found in (basin.judged(one, year) for year in years):
        debt = owed.get(found.year)
        rows.append(
            [
                found.year,
                _("缺 %(items)s") % {"items": "、".join(found.missing)}
                if found.index is None
                else f"{found.index:.4f}",
                _(PAYER_LABELS[found.payer]),
                Cell(fen(debt.amount_fen), reverse("accountability:debt", args=[debt.pk])) if debt else "",
            ]
        )
    context = {
        "one": one,
        "amount": fen(one.amount_fen),
        "items": table(
            _("指标"),
            (_("指标"), "#" + _("基准值"), "#" + _("权重")),
            [[item, f"{base:g}", f"{weight:g}"] for item, base, weight in one.items],
        ),
        "years": table(_("各年"), (_("年度"), "#" + _("补偿指数 P"), _("谁付"), "#" + _("应付（元）")), rows),
        "to_settle": [y for y in years if y not in owed and y < today().year]
        if request.viewer.may("accountability.keep")
        else [],
    }
    return page_of(request, "accountability/agreement.html", context)


@requires("accountability.keep")
@require_POST
def settle(request: ViewerRequest, code: str) -> HttpResponse:
    year = whole(request.POST.get("year", "")) or 0
    return told(
        request,
        lambda: basin.settle_agreement(by=request.viewer, code=code, year=year),
        _("已结算，进入台账。"),
        reverse("accountability:agreement", args=[code]),
    )


class AgreementForm(forms.Form):
    code = forms.SlugField(label=gettext_lazy("编号"), max_length=40)
    title = forms.CharField(label=gettext_lazy("协议名称"), max_length=160)
    upstream = forms.CharField(label=gettext_lazy("上游地区"), max_length=80)
    downstream = forms.CharField(label=gettext_lazy("下游地区"), max_length=80)
    scope = forms.CharField(label=gettext_lazy("补偿范围"), max_length=300)
    targets = forms.CharField(label=gettext_lazy("保护目标和考核办法"), max_length=300)
    duties = forms.CharField(label=gettext_lazy("双方权利义务"), max_length=500)
    manner = forms.CharField(label=gettext_lazy("补偿方式"), max_length=300)
    breach = forms.CharField(label=gettext_lazy("违约责任"), max_length=300)
    other = forms.CharField(label=gettext_lazy("其他事项"), max_length=300, required=False)
    first = forms.DateField(label=gettext_lazy("起"), widget=DATE)
    last = forms.DateField(label=gettext_lazy("止"), widget=DATE)
    station = forms.SlugField(label=gettext_lazy("考核断面（站点代码）"), max_length=64)
    stability = forms.FloatField(label=gettext_lazy("水质稳定系数 k0"))
    items = forms.CharField(
        label=gettext_lazy("指标、基准值和权重"),
        help_text=gettext_lazy("每行一项：指标 | 基准值 | 权重，例如 NH3N | 0.12 | 0.25"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    amount = forms.DecimalField(
        label=gettext_lazy("年补偿额（元）"), min_value=Decimal("0.01"), max_digits=15, decimal_places=2
    )
    paper = forms.CharField(label=gettext_lazy("文件"), max_length=200)

    def clean_items(self) -> list[tuple[str, float, float]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["items"].splitlines())):
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            try:
                name, base, weight = parts[0], float(parts[1]), float(parts[2])
                if not (isfinite(base) and isfinite(weight)):
                    raise ValueError(line)
            except (IndexError, ValueError):
                raise forms.ValidationError(_("“%(line)s”应写成 指标 | 基准值 | 权重") % {"line": line[:40]}) from None
            found.append((name, base, weight))
        return found


@requires("accountability.keep")
def add_agreement(request: ViewerRequest) -> HttpResponse:
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {**form.cleaned_data, "amount_fen": int(form.cleaned_data["amount"] * 100)}
        del facts["amount"]
        try:
            row = basin.keep_agreement(by=request.viewer, document=document_of(request), **facts)
            return redirect("accountability:agreement", row.code)
        except NotAllowed:
            raise
        except ExpectedError as error:
            form.add_error(None, error.text(_(error.message)))
    return page_of(request, "accountability/agreement_add.html", {"form": form}, status=422 if form.errors else 200)
