"""Files of figures: tables as offices keep them, and SDMX-CSV; and figures written out again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from luoshi.kernel.errors import N_, ExpectedError

from .domain.periods import CODES, SDMX, Period, parse
from .models import Indicator, Observation
from .queries import Point
from .service import Figure, doubts_of
from .structure import COLUMNS as SDMX_COLUMNS
from .structure import DATAFLOW
from .structure import WHOLE as WHOLE_AREA
from .units import convert

COLUMNS = {
    "指标": "indicator",
    "指标代码": "indicator",
    "INDICATOR": "indicator",
    "indicator": "indicator",
    "时期": "period",
    "TIME_PERIOD": "period",
    "period": "period",
    "区划": "place",
    "区划代码": "place",
    "REF_AREA": "place",
    "place": "place",
    "数值": "value",
    "OBS_VALUE": "value",
    "value": "value",
    "单位": "unit",
    "UNIT_MEASURE": "unit",
    "unit": "unit",
    "说明": "note",
    "COMMENT_OBS": "note",
    "note": "note",
}
"""Columns that are understood: as offices name them, as SDMX-CSV does, and by field. Others of SDMX are passed by."""
_SDMX_OTHERS = {"DATAFLOW", "FREQ", "STRUCTURE", "STRUCTURE_ID", "ACTION", "OBS_STATUS", "DECIMALS", "UNIT_MULT"}


@dataclass(frozen=True, order=True)
class FigureFault:
    """``row`` counts as the file shows it: the first row of data is 2."""

    row: int
    column: str
    value: str
    rule: str


class FiguresRefused(ExpectedError):
    code = "indicators.figures_refused"
    message = N_("文件有 {count} 处错误，没有导入任何一个数。请按报告更正后重新上传。")

    def __init__(self, faults: list[FigureFault]) -> None:
        self.faults = sorted(faults)
        super().__init__(count=len(faults))


def figures(cells: pl.DataFrame, *, whole: str = "") -> list[Figure]:
    """Rows of a table of text cells as figures. ``whole`` is the code by which files call the whole place.

    Raises FiguresRefused with every fault: unknown indicators, periods, numbers, units, repeated periods, and doubts
    that cannot be right or that no note answers.
    """
    names = {column: COLUMNS.get(column.strip()) for column in cells.columns}
    faults = [
        FigureFault(1, column, "", "未知的列")
        for column, name in names.items()
        if name is None and column.strip() not in _SDMX_OTHERS
    ]
    faults += [FigureFault(1, c, "", "缺少这一列") for c in ("indicator", "period", "value") if c not in names.values()]
    if faults:
        raise FiguresRefused(faults)
    table = cells.select(pl.col(c).alias(n) for c, n in names.items() if n)
    indicators = {one.code: one for one in Indicator.objects.filter(retired=False).select_related("owner")}
    indicators |= {one.name: one for one in list(indicators.values())}
    found: list[Figure] = []
    seen: dict[tuple[int, int, str], int] = {}
    for row, line in enumerate(table.iter_rows(named=True), start=2):
        figure = _figure(row, line, indicators, whole, faults)
        if figure is None:
            continue
        key = (figure.indicator.pk, figure.period.index, figure.place)
        if key in seen:
            faults.append(FigureFault(row, "时期", str(figure.period), f"与第 {seen[key]} 行重复"))
        seen[key] = row
        found.append(figure)
        if figure.value is not None:
            doubts = doubts_of(figure.indicator, figure.period, figure.place, figure.value)
            faults += [
                FigureFault(row, "数值", f"{figure.value:g}", doubt.text())
                for doubt in doubts
                if doubt.stops or not figure.note
            ]
    if faults:
        raise FiguresRefused(faults)
    return found


def _figure(
    row: int, line: dict[str, Any], indicators: dict[str, Indicator], whole: str, faults: list[FigureFault]
) -> Figure | None:
    given = {name: str(line.get(name) or "").strip() for name in set(COLUMNS.values())}
    one = indicators.get(given["indicator"])
    if one is None:
        faults.append(FigureFault(row, "指标", given["indicator"], "没有这个指标"))
        return None
    if one.formula:
        faults.append(FigureFault(row, "指标", one.name, "由公式计算，不能导入"))
        return None
    try:
        period = parse(given["period"], CODES[one.frequency])
        value = float(given["value"].replace(",", "")) if given["value"] else None
        if value is not None and value != value:
            raise ValueError
        if value is not None and given["unit"] and one.quantity and given["unit"] != one.unit:
            value = convert(value, given["unit"], one.quantity)
    except ExpectedError as error:
        faults.append(FigureFault(row, "时期", given["period"], str(error)))
        return None
    except ValueError:
        faults.append(FigureFault(row, "数值", given["value"], "不是数字"))
        return None
    place = "" if given["place"] in (whole, WHOLE_AREA) else given["place"]
    return Figure(one, period, place, value, given["note"])


def write_csv(one: Indicator, points: Iterable[Point], place: str = "") -> str:
    """A series as offices read it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["指标", "时期", "区划", "数值", "单位", "来源", "样例数据（合成）"])
    for point in points:
        value = "" if point.value is None else f"{point.value:.{one.places}f}"
        writer.writerow([one.name, point.period, place, value, one.unit, point.source, "是" if point.synthetic else ""])
    return out.getvalue()


def write_sdmx(one: Indicator, points: Iterable[Point], place: str) -> str:
    """A series as SDMX-CSV 1.0."""
    rows = (
        (p.period, place, one.code, "" if p.value is None else repr(p.value), one.unit, "E" if p.synthetic else "A")
        for p in points
    )
    return sdmx_csv(rows)


def sdmx_csv(rows: Iterable[tuple[Period, str, str, str, str, str]]) -> str:
    """(period, place, indicator, value, unit, status of the observation) as SDMX-CSV 1.0."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(SDMX_COLUMNS)
    for at, place, code, value, unit, status in rows:
        told = status if value or status != "A" else "M"
        writer.writerow([DATAFLOW, SDMX[at.frequency], place or WHOLE_AREA, code, sdmx_period(at), value, unit, told])
    return out.getvalue()


def sdmx_period(at: Period) -> str:
    """2021, 2021-S1, 2021-Q3, 2021-07: as the standard writes them."""
    text = str(at)
    return f"{text[:4]}-{text[4:]}".replace("H", "S") if "Q" in text or "H" in text else text


def write_json(one: Indicator, points: Iterable[Point], place: str) -> str:
    facts = {
        "code": one.code,
        "name": one.name,
        "unit": one.unit,
        "source": one.source,
        "formula": one.formula,
        "place": place,
        "values": [
            {"period": str(p.period), "value": p.value, "source": p.source, "synthetic": p.synthetic} for p in points
        ],
    }
    return json.dumps(facts, ensure_ascii=False)


def revisions(one: Indicator, place: str = "") -> list[Observation]:
    """Every value there ever was of the whole or a place, newest knowledge first."""
    rows = Observation.objects.filter(indicator=one, place=place).select_related("batch")
    return list(rows.order_by("-known_from", "-period")[:100])
