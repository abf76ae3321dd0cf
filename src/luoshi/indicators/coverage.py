"""Whether a measure's numbers really run: an indicator of its own that has a value."""

from __future__ import annotations

from collections.abc import Callable

from .analyses import KINDS
from .analyses.base import Kind
from .analysing import run
from .models import Analysis, Indicator, Observation, StationResult

STORY = "tests/journeys/test_indicators.py::test_a_figure_is_entered_derived_proved_and_published"


def series_run(document: str, measure: str) -> bool:
    """Every entered indicator of the measure has at least one value, and there is one."""
    entered = Indicator.objects.filter(document=document, measure=measure, retired=False, formula="")
    if not entered.exists():
        return False
    with_values = Observation.objects.filter(indicator__in=entered, known_to__isnull=True, value__isnull=False)
    return with_values.values("indicator").distinct().count() == entered.count()


def _found(kind: Kind) -> Callable[[str, str], bool]:
    def runs(document: str, measure: str) -> bool:
        """An analysis of this kind stands on the measure and comes to a finding."""
        rows = Analysis.objects.filter(document=document, measure=measure, kind=kind.code, retired=False)
        return any(run(one)[0].determined for one in rows)

    return runs


def stations_judged(document: str, measure: str) -> bool:
    """Air and water of the measure's stations have been judged by the standards."""
    rows = StationResult.objects.filter(station__document=document, station__measure=measure, grade__gte=1)
    return set(rows.order_by().values_list("station__medium", flat=True).distinct()) == {"air", "water"}


JUDGED = "tests/journeys/test_stations.py::test_hourly_readings_become_days_and_the_countys_indicators"
ANALYSED = "tests/journeys/test_analyses{}.py::test_{}"
FIRST = {"assessment", "carbon", "contributions", "school_balance", "specialisation"}
"""Kinds whose stories stand in the first of the two files."""
MECHANISMS: tuple[tuple[str, Callable[[str, str], bool], str], ...] = (
    ("indicators.series", series_run, STORY),
    ("indicators.environment-evaluation", stations_judged, JUDGED),
    ("standards.environment-quality", stations_judged, JUDGED),
    *(
        (kind.mechanism, _found(kind), ANALYSED.format("" if kind.code in FIRST else "_more", kind.code))
        for kind in KINDS.values()
    ),
)
