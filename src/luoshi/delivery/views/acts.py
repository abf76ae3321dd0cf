"""The acts on a task: each with its form, and what is told when it is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.registry.api import ViewerRequest, requires, unit_words

from ..domain.cycle import Cycle
from ..forms import AskingForm, DetailForm, HandDownForm, ReportForm
from ..service import drafts, levels, pausing, withdrawing
from ..service import tasks as acts
from .task_parts import FORMS
from .tasks import task_page


@requires("delivery.report")
@require_POST
def report(request: ViewerRequest, document: str, code: str) -> HttpResponse:
    """Submit a report; anything wrong brings the same page back with all that was typed."""
    form = ReportForm(request.POST)
    task = acts.get(document, code)
    if form.is_valid():
        given = dict(form.cleaned_data)
        opened = given.pop("opened")
        required = {name: request.FILES.getlist(f"required-{n}") for n, name in enumerate(task.evidence_required)}
        try:
            acts.report(
                by=request.viewer,
                document=document,
                code=code,
                files=request.FILES.getlist("files"),
                required=required,
                seconds=int(time.time()) - opened if opened else None,
                **given,
            )
        except ExpectedError as error:
            form.add_error(None, error.text(_(error.message)))
        else:
            messages.success(request, _("已报送，等待审核。"))
            return redirect("delivery:task", document, code)
    return task_page(request, acts.get(document, code), 422, report_form=form)


@requires("delivery.report")
@require_POST
def save_draft(request: ViewerRequest, document: str, code: str) -> JsonResponse:
    """Keep what has been typed so far, as the form sends it now and then."""
    saved = drafts.save(by=request.viewer, document=document, code=code, given=request.POST.dict())
    return JsonResponse({"saved_at": saved.isoformat()})


def _accept(at: dict[str, Any], given: dict[str, Any]) -> str:
    acts.accept(**at)
    return _("已签收。请按计划推进，并在报送日前报告进展。")


def _close(at: dict[str, Any], given: dict[str, Any]) -> str:
    acts.close(**at)
    return _("已归档。")


def _object(at: dict[str, Any], given: dict[str, Any]) -> str:
    acts.object_to(**at, **given)
    return _("异议已提交，等待督查室答复。")


def _review(at: dict[str, Any], given: dict[str, Any]) -> str:
    acts.review(**at, **given)
    return _("审核通过。") if given["accepted"] else _("已退回，对方会看到您的意见。")


def _ask_extension(at: dict[str, Any], given: dict[str, Any]) -> str:
    acts.ask_extension(**at, **given)
    return _("延期申请已提交。")


def _answer_extension(at: dict[str, Any], given: dict[str, Any]) -> str:
    acts.answer_extension(**at, granted=given["granted"], answer=given["answer"])
    return _("已答复。")


def _answer_objection(at: dict[str, Any], given: dict[str, Any]) -> str:
    acts.answer_objection(**at, **given)
    return _("已答复。")


def _ask_suspension(at: dict[str, Any], given: dict[str, Any]) -> str:
    pausing.ask_suspension(**at, **given)
    return _("中止申请已提交。")


def _answer_suspension(at: dict[str, Any], given: dict[str, Any]) -> str:
    pausing.answer_suspension(**at, granted=given["granted"], answer=given["answer"])
    return _("已答复。")


def _resume(at: dict[str, Any], given: dict[str, Any]) -> str:
    return _("已恢复办理，完成期限顺延至 %(day)s。") % {"day": pausing.resume(**at)}


def _reopen(at: dict[str, Any], given: dict[str, Any]) -> str:
    acts.reopen(**at, **given)
    return _("已重新办理，责任单位会看到理由。")


def _withdraw(at: dict[str, Any], given: dict[str, Any]) -> str:
    withdrawing.withdraw(**at, **given)
    return _("任务已撤销，责任单位会看到理由。")


def _call(at: dict[str, Any], given: dict[str, Any]) -> str:
    levels.call_report(**at, **given)
    return _("已通知报送。")


def _hand_down(at: dict[str, Any], given: dict[str, Any]) -> str:
    made = levels.hand_down(**at, **given)
    return _("已分解为 %(count)s 项下级任务。") % {"count": len(made)}


def _detail(at: dict[str, Any], given: dict[str, Any]) -> str:
    levels.set_cycle(**at, cycle=Cycle(given.pop("cycle")), override=given.pop("override"))
    levels.detail(**at, **given)
    return _("已保存。")


_DO: dict[str, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    "accept": _accept,
    "close": _close,
    "resume": _resume,
    "object": _object,
    "review": _review,
    "ask-extension": _ask_extension,
    "answer-extension": _answer_extension,
    "answer-objection": _answer_objection,
    "ask-suspension": _ask_suspension,
    "answer-suspension": _answer_suspension,
    "reopen": _reopen,
    "withdraw": _withdraw,
    "call": _call,
    "hand-down": _hand_down,
    "detail": _detail,
}


def _form(act: str, request: ViewerRequest, document: str, code: str) -> tuple[Any, str]:
    if act == "hand-down":
        below = levels.below(acts.get(document, code))
        choices = [(unit, unit_words(facts)) for unit, facts in below.items()]
        return HandDownForm(request.POST, auto_id="hand-down-%s", choices=choices), "hand_down_form"
    if act == "detail":
        return DetailForm(request.POST, auto_id="detail-%s"), "detail_form"
    form_type, name = FORMS.get(act, (None, ""))
    return (form_type(request.POST, auto_id=f"{name}-%s") if form_type else None), name


@requires("delivery.view")
@require_POST
def act(request: ViewerRequest, document: str, code: str, act: str) -> HttpResponse:
    """Any other step of the task's life; the service checks who may take it."""
    if act not in _DO:
        raise Http404(act)
    form, name = _form(act, request, document, code)
    if form is None or form.is_valid():
        at = {"by": request.viewer, "document": document, "code": code}
        try:
            told = _DO[act](at, dict(form.cleaned_data) if form else {})
        except ExpectedError as error:
            if form is None or error.code == "luoshi.not_allowed":
                raise
            if isinstance(form, AskingForm):
                form.refused(error)
            else:
                form.add_error(None, error.text(_(error.message)))
        else:
            messages.success(request, told)
            return redirect("delivery:task", document, code)
    return task_page(request, acts.get(document, code), 422, **{name: form})
