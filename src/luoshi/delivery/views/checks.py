"""Checks on site: drawing them, the list, and the form for the phone."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.errors import ExpectedError
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, requires

from ..domain.sampling import RISKS, signs_of
from ..errors import CheckDone
from ..models import CheckSample, OnSiteCheck
from ..panels import reason_of
from ..service import checks as acts


class CheckForm(forms.Form):
    finding = forms.ChoiceField(
        label=gettext_lazy("结论"),
        choices=[
            ("true", gettext_lazy("情况属实")),
            ("partly", gettext_lazy("部分不实")),
            ("false", gettext_lazy("虚报")),
        ],
    )
    percent = forms.FloatField(label=gettext_lazy("现场进度（%）"), required=False, min_value=0, max_value=100)
    note = forms.CharField(label=gettext_lazy("现场情况"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)


@requires("delivery.review")
def checks(request: ViewerRequest, document: str) -> HttpResponse:
    """Samples drawn with their checks; drawing a new one."""
    if request.method == "POST":
        try:
            acts.draw_checks(by=request.viewer, document=document, seed=request.POST.get("seed", "").replace("\0", ""))
        except ExpectedError as error:
            if error.code == "luoshi.not_allowed":
                raise
            messages.error(request, error.text(_(error.message)))
        return redirect("delivery:checks", document)
    samples = list(CheckSample.objects.filter(document=document)[:20])
    rows = OnSiteCheck.objects.filter(sample__in=samples).select_related("task__lead", "sample")
    by_sample: dict[int, list[OnSiteCheck]] = {}
    for row in rows:
        by_sample.setdefault(row.sample_id, []).append(row)
    context = {
        "document": document_facts(document),
        "samples": [(sample, by_sample.get(sample.pk, []), len(sample.frame)) for sample in samples],
        "risks": [(_(label), weight) for weight, label in RISKS.values()],
    }
    return render(request, "delivery/checks.html", context)


@requires("delivery.review")
def check(request: ViewerRequest, document: str, key: int) -> HttpResponse:
    """One check, to be filled in at the place itself; where there is no network the phone keeps it and sends it later."""
    found = acts.check_of(document, key)
    form = CheckForm(request.POST or None)
    if request.POST.get("report_id"):
        return _sent(request, document, key, form)
    if request.method == "POST" and form.is_valid():
        photos = request.FILES.getlist("photos")
        try:
            acts.record_check(by=request.viewer, document=document, key=key, photos=photos, **form.cleaned_data)
        except ExpectedError as error:
            if error.code == "luoshi.not_allowed":
                raise
            form.add_error(None, error.text(_(error.message)))
        else:
            messages.success(request, _("核查结论已登记。"))
            return redirect("delivery:checks", document)
    context = {
        "document": document_facts(document),
        "check": found,
        "task": found.task,
        "reason": reason_of(found.task),
        "signs": [_(RISKS[sign][1]) for sign in signs_of(acts.facts_of([found.task])[found.task.code])],
        "report": found.task.reports.exclude(state="returned").first(),
        "form": form,
    }
    return render(request, "delivery/check.html", context, status=422 if form.errors else 200)


def _sent(request: ViewerRequest, document: str, key: int, form: CheckForm) -> JsonResponse:
    """Answer the phone. What it sends a second time, since it never heard that the first had arrived, is taken as said once."""
    goes = {"url": reverse("delivery:checks", args=[document])}
    if not form.is_valid():
        return JsonResponse(
            {"message": "；".join(str(words) for many in form.errors.values() for words in many)}, status=422
        )
    try:
        photos = request.FILES.getlist("photos")
        acts.record_check(by=request.viewer, document=document, key=key, photos=photos, **form.cleaned_data)
    except CheckDone as error:
        done = acts.check_of(document, key)
        same = (done.checked_by, done.finding, done.note) == (
            request.viewer.username,
            form.cleaned_data["finding"],
            form.cleaned_data["note"].strip(),
        )
        return JsonResponse(goes) if same else JsonResponse({"message": error.text(_(error.message))}, status=422)
    except ExpectedError as error:
        if error.code == "luoshi.not_allowed":
            raise
        return JsonResponse({"message": error.text(_(error.message))}, status=422)
    messages.success(request, _("核查结论已登记。"))
    return JsonResponse(goes)
