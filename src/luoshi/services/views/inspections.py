"""Inspections: the month's ranking, the phone's form, one inspection with its photos, publication; the public's view."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError, NotAllowed, NotFound
from luoshi.kernel.numerals import whole
from luoshi.kernel.today import today
from luoshi.policy.api import public_facts
from luoshi.registry.api import RoleViewer, ViewerRequest, paged, place_names, public, requires

from .. import papers
from ..domain.inspections import Finding
from ..errors import InspectionRefused
from ..inspections import objections, ranking, service
from ..models import Inspection, InspectionMonth, InspectionSheet, InspectionSubject
from .field import place_given

PHOTOS = 9
"""How many one inspection takes."""


def _sheets() -> list[InspectionSheet]:
    return list(InspectionSheet.objects.filter(is_current=True).select_related("unit"))


def _month(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return otherwise.replace(day=1)


@requires("services.view")
def board(request: ViewerRequest) -> HttpResponse:
    """A sheet's month: who stands where, with how sure that is; what waits to be checked again; the inspections."""
    sheets = _sheets()
    sheet = next((one for one in sheets if one.code == request.GET.get("sheet")), sheets[0] if sheets else None)
    if sheet is None:
        return render(request, "services/inspections.html", {"sheets": []})
    first = _month(request.GET.get("month", ""), today())
    month = ranking.month_of(sheet, first)
    rows = Inspection.objects.filter(
        sheet__code=sheet.code, inspected_on__gte=first, inspected_on__lt=ranking.after(first)
    ).select_related("subject", "again")
    who = request.GET.get("subject", "")
    if who:
        rows = rows.filter(subject__code=who)
    viewer = request.viewer
    context = {
        **shown(month),
        "sheets": sheets,
        "sheet": sheet,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": ranking.after(first) if ranking.after(first) <= today() else None,
        "page": paged(rows, request, 20),
        "who": who,
        "query": f"sheet={sheet.code}&month={first:%Y-%m}" + (f"&subject={who}" if who else ""),
        "waiting": Inspection.objects.filter(
            sheet__code=sheet.code, put_right=None, due_date__isnull=False, void_reason=""
        )
        .select_related("subject")
        .order_by("due_date")[:8],
        "today": today(),
        "may_inspect": viewer.may("services.inspect"),
        "may_publish": viewer.may("services.rank") and month.published is None and today() >= ranking.after(first),
    }
    return render(request, "services/inspections.html", context)


def shown(month: ranking.Month) -> dict[str, Any]:
    """A month's ranking as the pages show it."""
    names = place_names({line["place"] for line in month.lines if line["place"]})
    lines = [{**line, "where": names.get(line["place"], "")} for line in month.lines]
    spread = month.spread
    return {
        "month": month,
        "month_text": f"{month.first:%Y-%m}",
        "ranked": [line for line in lines if "rank" in line],
        "unranked": [line for line in lines if "rank" not in line],
        "red": [line for line in lines if line["list"] == "red"],
        "black": [line for line in lines if line["list"] == "black"],
        "error": None if spread.within is None else f"{spread.within**0.5:.1f}",
        "alike": spread.within is not None and not spread.between,
    }


@requires("services.inspect")
def new(request: ViewerRequest, sheet: str) -> HttpResponse:
    """The phone's form: choose who, count what is wrong, take photos. ``again``: only what was wrong last time."""
    version = service.sheet_of(sheet)
    before = service.inspection_of(request.GET["again"]) if request.GET.get("again") else None
    items = (before.sheet if before else version).facts["items"]
    if before is not None:
        items = [row for row in items if row["code"] in service.faulty(before)]
    context = {
        "sheet": version,
        "items": items,
        "before": before,
        "subjects": [before.subject]
        if before
        else list(InspectionSubject.objects.filter(sheet=sheet, document=version.document, retired=False)),
        "chosen": before.subject.code if before else request.GET.get("subject", ""),
        "photos": PHOTOS,
    }
    return render(request, "services/inspect.html", context)


@requires("services.inspect")
@require_POST
def send(request: ViewerRequest, sheet: str) -> JsonResponse:
    """One inspection, as the page or its queue sends it; sent again it is the same one. A refusal leaves it in the queue."""
    report_id = request.POST.get("report_id", "").strip()[:64]
    photos = request.FILES.getlist("photo")
    if not report_id or len(photos) > PHOTOS:
        message = _("照片最多 %(most)s 张，请减少后再送出。") % {"most": PHOTOS}
        return JsonResponse({"code": "services.inspection_refused", "message": message}, status=409)
    try:
        made = service.inspect(
            by=request.viewer,
            sheet=sheet,
            subject=request.POST.get("subject", ""),
            findings=_findings(request, sheet),
            report_id=report_id,
            place=place_given(request.POST.get("lon"), request.POST.get("lat")),
            note=request.POST.get("text", "").strip(),
            photos=photos,
            again=request.POST.get("again", ""),
        )
    except NotAllowed:
        raise
    except ExpectedError as error:
        return JsonResponse({"code": error.code, "message": error.text(_(error.message))}, status=409)
    return JsonResponse({"number": made.number, "url": reverse("services:inspection", args=[made.number])})


