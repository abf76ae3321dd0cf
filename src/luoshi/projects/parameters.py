"""The numbers projects are judged by, as they hold for a document's place on a day: ``statutes/cn/parameters/projects.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshi.policy.api import place_of
from luoshi.registry.api import parameters_in_force

from .domain import rolling
from .domain.consent import Thresholds
from .domain.lights import LightLimits

NAMES = (
    *("behind_yellow", "behind_red", "money_yellow_share", "money_red_share", "start_red_months"),
    *("report_day", "report_yellow_days", "finish_yellow_days", "finish_red_days", "overrun_share"),
    *("tender_works", "tender_goods", "tender_services", "approval_days"),
    "lapse_warn_days",
    *("reserve_days", "preliminary_days", "starting_days"),
)


@dataclass(frozen=True)
class ProjectRules:
    """``tender``: 万元 from which each kind of contract must be tendered; ``overrun`` a share; ``longest`` days by stage."""

    lights: LightLimits
    report_day: int
    overrun: Decimal
    tender: dict[str, Decimal]
    approval_days: int
    longest: dict[str, int]


def rules_of(document: str, day: date) -> ProjectRules:
    """Raises ValueUndetermined naming a number nobody has laid down."""
    found = parameters_in_force("projects.", NAMES, place_of(document), day)
    return ProjectRules(
        lights=LightLimits(
            behind_yellow=found["behind_yellow"],
            behind_red=found["behind_red"],
            money_yellow=found["money_yellow_share"] / 100,
            money_red=found["money_red_share"] / 100,
            start_red_months=int(found["start_red_months"]),
            report_yellow_days=int(found["report_yellow_days"]),
            finish_yellow_days=int(found["finish_yellow_days"]),
            finish_red_days=int(found["finish_red_days"]),
            lapse_warn_days=int(found["lapse_warn_days"]),
            code="projects",
        ),
        report_day=int(found["report_day"]),
        overrun=found["overrun_share"] / 100,
        tender={kind: found[f"tender_{kind}"] for kind in ("works", "goods", "services")},
        approval_days=int(found["approval_days"]),
        longest={
            rolling.RESERVE: int(found["reserve_days"]),
            rolling.PRELIMINARY: int(found["preliminary_days"]),
            rolling.STARTING: int(found["starting_days"]),
        },
    )


def numbers(document: str, day: date, *names: str) -> dict[str, Decimal]:
    """Further numbers of projects, by their names without the room. Raises ValueUndetermined."""
    return parameters_in_force("projects.", names, place_of(document), day)


def consent_of(document: str, day: date) -> Thresholds:
    found = numbers(document, day, "consent_quorum_thirds", "consent_special_quarters", "consent_ordinary_halves")
    return Thresholds(
        quorum=Fraction(int(found["consent_quorum_thirds"]), 3),
        special=Fraction(int(found["consent_special_quarters"]), 4),
        ordinary=Fraction(int(found["consent_ordinary_halves"]), 2),
    )
