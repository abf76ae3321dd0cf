"""Running an analysis on what is known now."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from luoshi.kernel.errors import NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import REGISTERS, register_frame

from .analyses import KINDS, Findings
from .deriving import frequency_of
from .domain.periods import Period
from .models import Analysis, Indicator, Observation
from .present import words


class StoredSource:
    """Numbers from the store: the series an analysis names (read at once), its tables, the registers."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.kind = KINDS[analysis.kind]
        self.options = self.kind.options.model_validate(analysis.options)
        self.synthetic = False

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {i.code: i for i in Indicator.objects.filter(code__in=self.kind.codes(self.options))}

    @cached_property
    def _values(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {code: {} for code in self._indicators}
        keys = {i.pk: i for i in self._indicators.values()}
        rows = Observation.objects.filter(indicator__in=keys, place="", known_to__isnull=True, value__isnull=False)
        for row in rows.order_by("period"):
            one = keys[row.indicator_id]
            self.synthetic = self.synthetic or row.synthetic
            if row.value is not None:
                found[one.code][str(Period(frequency_of(one), row.period))] = row.value
        return found

    def values(self, code: str) -> dict[str, float]:
        return self._values.get(code, {})

    @cached_property
    def _by_place(self) -> dict[str, dict[int, dict[str, float]]]:
        """Indicator -> period -> place -> value."""
        found: dict[str, dict[int, dict[str, float]]] = {}
        keys = {i.pk: i.code for i in self._indicators.values()}
        rows = Observation.objects.filter(indicator__in=keys, known_to__isnull=True, value__isnull=False)
        for row in rows.exclude(place=""):
            self.synthetic = self.synthetic or row.synthetic
            if row.value is not None:
                periods = found.setdefault(keys[row.indicator_id], {})
                periods.setdefault(row.period, {})[row.place] = row.value
        return found

    def places(self, code: str) -> dict[str, float]:
        periods = self._by_place.get(code, {})
        everywhere = {place for values in periods.values() for place in values}
        for period in sorted(periods, reverse=True):
            if 2 * len(periods[period]) >= len(everywhere):
                return periods[period]
        return {}

    def name(self, code: str) -> str:
        one = self._indicators.get(code)
        return words(one, "name") if one else code

    def unit(self, code: str) -> str:
        one = self._indicators.get(code)
        return words(one, "unit") if one else ""

    def table(self, name: str) -> pl.DataFrame:
        return pl.DataFrame(self.analysis.tables.get(name, []))

    def register(self, name: str) -> pl.DataFrame:
        frame, synthetic = register_frame(REGISTERS[name], today())
        self.synthetic = self.synthetic or synthetic
        return frame


def analysis_of(code: str) -> Analysis:
    """Raises NotFound."""
    found = Analysis.objects.filter(code=code, retired=False).first()
    if found is None or found.kind not in KINDS:
        raise NotFound(what=code)
    return found


def run(analysis: Analysis) -> tuple[Findings, bool]:
    """The findings, and whether any of what they rest on is sample data."""
    source = StoredSource(analysis)
    found = source.kind.run(source.options, source)
    return found, source.synthetic or found.synthetic
