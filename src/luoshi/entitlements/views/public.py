"""Pages for anybody: what am I entitled to, by a few plain questions; calculations. Nothing that is filled in is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, public

from ..asking import Question, cards, far_values, filled, question, said
from ..domain.law import LawOnDay
from ..service import law_on, place_of

BENEFITS = (
    "is_minimum_living",
    "is_edge_household",
    "is_single_person_case",
    "is_extreme_poverty",
    "is_rigid_expense_household",
    "disability_living_subsidy",
    "disability_care_subsidy",
    "old_age_allowance",
)
MOVABLE = ("family_income", "deposits", "vehicles", "houses", "countable_income")


def frame_of(request: ViewerRequest) -> str:
    return "frame.html" if request.user.is_authenticated else "public_frame.html"


def tabs(request: ViewerRequest, here: str) -> list[dict[str, Any]]:
    """The pages of this room that the person may open."""
    pages = [
        ("home", _("我能享受什么"), "public"),
        ("calculations", _("测算"), "public"),
        ("firm", _("企业"), "entitlements.view"),
        ("household", _("家庭"), "entitlements.see_household"),
        ("sweeps", _("政策筛查"), "entitlements.view_sweeps"),
        ("pipeline", _("升规培育"), "entitlements.view_sweeps"),
        ("what-if", _("政策推演"), "entitlements.what_if"),
        ("statutes", _("规则"), "public"),
    ]
    return [
        {"url": reverse(f"entitlements:{name}"), "label": label, "active": name == here}
        for name, label, permission in pages
        if permission == "public" or (request.user.is_authenticated and request.viewer.may(permission))
    ]


def _questions(law: LawOnDay) -> list[Question]:
    household, person, rules = law.entities["household"], law.entities["person"], law.rules
    of_home = [
        question("household", rules["members"], _("共同生活的家庭人口")),
        question(
            "household",
            rules["family_income"],
            _("全家每月收入合计"),
            _("扣除就业成本后的工资、经营、财产、转移收入和养老金"),
        ),
        *(
            question("household", household.facts[name])
            for name in (
                "deposits",
                "houses",
                "vehicles",
                "rigid_medical_year",
                "rigid_rehabilitation_year",
                "assistance",
            )
        ),
    ]
    names = ("birth_date", "disability_kind", "disability_grade", "needs_care", "seriously_ill", "has_able_supporter")
    of_self = [question("person", person.facts[name]) for name in names]
    return [*of_home, *of_self, question("person", rules["countable_income"], _("本人每月收入"))]


@public
def home(request: ViewerRequest) -> HttpResponse:
    law = law_on(today(), place_of())
    posted = request.POST if request.method == "POST" else {}
    shown, facts = filled(_questions(law), posted)
    found = []
    if posted and not any(asked.error for asked in shown):
        given = {entity: [row] for entity, row in facts.items()}
        given["person"][0] |= {"is_alive": True}
        found = cards(law, BENEFITS, given, far_values(law, given, MOVABLE))
    context = {
        "frame": frame_of(request),
        "tabs": tabs(request, "home"),
        "home_questions": [asked for asked in shown if asked.entity == "household"],
        "own_questions": [asked for asked in shown if asked.entity == "person"],
        "cards": found,
        "sample": any(card.assumed for card in found),
    }
    return render(request, "entitlements/home.html", context)


@public
def calculations(request: ViewerRequest) -> HttpResponse:
    law = law_on(today(), place_of())
    kinds = [
        {"title": said(entity), "intro": said(entity, "intro"), "url": reverse("entitlements:calculation", args=[code])}
        for code, entity in law.entities.items()
        if entity.intro
    ]
    context = {"frame": frame_of(request), "tabs": tabs(request, "calculations"), "kinds": kinds}
    return render(request, "entitlements/calculations.html", context)


def _day(request: ViewerRequest) -> date:
    """By the law of which day: today's where none is asked for."""
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return today()


@public
def calculation(request: ViewerRequest, entity: str) -> HttpResponse:
    day = _day(request)
    law = law_on(day, place_of())
    kind = law.entities.get(entity)
    if kind is None or not kind.intro:
        raise NotFound(what=entity)
    posted = request.POST if request.method == "POST" else {}
    shown, facts = filled([question(entity, fact) for fact in kind.facts.values()], posted)
    found = []
    if posted and not any(asked.error for asked in shown):
        names = [rule.name for rule in law.rules.values() if rule.entity == entity and rule.benefit]
        names = names or [rule.name for rule in law.rules.values() if rule.entity == entity]
        found = cards(law, names, {entity: [facts[entity]]}, {})
    context = {
        "frame": frame_of(request),
        "tabs": tabs(request, "calculations"),
        "title": said(kind),
        "intro": said(kind, "intro"),
        "questions": shown,
        "cards": found,
        "sample": any(card.assumed for card in found),
        "day": day,
    }
    return render(request, "entitlements/calculation.html", context)
