"""The numbers supervision works by, as they hold for a document's place on a day. They are content: see
``statutes/cn/parameters/supervision.yaml``; a county lays down its own in its programme or on the page of parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.kernel.lights import LightRules
from luoshi.kernel.manifest import LightColour
from luoshi.policy.api import place_of
from luoshi.registry.api import parameters_in_force

from .domain.cycle import ReportCycle
from .domain.sheets import AnswerLimits
from .domain.together import TogetherRules

NAMES = (
    "behind_points",
    "badly_behind_points",
    "near_due_days",
    "missing_report_red",
    "returned_report_red",
    "quarter_end_red",
    "red_share",
    "yellow_share",
    "report_day",
    "report_grace_days",
    "redo_days",
    "blue_days",
    "orange_days",
    "red_days",
    "sign_days",
    "burden_minutes",
    "check_share",
)

_LATE: tuple[LightColour, LightColour] = ("yellow", "red")
"""The light of a lapse, by whether it is laid down that it be red."""


@dataclass(frozen=True)
class SupervisionRules:
    lights: LightRules
    together: TogetherRules
    cycle: ReportCycle
    limits: AnswerLimits
    sign_days: int
    """Working days to sign for a task."""
    burden_minutes: float
    """Most minutes a month that a unit's reporting on a document may be expected to cost."""
    check_share: float
    """Share (0 to 1) of the tasks under way that is checked on site."""


def rules_of(document: str, day: date) -> SupervisionRules:
    """What holds for the document on the day. Two queries.

    Raises ValueUndetermined naming a number nobody has laid down.
    """
    found = parameters_in_force("delivery.", NAMES, place_of(document), day)
    return SupervisionRules(
        lights=LightRules(
            behind_points=float(found["behind_points"]),
            badly_behind_points=float(found["badly_behind_points"]),
            near_due_days=int(found["near_due_days"]) or None,
            missing_report=_LATE[int(found["missing_report_red"])],
            returned_report=_LATE[int(found["returned_report_red"])],
            quarter_end=_LATE[int(found["quarter_end_red"])],
        ),
        together=TogetherRules(
            red_share=float(found["red_share"]) / 100, yellow_share=float(found["yellow_share"]) / 100
        ),
        cycle=ReportCycle(
            day_of_month=int(found["report_day"]),
            grace_days=int(found["report_grace_days"]),
            redo_working_days=int(found["redo_days"]),
        ),
        limits=AnswerLimits(blue=int(found["blue_days"]), orange=int(found["orange_days"]), red=int(found["red_days"])),
        sign_days=int(found["sign_days"]),
        burden_minutes=float(found["burden_minutes"]),
        check_share=float(found["check_share"]) / 100,
    )
