"""Audits of terms: the list, one audit with its figures and points, its findings, its report."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

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
from luoshi.standards import resource_audit

from ..domain.resource_accounts import ACCOUNTS
from ..domain.tenures import RESPONSIBILITY_LABELS
from ..models import Audit, Tenure
from ..present import Cell, amount, percent, table, term_words, words
from ..resources import audits as service
from ..resources.report import file_name
from ..resources.report import report as set_report
from .resources import ALL
from .shared import DATE, document_of, first_error, page_of, told

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class OpenForm(forms.Form):
    tenure = forms.ModelChoiceField(Tenure.objects.none(), label=gettext_lazy("任期"))
    kind = forms.ChoiceField(label=gettext_lazy("类型"))
    first = forms.DateField(label=gettext_lazy("审计期间起"), widget=DATE)
    last = forms.DateField(label=gettext_lazy("审计期间止"), widget=DATE)
    noticed_on = forms.DateField(label=gettext_lazy("通知书送达"), widget=DATE)
    begins_on = forms.DateField(label=gettext_lazy("开始实施"), widget=DATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["tenure"].queryset = Tenure.objects.select_related("official")
        fields["tenure"].label_from_instance = lambda one: f"{one.official.name} {term_words(one)}"
        fields["kind"].choices = [(code, _(label)) for code, label in Audit.Kind.choices]


@requires("accountability.view_audits")
def board(request: ViewerRequest) -> HttpResponse:
    rows = Audit.objects.filter(document=document_of(request)).select_related("tenure__official")
    context = {
        "table": table(
            _("审计"),
            (_("编号"), _("领导干部"), _("职务"), _("类型"), _("审计期间"), _("状态"), "#" + _("得分"), _("等次")),
            [
                [
                    Cell(row.number, reverse("accountability:audit", args=[row.number])),
                    Cell(row.tenure.official.name, reverse("accountability:official", args=[row.tenure.official.code])),
                    row.tenure.post,
                    _(row.get_kind_display()),
                    f"{row.first}—{row.last}",
                    _(row.get_state_display()),
                    amount(row.result.get("total")) if row.result else "",
                    _(resource_audit.GRADE_LABELS[row.result["grade"]]) if row.result else "",
                ]
                for row in rows
            ],
        ),
        "form": OpenForm() if request.viewer.may("accountability.audit") else None,
        "count": rows.count(),
    }
    return page_of(request, "accountability/audits.html", context)


@requires("accountability.audit")
@require_POST
def open_audit(request: ViewerRequest) -> HttpResponse:
    form = OpenForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        term = given.pop("tenure")
        try:
            row = service.open_audit(
                by=request.viewer,
                document=document_of(request),
                official=term.official.code,
                post=term.post,
                synthetic=term.official.synthetic,
                **given,
            )
            return redirect("accountability:audit", row.number)
        except NotAllowed:
            raise
        except ExpectedError as error:
            form.add_error(None, error.text(_(error.message)))
    return page_of(request, "accountability/audits.html", {"form": form, "count": 1}, status=422)


class FindingForm(forms.Form):
    clause = forms.CharField(label=gettext_lazy("依据条款"), max_length=120)
    fact = forms.CharField(label=gettext_lazy("事实"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    amount = forms.DecimalField(
        label=gettext_lazy("金额（元）"), required=False, min_value=0, max_digits=18, decimal_places=2
    )
    circumstances = forms.MultipleChoiceField(
        label=gettext_lazy("情形"), required=False, widget=forms.CheckboxSelectMultiple
    )
    rectify_by = forms.DateField(label=gettext_lazy("整改期限"), widget=DATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["circumstances"].choices = [(code, _(label)) for code, label in service.CIRCUMSTANCES]


def _row(number: str) -> Audit:
    row = Audit.objects.select_related("tenure__official").filter(number=number).first()
    if row is None:
        raise NotFound(what=number)
    return row


def _result(row: Audit) -> dict[str, Any]:
    return row.result or service.frozen(*service.judged(row))


@requires("accountability.view_audits")
def audit(request: ViewerRequest, number: str) -> HttpResponse:
    """The figures at start and end lead to the accounts they come from; the points to the figures."""
    row = _row(number)
    open_now = row.state != Audit.State.ISSUED and request.viewer.may("accountability.audit")
    result, sections = _result(row), service.table_of(row.document)
    area = service.area_of(row.tenure)
    place = area[0] if len(area) == 1 else ALL
    context = {
        "row": row,
        "kind": _(row.get_kind_display()),
        "state": _(row.get_state_display()),
        "figures": table(
            _("自然资源资产变化"),
            (_("账户"), _("类别"), "#" + _("期初"), "#" + _("期末"), "#" + _("增减"), _("说明")),
            [_figure(one, place) for one in result["figures"]],
        ),
        "sections": [
            {
                "label": words(section, "label"),
                "cap": section.cap,
                "points": amount(_nan(result["sections"][section.code])),
                "items": [
                    {
                        "label": words(item, "label"),
                        "full": item.full,
                        "points": amount(_nan(result["items"][item.code])),
                        "field": item.code if item.rule != "account" else "",
                        "given": row.entered.get(item.code, ""),
                        "most": item.full if item.rule == "entered" else "",
                        "rule": _rule_words(item),
                    }
                    for item in section.items
                ],
            }
            for section in sections
        ],
        "total": amount(_nan(result["total"])),
        "coverage": percent(result["coverage"], 0),
        "grade": _(resource_audit.GRADE_LABELS[result["grade"]]),
        "findings": [
            {"row": one, "responsibility": _(RESPONSIBILITY_LABELS[one.responsibility])} for one in row.findings.all()
        ],
        "finding_form": FindingForm(initial={"rectify_by": today() + timedelta(days=60)}) if open_now else None,
        "open_now": open_now,
        "opinion_due": row.feedback_on + timedelta(days=service.OPINION_DAYS) if row.feedback_on else None,
        "may_audit": request.viewer.may("accountability.audit"),
    }
    return page_of(request, "accountability/audit.html", context)


def _nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _rule_words(item: Any) -> str:
    if item.rule == "account":
        return _("期末不低于期初的 %(share)s%%") % {"share": f"{100 * (1 + item.change):g}"}
    if item.rule == "deduct":
        return _("每个扣 %(each)s 分，扣完为止") % {"each": f"{item.each:g}"}
    return _("审计人员评分")


def _figure(one: dict[str, Any], place: str) -> list[Any]:
    start, end = _nan(one["start"]), _nan(one["end"])
    link = reverse("accountability:resource-series", args=[place, one["account"], one["kind"]])
    change = end - start
    return [
        _(ACCOUNTS[one["account"]]),
        Cell(_(one["kind"]), link),
        amount(start),
        amount(end),
        _("未定") if change != change else f"{change:+,.2f}",
        _("按两年末内插") if one["between"] else "",
    ]


@requires("accountability.view_audits")
def report(request: ViewerRequest, number: str) -> HttpResponse:
    row = _row(number)
    reply = HttpResponse(set_report(row, _("审计机关")), content_type=WORD)
    reply["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(row, row.issued_on or today()))}"
    return reply


@requires("accountability.audit")
@require_POST
def points(request: ViewerRequest, number: str) -> HttpResponse:
    """What is left empty stays unknown."""
    back = reverse("accountability:audit", args=[number])
    field, entered = forms.DecimalField(min_value=0, max_digits=8, decimal_places=2), {}
    for section in service.table_of(_row(number).document):
        for item in section.items:
            given = request.POST.get(item.code, "").strip()
            if item.rule == "account" or not given:
                continue
            try:
                entered[item.code] = Decimal(str(field.clean(given)))
            except forms.ValidationError:
                messages.error(request, _("“%(item)s”应是不小于 0 的数。") % {"item": words(item, "label")})
                return redirect(back)
    return told(
        request,
        lambda: service.enter_points(by=request.viewer, number=number, entered=entered),
        _("评分已保存。"),
        back,
    )


@requires("accountability.audit")
@require_POST
def finding(request: ViewerRequest, number: str) -> HttpResponse:
    form, back = FindingForm(request.POST), reverse("accountability:audit", args=[number])
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect(back)
    return told(
        request,
        lambda: service.add_finding(by=request.viewer, number=number, **form.cleaned_data),
        _("问题已登记。"),
        back,
    )


@requires("accountability.audit")
@require_POST
def act(request: ViewerRequest, number: str, act: str) -> HttpResponse:
    back = reverse("accountability:audit", args=[number])
    if act == "draft":
        return told(
            request, lambda: service.send_draft(by=request.viewer, number=number), _("征求意见稿已送达。"), back
        )
    if act == "issue":
        opinion = request.POST.get("opinion", "")[:5000]
        done = _("审计报告已出具，数据已固定。")
        return told(request, lambda: service.issue(by=request.viewer, number=number, opinion=opinion), done, back)
    raise NotFound(what=act)


@requires("accountability.audit")
@require_POST
def rectified(request: ViewerRequest, finding: int) -> HttpResponse:
    back = request.POST.get("back", "")
    number = Audit.objects.filter(findings=finding).values_list("number", flat=True).first()
    if number is None:
        raise NotFound(what=back or str(finding))
    return told(
        request,
        lambda: service.rectify(by=request.viewer, finding=finding),
        _("整改已登记。"),
        reverse("accountability:audit", args=[number]),
    )
