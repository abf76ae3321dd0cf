"""Pages for those who work with the rules: a firm by its code, a household with all its reasons."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.events import publish
from luoshi.kernel.today import now, today
from luoshi.registry.api import ViewerRequest, known_rows, requires

from ..asking import cards, far_values, filled, question, written_back
from ..domain.answers import cliffs, curve
from ..domain.law import LawOnDay
from ..domain.plan import wire
from ..events import HouseholdLookedAt
from ..models import Finding
from ..service import firm_given, household_given, law_on, place_of
from .public import BENEFITS, tabs

TITLES = ("is_high_tech", "is_small_tech", "is_gazelle", "reaches_scale", "research_reward")
FIRM_MOVES: dict[str, Any] = {"innovation_score": 100, "patents_one": 10, "patents_two": 10, "core_product_field": True}
"""Facts that a firm can change, and how far."""


@requires("entitlements.view")
def firm(request: ViewerRequest) -> HttpResponse:
    """A firm's titles and rewards, prefilled from the register; what is changed on the page is tried, not kept."""
    uscc, day = request.POST.get("uscc", request.GET.get("uscc", "")).strip().upper(), today()
    context: dict[str, Any] = {"tabs": tabs(request, "firm"), "uscc": uscc}
    if uscc:
        law = law_on(day, place_of())
        try:
            context |= _firm(request, law, uscc)
        except ExpectedError as error:
            context["problem"] = str(error)
    return render(request, "entitlements/firm.html", context, status=404 if context.get("problem") else 200)


def _firm(request: ViewerRequest, law: LawOnDay, uscc: str) -> dict[str, Any]:
    known = firm_given(uscc, law.day)["firm"][0]
    names = [name for name in TITLES if name in law.rules]
    facts = [law.entities["firm"].fact(name) for name in wire(law, names).facts("firm")]
    asked = [question("firm", fact) for fact in facts if fact is not None and fact.type != "text"]
    posted = {q.key: written_back(known.get(q.name), q.type) for q in asked}
    posted |= {key: str(value) for key, value in request.POST.items() if key in posted}
    shown, changed = filled(asked, posted)
    row = {**known, **changed.get("firm", {})}
    given = {"firm": [row]}
    far = {**FIRM_MOVES, "technical_staff_y1": row.get("staff_y1"), "high_tech_revenue_y1": row.get("revenue_y1")}
    moves = {("firm", 0, name): [value] for name, value in far.items() if name in row and value is not None}
    found = cards(law, names, given, moves)
    return {"name": known["name"], "questions": shown, "cards": found, "sample": any(card.assumed for card in found)}


@requires("entitlements.see_household")
def household(request: ViewerRequest) -> HttpResponse:
    """A household's answers with all their reasons; each look is recorded."""
    number = request.GET.get("number", "").strip().upper()
    context: dict[str, Any] = {"tabs": tabs(request, "household"), "number": number}
    if number:
        law = law_on(today(), place_of())
        try:
            context |= _household(law, number)
        except ExpectedError as error:
            context["problem"] = str(error)
        else:
            with transaction.atomic():
                publish(HouseholdLookedAt(actor=request.viewer.username, at=now(), subject=number))
    return render(request, "entitlements/household.html", context, status=404 if context.get("problem") else 200)


def _household(law: LawOnDay, number: str) -> dict[str, Any]:
    given = household_given(number, law.day)
    moves = far_values(law, given, ("deposits", "houses", "vehicles", "wage_monthly", "business_income_monthly"))
    of_home = [name for name in BENEFITS if name in law.rules and law.rules[name].entity == "household"]
    of_people = [name for name in BENEFITS if name in law.rules and law.rules[name].entity == "person"]
    warnings = [rule.name for rule in law.rules.values() if rule.warns and rule.entity == "household"]
    people = []
    for n, person in enumerate(given["person"]):
        found = cards(law, of_people, given, {}, n)
        people.append({"name": _masked(person["name"]), "relation": person["relation"], "cards": found})
    home = cards(law, [*of_home, "is_in_withdrawal", *warnings], given, moves)
    every = [*home, *(card for person in people for card in person["cards"])]
    return {
        "cards": home,
        "people": people,
        "curve": _curve(law, given),
        "sample": any(card.assumed for card in every),
    }


def _masked(name: str) -> str:
    return name[:1] + "**" if name else ""


def _curve(law: LawOnDay, given: Any) -> dict[str, Any] | None:
    """What the household is left with as the first worker earns more."""
    workers = [n for n, person in enumerate(given["person"]) if person.get("wage_monthly")]
    place = ("person", workers[0] if workers else 0, "wage_monthly")
    steps = list(range(0, 600_001, 20_000))
    benefits = [name for name in ("minimum_living_allowance", "single_person_allowance") if name in law.rules]
    points = curve(law, benefits, given, place, steps)
    if all(point.benefit is None for point in points):
        return None
    rows = [
        [f"{p.at // 100}", None if p.benefit is None else p.benefit / 100, None if p.left is None else p.left / 100]
        for p in points
    ]
    falls = [{"from": one.at // 100, "to": two.at // 100} for one, two in cliffs(points)]
    chart = {
        "id": "curve",
        "title": _("多挣的钱，留下多少"),
        "kind": "line",
        "unit": _("元/月"),
        "headers": [_("月工资"), _("救助金"), _("工资加救助金")],
        "rows": rows,
        "whole": False,
    }
    return {"chart": chart, "cliffs": falls}


@requires("entitlements.see_household")
def finding(request: ViewerRequest, finding: int) -> HttpResponse:
    """From somebody a sweep points out to the household's reasons."""
    found = get_object_or_404(Finding, pk=finding)
    number = found.key
    if found.entity == "person":
        people = known_rows("person", today(), identity_number=found.key)
        number = people[0]["household_number"] if people else ""
    if found.entity == "firm":
        return redirect(reverse("entitlements:firm") + f"?uscc={found.key}")
    return redirect(reverse("entitlements:household") + f"?number={number}")
