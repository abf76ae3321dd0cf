"""Credit: records in and out of publication, and a firm's grade."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.errors import ExpectedError, NotAllowed
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, all_units, paged, requires, unit_words

from ..credit import service
from ..credit.directory import CATEGORIES, MEASURES, category_of
from ..credit.drawing import rates
from ..domain.credit import SEVERITY_LABELS
from ..models import CreditRecord
from ..present import Cell, percent, table
from .results import results_of
from .shared import DATE, document_of, page_of


class RecordForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("决定书文号"), max_length=80)
    subject = forms.CharField(label=gettext_lazy("统一社会信用代码"), min_length=18, max_length=18)
    subject_name = forms.CharField(label=gettext_lazy("主体名称"), max_length=120)
    category = forms.ChoiceField(label=gettext_lazy("目录类别"))
    severity = forms.ChoiceField(label=gettext_lazy("失信程度"))
    special = forms.BooleanField(label=gettext_lazy("食品药品、特种设备、安全生产、消防"), required=False)
    issuer = forms.ChoiceField(label=gettext_lazy("作出决定的单位"))
    title = forms.CharField(label=gettext_lazy("事由"), max_length=200)
    decided_on = forms.DateField(label=gettext_lazy("决定日期"), widget=DATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["category"].choices = [(one.code, _(one.label)) for one in CATEGORIES]
        fields["severity"].choices = [(code, _(label)) for code, label in SEVERITY_LABELS.items()]
        fields["issuer"].choices = [(code, unit_words(facts)) for code, facts in all_units().items()]


@requires("accountability.view")
def board(request: ViewerRequest) -> HttpResponse:
    """The records; what is kept and not published is shown to those who keep the file."""
    may = request.viewer.may("accountability.keep_credit")
    rows = CreditRecord.objects.filter(document=document_of(request))
    rows = rows if may else rows.filter(state=CreditRecord.State.PUBLISHED)
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    rows = rows.filter(state=state) if state in CreditRecord.State.values else rows
    rows = rows.filter(subject_name__icontains=text) if text else rows
    page = paged(rows, request)
    context = {
        "page": page,
        "q": text,
        "state": state,
        "states": [(code, _(label)) for code, label in CreditRecord.State.choices],
        "table": table(_("信用信息"), _headers(), [_line(row) for row in page]),
        "may_keep": may,
        "may_draw": request.viewer.may("accountability.draw"),
        "synthetic": any(row.synthetic for row in page),
        "count": page.paginator.count,
    }
    return page_of(request, "accountability/credit.html", context)


def _headers() -> tuple[str, ...]:
    return (
        *(_("主体"), _("文号"), _("事由"), _("失信程度"), _("决定日期"), _("最早可修复"), _("停止公示")),
        _("状态"),
    )


def _line(row: CreditRecord) -> list[Any]:
    state = _(row.get_state_display()) + (f" · {_('异议中')}" if row.disputed else "")
    link = reverse("services:case", args=[row.case]) if row.case else ""
    return [
        Cell(row.subject_name, reverse("accountability:credit-subject", args=[row.subject])),
        row.number,
        row.title,
        _(SEVERITY_LABELS[row.severity]),
        row.decided_on,
        row.repair_from,
        row.stop_on,
        Cell(state, link),
    ]


@requires("accountability.keep_credit")
def add(request: ViewerRequest) -> HttpResponse:
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = service.take_record(by=request.viewer, document=document_of(request), **form.cleaned_data)
            messages.success(request, _("已归集；最早可修复 %(day)s。") % {"day": row.repair_from})
            return redirect("accountability:credit-subject", row.subject)
        except NotAllowed:
            raise
        except ExpectedError as error:
            form.add_error(None, error.text(_(error.message)))
    return page_of(request, "accountability/credit_add.html", {"form": form}, status=422 if form.errors else 200)


@requires("accountability.view")
def subject(request: ViewerRequest, subject: str) -> HttpResponse:
    """A firm's grade with the records it comes of, the rate it sets and the measures its list allows."""
    found = service.standing_of(subject, today())
    may = request.viewer.may("accountability.keep_credit")
    shown = [row for row in found.records if may or row.state == CreditRecord.State.PUBLISHED]
    try:
        rate = percent(float(rates(document_of(request), today())[found.grade]), 0)
    except ExpectedError as error:
        rate = error.text(_(error.message))
    context = {
        "found": found,
        "rate": rate,
        "measures": [_(label) for label in MEASURES[found.grade]],
        "table": table(_("信用信息"), _headers(), [_line(row) for row in shown]),
        "count": len(shown),
        "inspections": results_of(subject),
        "synthetic": any(row.synthetic for row in shown),
        "categories": sorted({_(c.label) for row in shown if (c := category_of(row.category))}),
    }
    return page_of(request, "accountability/credit_subject.html", context)
