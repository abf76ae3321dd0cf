"""What was found at the firms that were drawn: the officer's form, and the page open to anyone."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.errors import ExpectedError, NotAllowed
from luoshi.kernel.today import today
from luoshi.policy.api import documents
from luoshi.registry.api import FIRM, ViewerRequest, all_units, known_rows, paged, public, requires, select_filter

from ..credit import objections
from ..credit.drawing import drawing_of
from ..credit.results import Outcome, line_of, may_enter, publication_days, publish_by, record_result
from ..models import Drawing, InspectionResult
from ..present import Cell, table, unit_in
from .shared import DATE, page_of

WAITING, LIFTED = "waiting", "lifted"


class ResultForm(forms.Form):
    inspected_on = forms.DateField(label=gettext_lazy("检查日期"), widget=DATE)
    outcome = forms.ChoiceField(label=gettext_lazy("抽查结果"))
    note = forms.CharField(
        label=gettext_lazy("检查情况"),
        help_text=gettext_lazy("发现问题的，写明什么问题、责令几日内改正或移交何处；不对外公示。"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["outcome"].choices = [("", _("请选择")), *outcomes()]
        if corrects:
            fields["reason"] = forms.CharField(label=_("更正的理由"), max_length=300)


def outcomes() -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in Outcome.choices]


@requires("accountability.inspect")
def enter(request: ViewerRequest, number: str, subject: str) -> HttpResponse:
    """One firm's result, entered or corrected."""
    row = drawing_of(number)
    line, former = line_of(row, subject), row.results.filter(subject=subject).first()
    if not may_enter(row, request.viewer):
        raise NotAllowed(permission=_("登记抽查结果"))
    start = {"inspected_on": today()} if former is None else None
    kept = start or {name: getattr(former, name) for name in ("inspected_on", "outcome", "note")}
    form = ResultForm(request.POST or None, initial=kept, corrects=former is not None)
    if request.method == "POST" and form.is_valid():
        try:
            record_result(by=request.viewer, number=number, subject=subject, **form.cleaned_data)
            messages.success(request, _("抽查结果已登记并公示。"))
            return redirect(f"{reverse('accountability:drawing', args=[number])}?state={WAITING}#drawn")
        except NotAllowed:
            raise
        except ExpectedError as error:
            form.add_error(None, error.text(_(error.message)))
    context = {
        "row": row,
        "line": line,
        "name": _names([subject]).get(subject, subject),
        "drawn_on": localdate(row.made_at),
        "former": former,
        "form": form,
        "days": publication_days(row.document, today()),
    }
    return page_of(request, "accountability/result.html", context, status=422 if form.errors else 200)


def _names(codes: list[str]) -> dict[str, str]:
    return {row["uscc"]: row["name"] for row in known_rows(FIRM.code, today(), uscc__in=codes)}


def drawn_part(request: ViewerRequest, row: Drawing) -> dict[str, Any]:
    """The firms of a drawing with who goes and what was found, narrowed to a state of the result."""
    found = {one.subject: one for one in row.results.all()}
    lifted = objections.lifted(row)

    def state(line: dict[str, Any]) -> str:
        subject = line["subject"]
        return found[subject].outcome if subject in found else LIFTED if subject in lifted else WAITING

    states = {line["subject"]: state(line) for line in row.drawn}
    counts, chosen = Counter(states.values()), request.GET.get("state", "")
    page = paged([line for line in row.drawn if chosen in ("", states[line["subject"]])], request)
    names, may = _names([line["subject"] for line in page]), may_enter(row, request.viewer)
    labels = {WAITING: _("待登记"), LIFTED: _("异议成立，不再检查"), **dict(outcomes())}
    days = publication_days(row.document, today())
    lines = [
        [
            Cell(
                names.get(line["subject"], line["subject"]),
                reverse("accountability:credit-subject", args=[line["subject"]]),
            ),
            line["subject"],
            line["grade"],
            _inspectors(line),
            _outcome(row, line["subject"], states[line["subject"]], labels[states[line["subject"]]], may),
            _published(found.get(line["subject"]), days),
        ]
        for line in page
    ]
    headers = (_("企业"), _("信用代码"), _("等级"), _("执法人员"), _("抽查结果"), _("公示"))
    return {
        "drawn": table(_("抽中的企业和执法人员"), headers, lines),
        "page": page,
        "query": urlencode({"state": chosen}) if chosen else "",
        "filters": [select_filter("state", _("抽查结果"), labels.items(), chosen, counts)],
        "waiting": counts[WAITING],
    }


