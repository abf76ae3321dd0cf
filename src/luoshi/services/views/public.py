"""For everybody, without signing in: find a service, see what it takes, apply, track, rate, check a certificate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.numerals import whole
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, public, system_viewer

from .. import catalogue, certificate_paper, queries
from ..domain import forms
from ..errors import NoSuchCase
from ..field import metres
from ..models import Case, Certificate, Item, Rating, ServicePoint, Step
from ..service import cases as acts
from ..service import complaints, handing_in
from ..service.intake import start
from ..service.ratings import rate as rate_case
from ..words import in_words
from .cases import sent_papers, shown, start_form, typed


@public
def find(request: ViewerRequest) -> HttpResponse:
    words, theme = request.GET.get("q", "").strip()[:60], request.GET.get("theme", "")[:40]
    who = request.GET.get("who", "")
    found = catalogue.find(words, theme, who if who in ("person", "firm") else "")
    context = {"items": found, "q": words, "theme": theme, "who": who, "themes": catalogue.themes()}
    return render(request, "services/find.html", context)


def _item(code: str) -> Item:
    found: Item | None = catalogue.current_items().filter(code=code).first()
    if found is None:
        raise Http404(code)
    return found


@public
def guide(request: ViewerRequest, code: str) -> HttpResponse:
    """What to bring, how long, how much, where; for one thing in one go, what it saves."""
    item = _item(code)
    parts = catalogue.current_items().filter(code__in=item.facts.get("bundle", {}))
    points = [point for point in ServicePoint.objects.all() if code in point.items]
    context = {
        "item": item,
        "facts": item.facts,
        "parts": parts,
        "points": points,
        "saved": catalogue.savings_of(item) if item.facts.get("bundle") else None,
    }
    return render(request, "services/guide.html", context)


@public
def apply(request: ViewerRequest, code: str) -> HttpResponse:
    item = _item(code)
    schema = start_form(acts.current(item.process))
    problems: list[str] = []
    values: dict[str, Any] = {}
    if request.method == "POST":
        given = typed(schema, request.POST) if schema else {}
        values, told = forms.read(schema, given) if schema else ({}, [])
        problems = [in_words(problem) for problem in told]
        name = request.POST.get("applicant_name", "").strip()[:120]
        if not name:
            problems = [_("申请人没有填写"), *problems]
        authority = request.POST.get("authority", "").strip()[:32]
        agent = (
            {"name": request.POST.get("agent_name", "").strip()[:120], "authority": authority} if authority else None
        )
        if not problems:
            try:
                number = start(
                    by=system_viewer(),
                    item=code,
                    applicant={"name": name, "code": request.POST.get("applicant_code", "").strip()[:32]},
                    agent=agent,
                    data=values,
                    channel="online",
                )
            except ExpectedError as error:
                problems = [error.text(_(error.message))]
            else:
                case = Case.objects.select_related("unit", "item").get(number=number)
                # The application stands either way: what is missing is told once, with everything else.
                for refused in handing_in.take(system_viewer(), case, sent_papers(request, case.item)):
                    messages.warning(request, in_words(refused))
                request.session["services_applied"] = number
                return redirect(f"{reverse('services:track')}?number={number}&code={case.query_code}")
        values = {**given, **values}
    context = {
        "item": item,
        "facts": item.facts,
        "papers": handing_in.asked_for(item),
        "fields": shown(schema, values) if schema else [],
        "problems": problems,
        "posted": request.POST,
    }
    return render(request, "services/apply.html", context, status=422 if problems else 200)


def _owned(number: str, code: str) -> Case | None:
    found = Case.objects.select_related("version", "item", "unit").filter(number=number.strip()).first()
    return found if found is not None and code and found.query_code == code.strip().upper() else None


@public
def track(request: ViewerRequest) -> HttpResponse:
    """Where the application is, in words: who has it, since when, when it will be done."""
    number, code = request.GET.get("number", "")[:64], request.GET.get("code", "")[:12]
    case = _owned(number, code)
    context = _tracked(case, number, code)
    context["just_applied"] = bool(number) and request.session.pop("services_applied", "") == number
    return render(request, "services/track.html", context, status=404 if number and case is None else 200)


def _tracked(case: Case | None, number: str, code: str) -> dict[str, Any]:
    context: dict[str, Any] = {"number": number, "code": code, "case": case, "asked": bool(number)}
    if case is not None:
        steps = list(case.steps.filter(kind=Step.Kind.HUMAN).select_related("unit").exclude(state=Step.State.DROPPED))
        context |= {
            "steps": steps,
            "waiting": [step for step in steps if step.state == Step.State.OPEN],
            "forecast": queries.forecast(case, today()),
            "certificates": [c for c in case.certificates.all() if c.revoked_on is None],
            "rating": Rating.objects.filter(case=case).first(),
            "grades": Rating.Grade.choices,
            "spent": ((case.finished_at or case.started_at) - case.started_at) // timedelta(days=1),
            "papers": handing_in.asked_for(case.item),
            "complaints": list(case.children.filter(version__mechanism=complaints.COMPLAINT).order_by("-pk")),
        }
    return context


@public
@require_POST
def rate(request: ViewerRequest) -> HttpResponse:
    number, code = request.POST.get("number", "")[:64], request.POST.get("code", "")[:12]
    grade = request.POST.get("grade", "")
    try:
        rate_case(
            number=number,
            query_code=code,
            grade=whole(grade) or 0,
            words=request.POST.get("words", ""),
        )
    except NoSuchCase:
        raise Http404(number) from None
    return redirect(f"{reverse('services:track')}?number={number}&code={code}")


@public
@require_POST
def hand_in(request: ViewerRequest) -> HttpResponse:
    """What was missing, from who applied; what was written stays on the page if refused."""
    given = {name: request.POST.get(name, "") for name in ("number", "code", "note")}
    number, code = given["number"][:64], given["code"][:12]
    case = _owned(number, code)
    if case is None:
        raise Http404(number)
    try:
        files = sent_papers(request, case.item)
        handing_in.hand_in(number=number, query_code=code, note=given["note"], files=files)
    except ExpectedError as error:
        context = {**_tracked(case, number, code), "correction_problem": in_words(error), "typed": given}
        return render(request, "services/track.html", context, status=422)
    messages.success(request, _("已交来补正，窗口核对后恢复办理。"))
    return redirect(f"{reverse('services:track')}?number={number}&code={code}")


@public
@require_POST
def complain(request: ViewerRequest) -> HttpResponse:
    """A complaint about the case whose number and code are given; what was written stays on the page if refused."""
    given = {name: request.POST.get(name, "") for name in ("number", "code", "complaint", "wanted", "contact")}
    number, code = given["number"][:64], given["code"][:12]
    try:
        made = complaints.complain(
            number=number,
            query_code=code,
            words=given["complaint"],
            wanted=given["wanted"],
            contact=given["contact"],
        )
    except NoSuchCase:
        raise Http404(number) from None
    except ExpectedError as error:
        case = _owned(number, code)
        context = {**_tracked(case, number, code), "complaint_problem": error.text(_(error.message)), "typed": given}
        return render(request, "services/track.html", context, status=422)
    words = _("投诉已登记，编号 %(number)s，查询码 %(code)s。")
    messages.success(request, words % {"number": made.number, "code": made.query_code})
    return redirect(f"{reverse('services:track')}?number={number}&code={code}")


def _said(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 995 else f"{metres / 1000:.1f} km"


@public
def windows(request: ViewerRequest) -> HttpResponse:
    """Windows that handle an item, the nearest first; and the share of items that have gone down to each level."""
    code = request.GET.get("item", "")[:64]
    here = _here(request)
    points: list[Any] = [p for p in ServicePoint.objects.select_related("unit") if not code or code in p.items]
    for point in points:
        point.metres = (
            metres(*here, point.lon, point.lat) if here and point.lon is not None and point.lat is not None else None
        )
        point.distance = "" if point.metres is None else _said(point.metres)
    points.sort(key=lambda p: (p.metres is None, p.metres or 0, p.code))
    items = list(catalogue.current_items())
    below = {code for p in ServicePoint.objects.exclude(level="county") for code in p.items}
    context = {
        "points": points,
        "items": items,
        "item": next((item for item in items if item.code == code), None),
        "here": here,
        "delegated": sum(item.code in below for item in items),
    }
    return render(request, "services/windows.html", context)


def _here(request: ViewerRequest) -> tuple[float, float] | None:
    try:
        lon, lat = float(request.GET["lon"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def _certificate(token: str) -> Certificate | None:
    return Certificate.objects.select_related("case__unit").filter(token=token).first()


@public
def verify(request: ViewerRequest, token: str) -> HttpResponse:
    """Whether a certificate is genuine, and whether it still holds."""
    found, day = _certificate(token), today()
    expired = bool(found and found.valid_to and found.valid_to < day)
    holder = found.holder[:1] + "＊" * max(len(found.holder) - 1, 1) if found else ""
    context = {"certificate": found, "expired": expired, "holder": holder, "today": day}
    return render(request, "services/verify.html", context, status=200 if found else 404)


@public
def certificate(request: ViewerRequest, token: str) -> HttpResponse:
    """The certificate as PDF, for whoever holds its token."""
    found = _certificate(token)
    if found is None:
        raise Http404(token)
    address = request.build_absolute_uri(reverse("services:verify", args=[token]))
    response = HttpResponse(certificate_paper.pdf(found, address), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return response
