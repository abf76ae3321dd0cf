"""Other beginnings of tasks: instructions and minutes; reform experiences and events, with their own pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.policy.api import document_facts, measures
from luoshi.registry.api import ViewerRequest, requires

from ..domain.kinds import REFORM_STAGES, REFORM_STEPS, Judgement, Kind
from ..domain.task_table import day_of, units_of
from ..forms import AskingForm, Day, unit_choices
from ..models import SourcePaper, Task
from ..service import kinds as kind_acts
from ..service import sources as acts
from ..service import tables
from ..service.sources import Wanted


def _clauses(document: str) -> list[tuple[str, str]]:
    return [(c.code, f"{c.code} {c.text[:40]}") for m in measures(document) for c in m.clauses]


class WantedForm(AskingForm):
    """A task to be made."""

    what = forms.CharField(label=gettext_lazy("任务"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    clause = forms.ChoiceField(label=gettext_lazy("条款"))
    unit = forms.ChoiceField(label=gettext_lazy("牵头单位"))
    due = forms.DateField(label=gettext_lazy("完成期限"), widget=Day())

    def __init__(self, *args: Any, document: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = _clauses(document)  # type: ignore[attr-defined]
        self.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given["what"].strip(), given["unit"], given["due"], given["clause"], override=given["override"])


class ReformForm(WantedForm):
    problem = forms.CharField(
        label=gettext_lazy("解决的问题"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    practice = forms.CharField(
        label=gettext_lazy("主要做法"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class EventForm(WantedForm):
    event_day = forms.DateField(label=gettext_lazy("活动日期"), widget=Day())
    place = forms.CharField(label=gettext_lazy("地点"), max_length=100, required=False)


class AgreedForm(AskingForm):
    """What was agreed, a task a line."""

    tasks = forms.CharField(
        label=gettext_lazy("议定事项"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("每行一项，用竖线分开：条款 | 任务 | 责任单位 | 完成期限"),
    )

    def clean(self) -> dict[str, Any]:
        override = self.cleaned_data.pop("override", "")
        if "tasks" in self.cleaned_data:
            self.cleaned_data["tasks"] = [replace(task, override=override) for task in self.cleaned_data["tasks"]]
        return self.cleaned_data

    def clean_tasks(self) -> list[Wanted]:
        """A task a line; every line at fault is named."""
        names, made, wrong = tables.names_of(today()), [], []
        for number, line in enumerate(self.cleaned_data["tasks"].splitlines(), start=1):
            if not line.strip():
                continue
            parts = [part.strip() for part in line.replace("｜", "|").split("|")]
            if len(parts) != 4:
                wrong.append(_("第 %(line)s 行应有四段，用竖线分开") % {"line": number})
                continue
            units, faults = units_of(parts[2], names)
            due = day_of(parts[3])
            if faults or not units or due is None:
                why = "；".join(faults) or (_("没有责任单位") if not units else _("完成期限不是日期"))
                wrong.append(_("第 %(line)s 行：%(why)s") % {"line": number, "why": why})
                continue
            made.append(Wanted(parts[1], units[0], due, parts[0], supports=units[1:]))
        if wrong:
            raise forms.ValidationError(wrong)
        return made


class PaperForm(AgreedForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("种类"),
        choices=[(k, gettext_lazy(v)) for k, v in SourcePaper.Kind.choices if k != SourcePaper.Kind.TALK],
    )
    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    number = forms.CharField(label=gettext_lazy("文号"), max_length=60, required=False)
    who = forms.CharField(label=gettext_lazy("批示人或会议"), max_length=100)
    on = forms.DateField(label=gettext_lazy("日期"), widget=Day())
    words = forms.CharField(label=gettext_lazy("内容"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))
    stuck = forms.CharField(label=gettext_lazy("协调的任务编号"), max_length=40, required=False)
    field_order = ("kind", "title", "number", "who", "on", "words", "stuck", "tasks", "override")


@requires("delivery.issue")
def papers_of_source(request: ViewerRequest, document: str) -> HttpResponse:
    """Instructions and minutes with what came of them; putting down a new one."""
    stuck = Task.objects.filter(document=document, code=request.GET.get("stuck", "").replace("\0", "")).first()
    initial: dict[str, Any] = {"on": today()}
    if stuck is not None:
        initial |= {
            "kind": "meeting",
            "stuck": stuck.code,
            "title": _("关于“%(title)s”的协调会") % {"title": stuck.title[:60]},
            "tasks": f"{stuck.clause} |  | {stuck.lead.short_name} | {stuck.due_date}",
        }
    form = PaperForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            acts.register(by=request.viewer, document=document, **form.cleaned_data)
        except ExpectedError as error:
            form.refused(error)
        else:
            messages.success(request, _("已登记，议定事项已交办。"))
            return redirect("delivery:source-papers", document)
    context = {
        "document": document_facts(document),
        "papers": SourcePaper.objects.filter(document=document).prefetch_related("tasks__lead")[:100],
        "form": form,
    }
    return render(request, "delivery/source_papers.html", context, status=422 if form.errors else 200)


@requires("delivery.view")
def reforms(request: ViewerRequest, document: str) -> HttpResponse:
    """The register of reform experience, by stage; proposing one."""
    may = request.viewer.may("delivery.issue")
    form = ReformForm(request.POST or None, document=document) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data
        try:
            kind_acts.propose_reform(
                by=request.viewer,
                document=document,
                wanted=form.wanted,
                problem=given["problem"],
                practice=given["practice"],
            )
        except ExpectedError as error:
            form.refused(error)
        else:
            messages.success(request, _("已列入改革经验台账并交办。"))
            return redirect("delivery:reforms", document)
    rows = Task.objects.filter(document=document, kind=Kind.REFORM).select_related("lead").order_by("-pk")[:200]
    context = {
        "document": document_facts(document),
        "rows": [
            {
                "task": task,
                "stage": _(REFORM_STAGES[task.details["stage"]]),
                "steps": [(to, _(REFORM_STAGES[to])) for to in REFORM_STEPS[task.details["stage"]]],
                "history": [{**step, "label": _(REFORM_STAGES[step["stage"]])} for step in task.details["history"]],
            }
            for task in rows
        ],
        "form": form,
        "may_judge": request.viewer.may("delivery.review"),
    }
    return render(request, "delivery/reforms.html", context, status=422 if form is not None and form.errors else 200)


@requires("delivery.review")
@require_POST
def move_reform(request: ViewerRequest, document: str, code: str) -> HttpResponse:
    """On to the next stage; what is missing is said on the register."""
    points = [request.POST.get(name, "") for name in ("novelty", "effect", "copyable")]
    judged = all(point in {"0", "1", "2", "3", "4", "5"} for point in points)
    try:
        kind_acts.move_reform(
            by=request.viewer,
            document=document,
            code=code,
            to=request.POST.get("to", ""),
            words=request.POST.get("words", "").replace("\0", ""),
            judgement=Judgement(*(int(point) for point in points)) if judged else None,
            places=[
                p.strip()[:60] for p in request.POST.get("places", "").replace("，", "、").split("、") if p.strip()
            ],
        )
    except ExpectedError as error:
        if error.code in {"luoshi.not_allowed", "luoshi.not_found"}:
            raise
        messages.error(request, error.text(_(error.message)))
    else:
        messages.success(request, _("已办理。"))
    return redirect("delivery:reforms", document)


@requires("delivery.view")
def events(request: ViewerRequest, document: str) -> HttpResponse:
    """Events to come with their countdown; planning one."""
    may = request.viewer.may("delivery.issue")
    form = EventForm(request.POST or None, document=document) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data
        try:
            code = kind_acts.plan_event(
                by=request.viewer,
                document=document,
                wanted=form.wanted,
                event_day=given["event_day"],
                place=given["place"],
            )
        except ExpectedError as error:
            form.refused(error)
        else:
            messages.success(request, _("已立项，可在任务页面分解筹备事项。"))
            return redirect("delivery:task", document, code)
    rows = (
        Task.objects.filter(document=document, kind=Kind.EVENT).select_related("lead").prefetch_related("parts__lead")
    )
    found = [
        {
            "task": task,
            "day": date.fromisoformat(task.details["event_day"]),
            "count": kind_acts.readiness(task, today()),
        }
        for task in rows[:100]
    ]
    found.sort(key=lambda row: (row["count"].days < 0, abs(row["count"].days)))  # type: ignore[attr-defined]
    context = {"document": document_facts(document), "rows": found, "form": form}
    return render(request, "delivery/events.html", context, status=422 if form is not None and form.errors else 200)
