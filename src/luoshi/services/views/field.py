"""The phone: an event reported with its place and a photo, kept on the phone while there is no network."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.registry.api import ViewerRequest, requires

from .. import field, papers
from ..domain import forms
from ..models import Attachment, Case, ProcessVersion
from .cases import start_form

MECHANISM = "services.grid-events"


def process_of_events() -> ProcessVersion | None:
    return ProcessVersion.objects.filter(mechanism=MECHANISM, is_current=True).first()


@requires("services.report")
def report(request: ViewerRequest) -> HttpResponse:
    version = process_of_events()
    kinds: tuple[forms.Option, ...] = ()
    if version is not None:
        found = {f.name: f for f in forms.fields(start_form(version))} if start_form(version) else {}
        kinds = found["kind"].options if "kind" in found else ()
    mine = Case.objects.filter(version__mechanism=MECHANISM, applicant__name=request.viewer.username)
    context = {"process": version, "kinds": kinds, "mine": mine.order_by("-started_at")[:10]}
    return render(request, "services/report.html", context)


@requires("services.report")
@require_POST
def send(request: ViewerRequest) -> JsonResponse:
    """One report, as the page or its queue sends it; sent again it is the same report."""
    version = process_of_events()
    report_id = request.POST.get("report_id", "").strip()[:64]
    kind, text = request.POST.get("kind", "").strip()[:60], request.POST.get("text", "").strip()
    if version is None or not report_id or not kind or not text:
        return JsonResponse({"code": "services.report_incomplete", "message": _("请选择类别并写明情况。")}, status=422)
    if len(text) > forms.LONGEST:  # a quarter of an hour of dictation
        words = _("情况说明有 %(length)s 字，超过 %(most)s 字，没有收下。请分两次上报。")
        message = words % {"length": len(text), "most": forms.LONGEST}
        return JsonResponse({"code": "services.report_too_long", "message": message}, status=422)
    place = place_given(request.POST.get("lon"), request.POST.get("lat"))
    try:
        made = field.report(
            by=request.viewer, process=version.code, kind=kind, text=text, place=place, report_id=report_id
        )
        photo: Any = request.FILES.get("photo")
        if photo is not None and not Attachment.objects.filter(case=made, name=f"{report_id}").exists():
            papers.attach(made, _("照片"), photo, name=report_id)
    except ExpectedError as error:
        return JsonResponse({"code": error.code, "message": error.text(_(error.message))}, status=409)
    merged = made.external_id != report_id
    return JsonResponse({"number": made.number, "merged": merged, "url": reverse("services:case", args=[made.number])})


def place_given(lon: str | None, lat: str | None) -> tuple[float, float] | None:
    try:
        x, y = float(lon or ""), float(lat or "")
    except ValueError:
        return None
    return (x, y) if -180 <= x <= 180 and -90 <= y <= 90 else None