def _findings(request: ViewerRequest, sheet: str) -> dict[str, Finding]:
    """Item -> what was counted; a field left empty was not looked at."""

    def number(name: str) -> int | None:
        text = request.POST.get(name, "").strip()
        if text and whole(text) is None:
            raise InspectionRefused(reason=_("“%(text)s”不是 0 或更大的整数") % {"text": text[:20]})
        return whole(text)

    codes = [row["code"] for row in service.sheet_of(sheet).facts["items"]]
    return {code: Finding(number(f"faults-{code}"), number(f"checked-{code}")) for code in codes}


@requires("services.view")
def inspection(request: ViewerRequest, number: str) -> HttpResponse:
    one = service.inspection_of(number)
    viewer = request.viewer
    open_ = one.due_date is not None and one.put_right is None and not one.void_reason
    closed = InspectionMonth.objects.filter(sheet__code=one.sheet.code, first=one.inspected_on.replace(day=1)).exists()
    context = {
        "one": one,
        "lines": ranking.item_lines(one),
        "photos": list(one.photos.all()),
        "checked_again": Inspection.objects.filter(again=one).first(),
        "may_check_again": open_ and viewer.may("services.inspect"),
        "may_void": viewer.may("services.rank") and not one.void_reason and not closed,
        "late": open_ and one.due_date is not None and one.due_date < today(),
        "where": place_names({one.subject.place}).get(one.subject.place, ""),
        **_objections(one, viewer, closed=closed),
    }
    return render(request, "services/inspection.html", context)


def _objections(one: Inspection, viewer: RoleViewer, *, closed: bool) -> dict[str, Any]:
    rows = list(one.objections.all())
    waiting = next((row for row in rows if row.outcome == objections.OPEN), None)
    end = objections.last_day(one)
    open_ = not (one.void_reason or closed or waiting) and (end is None or today() <= end)
    return {
        "objections": rows,
        "may_answer": waiting is not None and objections.may_answer(waiting, viewer),
        "party": waiting is not None and viewer.may("services.rank") and not objections.may_answer(waiting, viewer),
        "may_enter": open_ and viewer.may("services.start"),
        "until": end,
        "shows_code": one.query_code and (viewer.may("services.inspect") or viewer.may("services.start")),
    }


@requires("services.rank")
@require_POST
def void(request: ViewerRequest, number: str) -> HttpResponse:
    return told(
        request,
        lambda: service.void(by=request.viewer, number=number, reason=request.POST.get("reason", "")),
        _("已作废，不再计入排名。"),
        number,
    )


@requires("services.rank")
@require_POST
def publish(request: ViewerRequest) -> HttpResponse:
    sheet, said = request.POST.get("sheet", ""), request.POST.get("month", "")
    return _told(
        request,
        lambda: ranking.publish_month(by=request.viewer, sheet=sheet, first=_month(said, today())),
        _("已公布，排名不再变动。"),
        f"{reverse('services:inspections')}?sheet={sheet}&month={said}",
    )


def told(request: ViewerRequest, act: Any, done: str, number: str) -> HttpResponse:
    """Do an act on an inspection and go back to it, with the refusal in words where there is one."""
    return _told(request, act, done, reverse("services:inspection", args=[number]))


def _told(request: ViewerRequest, act: Any, done: str, back: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except NotAllowed:
        raise
    except ExpectedError as error:
        messages.error(request, error.text(_(error.message)))
    return redirect(back)


@requires("services.view")
def photo(request: ViewerRequest, number: str, photo: int) -> FileResponse:
    found = service.inspection_of(number).photos.filter(pk=photo).first()
    if found is None:
        raise NotFound(what=number)
    picture = found.content_type.startswith("image/")
    return FileResponse(papers.opened(found), content_type=found.content_type, as_attachment=not picture)


@public
def published(request: ViewerRequest, document: str) -> HttpResponse:
    """The newest published month of each sheet of an open document, or the month asked for."""
    facts = public_facts(document)
    months = InspectionMonth.objects.filter(sheet__document=document).select_related("sheet")
    kept = list(months.only("first", "sheet__code", "sheet__title", "sheet__title_en"))
    chosen = next((one for one in kept if str(one.pk) == request.GET.get("month")), kept[0] if kept else None)
    context: dict[str, Any] = {"document": facts, "months": kept, "chosen": chosen}
    if chosen is not None:
        context |= shown(ranking.month_of(chosen.sheet, chosen.first)) | {"sheet": chosen.sheet}
    return render(request, "services/ranking_public.html", context)
