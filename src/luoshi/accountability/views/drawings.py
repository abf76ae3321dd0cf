"""Drawing by lot with its proof, and the joint visits that drawings of several agencies come to."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.registry.api import ViewerRequest, all_units, paged, requires, unit_words

from ..credit import drawing as drawing_acts
from ..credit import objections
from ..domain.credit import GRADES
from ..models import Drawing, JointInspection, LotObjection
from ..present import Cell, percent, table, unit_in
from .results import drawn_part
from .shared import document_of, first_error, page_of, told

SHOWN = 300


class DrawForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("抽查任务"), max_length=120)
    agency = forms.ChoiceField(label=gettext_lazy("抽查单位"))
    inspectors = forms.CharField(
        label=gettext_lazy("执法人员名录"),
        help_text=gettext_lazy("每行一人；需要回避的写成：姓名 | 企业代码，企业代码"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, unit_words(facts)) for code, facts in all_units().items()]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]

    def people(self) -> tuple[list[str], dict[str, list[str]]]:
        names, conflicts = [], {}
        for line in filter(None, map(str.strip, self.cleaned_data["inspectors"].splitlines())):
            name, _sep, codes = line.replace("｜", "|").partition("|")
            names.append(name.strip())
            if codes.strip():
                conflicts[name.strip()] = [c.strip() for c in codes.replace("，", ",").split(",") if c.strip()]
        return names, conflicts


@requires("accountability.view")
def drawings(request: ViewerRequest) -> HttpResponse:
    document = document_of(request)
    rows = Drawing.objects.filter(document=document).defer("population", "conflicts")
    page = paged(rows, request)
    units = all_units()
    may = request.viewer.may("accountability.draw")
    context = {
        "joint": _joint_table(document),
        "to_merge": [(row.number, f"{row.title} · {unit_in(units, row.agency)}") for row in page if row.agency]
        if may
        else [],
        "page": page,
        "table": table(
            _("随机抽查"),
            (_("编号"), _("抽查任务"), _("抽查单位"), _("抽取时间"), "#" + _("抽中")),
            [
                [
                    Cell(row.number, reverse("accountability:drawing", args=[row.number])),
                    row.title,
                    unit_in(units, row.agency),
                    f"{localtime(row.made_at):%Y-%m-%d %H:%M}",
                    len(row.drawn),
                ]
                for row in page
            ],
        ),
        "form": DrawForm() if may else None,
        "count": page.paginator.count,
    }
    return page_of(request, "accountability/drawings.html", context)


@requires("accountability.draw")
@require_POST
def draw(request: ViewerRequest) -> HttpResponse:
    form = DrawForm(request.POST)
    if form.is_valid():
        names, conflicts = form.people()
        try:
            row = drawing_acts.draw_lots(
                by=request.viewer,
                document=document_of(request),
                title=form.cleaned_data["title"],
                agency=form.cleaned_data["agency"],
                inspectors=names,
                conflicts=conflicts,
            )
            return redirect("accountability:drawing", row.number)
        except NotAllowed:
            raise
        except ExpectedError as error:
            form.add_error(None, error.text(_(error.message)))
    else:
        messages.error(request, first_error(form))
    return page_of(request, "accountability/drawings.html", {"form": form, "count": 1}, status=422)


@requires("accountability.view")
def drawing(request: ViewerRequest, number: str) -> HttpResponse:
    """The drawing made again from what is kept of it, and whether it is the same."""
    row = drawing_acts.drawing_of(number)
    there, drawn = Counter(row.population.values()), Counter(one["grade"] for one in row.drawn)
    context = {
        "row": row,
        "proof": drawing_acts.prove(row),
        "grades": table(
            _("按等级"),
            (_("等级"), "#" + _("企业数"), "#" + _("抽查比例"), "#" + _("抽中")),
            [[grade, there[grade], percent(float(Fraction(row.rates[grade])), 0), drawn[grade]] for grade in GRADES],
        ),
        **drawn_part(request, row),
        "objections": [
            {"row": one, "may_answer": objections.may_answer(one, request.viewer)} for one in row.objections.all()
        ],
        "kinds": [(code, _(label)) for code, label in LotObjection.Kind.choices],
        "may_object": request.viewer.may("accountability.keep_credit"),
    }
    return page_of(request, "accountability/drawing.html", context)


@requires("accountability.keep_credit")
@require_POST
def object_to(request: ViewerRequest, number: str) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("subject", "kind", "inspector", "reason")}
    return told(
        request,
        lambda: objections.object_to(by=request.viewer, number=number, **given),
        _("异议已登记，由抽取人和执法人员以外的人答复。"),
        reverse("accountability:drawing", args=[number]),
    )


@requires("accountability.draw")
@require_POST
def answer_objection(request: ViewerRequest, key: int) -> HttpResponse:
    outcome, text = request.POST.get("outcome", ""), request.POST.get("answer", "")
    back = LotObjection.objects.filter(pk=key).values_list("drawing__number", flat=True).first()
    return told(
        request,
        lambda: objections.answer(by=request.viewer, key=key, outcome=outcome, text=text),
        _("已答复。"),
        reverse("accountability:drawing", args=[back]) if back else reverse("accountability:drawings"),
    )


def _joint_table(document: str) -> Any:
    rows = list(JointInspection.objects.filter(document=document)[:20])
    lines = [
        [
            Cell(row.number, reverse("accountability:joint", args=[row.number])),
            row.title,
            row.apart,
            len(row.visits),
            row.saved,
        ]
        for row in rows
    ]
    headers = (_("编号"), _("联合抽查"), "#" + _("各查各的入户"), "#" + _("合并入户的企业"), "#" + _("少入户"))
    return table(_("联合抽查"), headers, lines) if lines else None


@requires("accountability.draw")
@require_POST
def merge(request: ViewerRequest) -> HttpResponse:
    title, chosen = request.POST.get("title", "").strip()[:120], request.POST.getlist("drawing")
    document = document_of(request)
    if not title:
        messages.error(request, _("请写明联合抽查的名称。"))
        return redirect("accountability:drawings")
    return told(
        request,
        lambda: drawing_acts.merge_visits(by=request.viewer, document=document, title=title, drawings=chosen),
        _("已合并；被多个单位抽中的企业只入户一次。"),
        reverse("accountability:drawings"),
    )


@requires("accountability.view")
def joint(request: ViewerRequest, number: str) -> HttpResponse:
    """The joint visits, each with the agencies that drew the firm, made again from the drawings."""
    row = JointInspection.objects.filter(number=number).first()
    if row is None:
        raise NotFound(what=number)
    units = all_units()
    context = {
        "row": row,
        "proof": drawing_acts.prove_joint(row),
        "drawings": [(one.number, one.title, unit_in(units, one.agency)) for one in row.drawings.all()],
        "visits": table(
            _("合并的入户"),
            (_("信用代码"), _("抽查单位和执法人员")),
            [
                [
                    Cell(visit["subject"], reverse("accountability:credit-subject", args=[visit["subject"]])),
                    _("；").join(
                        unit_in(units, lot["agency"]) + _("：") + _("、").join(lot["inspectors"])
                        for lot in visit["lots"]
                    ),
                ]
                for visit in row.visits[:SHOWN]
            ],
        ),
        "more": max(0, len(row.visits) - SHOWN),
    }
    return page_of(request, "accountability/joint.html", context)
