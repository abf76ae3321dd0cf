"""Scores of units: the periods, one period's table, one unit's score down to each point, and the acts on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, requires

from ..domain.plan import quarter_before
from ..models import Rubric, ScoreSheet, UnitScore
from ..rubric_content import rubric_of
from ..scoring import reasons
from ..service import scores as acts

MOVES = {
    "sheet_blue": gettext_lazy("蓝色提醒单"),
    "sheet_orange": gettext_lazy("橙色警示单"),
    "sheet_red": gettext_lazy("红色警告单"),
    "red": gettext_lazy("任务转为滞后"),
    "twice_yellow": gettext_lazy("同一任务再次预警"),
    "talk": gettext_lazy("约谈"),
    "false": gettext_lazy("报告查实不实"),
    "early": gettext_lazy("提前办结"),
    "appeal": gettext_lazy("申诉采纳"),
}
_LIST = 100


class PeriodForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("期次"), max_length=60, help_text=gettext_lazy("例如 2021年第四季度"))
    start = forms.DateField(label=gettext_lazy("起"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    end = forms.DateField(label=gettext_lazy("止"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


@requires("delivery.view")
def scores(request: ViewerRequest, document: str) -> HttpResponse:
    """Every scored period of a document, and the form for the next."""
    found = ScoreSheet.objects.filter(document=document)
    may_score = request.viewer.may("delivery.score")
    if not may_score:
        found = found.exclude(state=ScoreSheet.State.DRAFT)
    start, end = quarter_before(today())
    label = _("%(year)s年第%(quarter)s季度") % {"year": end.year, "quarter": (end.month + 2) // 3}
    form = PeriodForm(request.POST or None, initial={"label": label, "start": start, "end": end})
    if request.method == "POST":
        if not may_score:
            raise NotAllowed(permission=_("考评"))
        if form.is_valid():
            try:
                key = acts.compute(by=request.viewer, document=document, **form.cleaned_data)
                messages.success(request, _("已计算。核对无误后公示，单位可以申诉。"))
                return redirect("delivery:score-sheet", document, key)
            except (NotAllowed, NotFound):
                raise
            except ExpectedError as error:
                form.add_error(None, error.text(_(error.message)))
    context = {
        "document": document_facts(document),
        "sheets": found,
        "rubric": Rubric.objects.filter(document=document).first(),
        "form": form if may_score else None,
    }
    return render(request, "delivery/scores.html", context, status=422 if form.errors else 200)


def _seen(request: ViewerRequest, document: str, key: int) -> ScoreSheet:
    sheet = acts.sheet_of(document, key)
    if sheet.state == ScoreSheet.State.DRAFT and not request.viewer.may("delivery.score"):
        raise NotFound(what=str(key))
    return sheet


@requires("delivery.view")
def score_sheet(request: ViewerRequest, document: str, key: int) -> HttpResponse:
    sheet = _seen(request, document, key)
    parts = sheet.terms["parts"]
    rows = [_row(score, parts) for score in sheet.scores.select_related("unit")]
    context = {
        "document": document_facts(document),
        "sheet": sheet,
        "parts": parts,
        "rows": rows,
        "bands": len({row["score"].band for row in rows if row["score"].band}),
        "may_score": request.viewer.may("delivery.score"),
        "open": sheet.state != ScoreSheet.State.FROZEN,
        "today": today(),
    }
    return render(request, "delivery/score_sheet.html", context)


def _row(score: UnitScore, parts: list[dict[str, Any]]) -> dict[str, Any]:
    own = {part["code"]: part for part in score.parts}
    taken = -sum(move["points"] for move in score.moves if move["points"] < 0)
    given = sum(move["points"] for move in score.moves if move["points"] > 0)
    return {
        "score": score,
        "parts": [(part, own.get(part["code"], {}).get("points")) for part in parts],
        "taken": taken,
        "given": given,
        "unknown": score.known < 0.999,
    }


@requires("delivery.view")
def unit_score(request: ViewerRequest, document: str, key: int, unit: str) -> HttpResponse:
    return _unit_page(request, _seen(request, document, key), unit)


def _unit_page(request: ViewerRequest, sheet: ScoreSheet, unit: str, status: int = 200, **more: Any) -> HttpResponse:
    score = sheet.scores.select_related("unit").filter(unit__code=unit).first()
    if score is None:
        raise NotFound(what=unit)
    terms = {part["code"]: part for part in sheet.terms["parts"]}
    found = reasons(sheet, rubric_of(sheet.terms), unit)
    viewer = request.viewer
    context = {
        "document": document_facts(sheet.document),
        "sheet": sheet,
        "score": score,
        "parts": [
            {
                **part,
                "term": terms[part["code"]],
                "percent": None if part["rate"] is None else f"{100 * part['rate']:.1f}%",
            }
            for part in score.parts
            if part["code"] in terms
        ],
        "entered": {row.part: row for row in sheet.entered.filter(unit=score.unit)},
        "moves": [_move(move) for move in score.moves],
        "duties": found.duties[:_LIST],
        "behind": found.behind[:_LIST],
        "returned": found.returned[:_LIST],
        "appeals": score.appeals.all(),
        "open": sheet.state != ScoreSheet.State.FROZEN,
        "may_score": viewer.may("delivery.score"),
        "may_appeal": sheet.state == ScoreSheet.State.SHOWN and viewer.may("delivery.report", unit),
        **more,
    }
    return render(request, "delivery/unit_score.html", context, status=status)


def _move(move: dict[str, Any]) -> dict[str, Any]:
    task, _hash, number = move["ref"].partition("#")
    return {**move, "label": MOVES.get(move["kind"], move["kind"]), "task": task, "number": number}


@requires("delivery.score")
@require_POST
def score_act(request: ViewerRequest, document: str, key: int, act: str) -> HttpResponse:
    """Recompute, show, freeze, enter a rate or answer an appeal."""
    given = request.POST
    at: dict[str, Any] = {"by": request.viewer, "document": document, "key": key}
    unit = given.get("unit", "")
    if act not in {"recompute", "show", "freeze", "rate", "answer"}:
        raise Http404(act)

    def take() -> None:
        if act == "recompute":
            sheet = acts.sheet_of(document, key)
            acts.compute(by=request.viewer, document=document, label=sheet.label, start=sheet.start, end=sheet.end)
        elif act == "show":
            acts.show(**at, until=_date(given.get("until", "")))
        elif act == "freeze":
            acts.freeze(**at)
        elif act == "rate":
            percent = _number(given.get("percent", ""))
            acts.enter_rate(
                **at, unit=unit, part=given.get("part", ""), percent=percent, source=given.get("source", "")
            )
        else:
            acts.answer_appeal(
                **at,
                appeal_id=int(_number(given.get("appeal", ""))),
                granted=given.get("granted") == "yes",
                points=_number(given.get("points", "") or "0"),
                text=given.get("text", "")[:5000],
            )

    return _done(request, document, key, unit, take)


@requires("delivery.report")
@require_POST
def score_appeal(request: ViewerRequest, document: str, key: int) -> HttpResponse:
    unit, reason = request.POST.get("unit", ""), request.POST.get("reason", "")[:5000]
    take = partial(acts.appeal, by=request.viewer, document=document, key=key, unit=unit, reason=reason)
    return _done(request, document, key, unit, take)


def _done(request: ViewerRequest, document: str, key: int, unit: str, take: Callable[[], None]) -> HttpResponse:
    """Take the act and go back to where it was taken; what is refused is said there, with what was typed."""
    try:
        take()
    except (NotAllowed, NotFound):
        raise
    except ExpectedError as error:
        words = error.text(_(error.message))
        if unit:
            return _unit_page(
                request, _seen(request, document, key), unit, 422, refused=words, given=request.POST.dict()
            )
        messages.error(request, words)
        return redirect("delivery:score-sheet", document, key)
    messages.success(request, _("已办理。"))
    return (
        redirect("delivery:unit-score", document, key, unit)
        if unit
        else redirect("delivery:score-sheet", document, key)
    )


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise acts.RateWrong() from None
    if number != number or abs(number) > 1e9:
        raise acts.RateWrong()
    return number


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise acts.PeriodWrong() from None


@requires("delivery.score")
@require_POST
def weigh(request: ViewerRequest, document: str, code: str) -> HttpResponse:
    try:
        acts.weigh(by=request.viewer, document=document, code=code, weight=_number(request.POST.get("weight", "")))
    except (acts.RateWrong, acts.WeightWrong):
        messages.error(request, _("难度权重应在 0.5 到 3 之间。请更正。"))
    else:
        messages.success(request, _("已保存难度权重，下次计算考评时生效。"))
    return redirect("delivery:task", document, code)