def _inspectors(line: dict[str, Any]) -> str | Cell:
    pair = line["inspectors"]
    return _("、").join(pair) if len(pair) == 2 else Cell(_("可派的不足两人"), light="red")


def _outcome(row: Drawing, subject: str, state: str, label: str, may: bool) -> Cell:
    if not may or state == LIFTED:
        return Cell(label)
    words = _("登记结果") if state == WAITING else label
    return Cell(words, reverse("accountability:lot-result", args=[row.number, subject]))


def _published(found: InspectionResult | None, days: int | None) -> str | Cell:
    """The day it was made public, red where that was after the last day for it."""
    if found is None:
        return ""
    due = publish_by(found, days)
    late = due is not None and found.recorded_on > due
    text = f"{found.recorded_on:%Y-%m-%d}"
    return Cell(_("%(day)s，逾期") % {"day": text}, light="red") if late else text


@public
def published(request: ViewerRequest) -> HttpResponse:
    """Every result of the open documents' drawings, newest first: the firm, the agency, the day and the kind of result."""
    open_ = [one.code for one in documents(public_only=True)]
    everything = InspectionResult.objects.filter(drawing__document__in=open_)
    counts = dict(everything.order_by().values_list("outcome").annotate(Count("pk")))
    chosen, text = request.GET.get("outcome", ""), request.GET.get("q", "").strip()[:60]
    rows = everything.select_related("drawing").defer("drawing__population", "drawing__drawn", "drawing__conflicts")
    rows = rows.filter(outcome=chosen) if chosen in Outcome.values else rows
    rows = rows.filter(Q(subject_name__icontains=text) | Q(subject=text.upper())) if text else rows
    page, units = paged(rows, request), all_units()
    days = {code: publication_days(code, today()) for code in {one.drawing.document for one in page}}
    headers = (_("企业"), _("信用代码"), _("抽查任务"), _("抽查单位"), _("检查日期"), _("抽查结果"), _("公示"))
    lines = [
        [
            one.subject_name,
            one.subject,
            one.drawing.title,
            unit_in(units, one.drawing.agency),
            one.inspected_on,
            _(one.get_outcome_display()) + (_("（已更正）") if one.corrected_on else ""),
            _published(one, days[one.drawing.document]),
        ]
        for one in page
    ]
    context = {
        "page": page,
        "count": page.paginator.count,
        "table": table(_("抽查结果"), headers, lines),
        "filters": [
            {"name": "q", "label": _("企业名称或统一社会信用代码"), "kind": "search", "value": text},
            select_filter("outcome", _("抽查结果"), outcomes(), chosen, counts),
        ],
        "reset_url": reverse("accountability:inspections-public") if chosen or text else "",
        "query": urlencode({name: value for name, value in (("outcome", chosen), ("q", text)) if value}),
        "synthetic": any(one.synthetic for one in page),
        "days": next((one for one in days.values() if one is not None), None),
    }
    return render(request, "accountability/inspections_public.html", context)


def results_of(subject: str) -> Any:
    """The table of what was found at a firm whenever it was drawn; None where it never was inspected."""
    rows = InspectionResult.objects.filter(subject=subject).select_related("drawing")
    units = all_units()
    lines = [
        [
            Cell(one.drawing.title, reverse("accountability:drawing", args=[one.drawing.number])),
            unit_in(units, one.drawing.agency),
            one.inspected_on,
            _(one.get_outcome_display()),
            one.note,
        ]
        for one in rows.defer("drawing__population", "drawing__drawn", "drawing__conflicts")
    ]
    headers = (_("抽查任务"), _("抽查单位"), _("检查日期"), _("抽查结果"), _("检查情况"))
    return table(_("抽查结果"), headers, lines) if lines else None
