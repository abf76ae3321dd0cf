"""Parameters: numbers a rule needs that some authority lays down, each with its dates, its source and how sure we are.

A file of the nation says what a parameter is (label, unit, bounds) and what holds everywhere; a file of a province, city
or county only gives values. Which value holds in a place on a day is ``kernel.jurisdiction``'s question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from .citation import Citation, Verified
from .content import ContentFaults, Fault, lines_of, load_yaml
from .errors import ExpectedError
from .jurisdiction import DatedValue, normal_code, overlaps

Kind = Literal["integer", "number"]


@dataclass(frozen=True)
class Value(DatedValue[Decimal]):
    """A dated value with what a person should know of it: why this one, what was not found."""

    note: str = ""


@dataclass
class Parameter:
    """``least`` and ``most`` are the bounds within which any authority's value must lie, both included."""

    code: str
    label: str
    label_en: str
    unit: str
    unit_en: str
    meaning: str
    meaning_en: str
    kind: Kind = "number"
    least: Decimal | None = None
    most: Decimal | None = None
    values: list[Value] = field(default_factory=list)

    def problem(self, value: Decimal) -> str:
        """What is wrong with a value, in Chinese; empty where nothing is."""
        if self.kind == "integer" and value != value.to_integral_value():
            return f"“{self.label}”应为整数"
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most):
            bounds = [f"不小于 {self.least:f}"] if self.least is not None else []
            bounds += [f"不大于 {self.most:f}"] if self.most is not None else []
            return f"“{self.label}”应{'、'.join(bounds)}"
        return ""


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1, max_length=200)
    number: str = Field(default="", max_length=100)
    article: int | None = Field(default=None, ge=1)
    paragraph: int | None = Field(default=None, ge=1)
    item: int | None = Field(default=None, ge=1)
    issued: date | None = None
    verified: Verified = "unverified"


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid")
    value: Decimal | None
    start: date = Field(alias="in_force_from")
    end: date | None = Field(default=None, alias="in_force_to")
    source: _Source | None = None
    supplier: str = ""
    note: str = ""


class _Parameter(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$", max_length=64)
    label: str = Field(default="", max_length=100)
    label_en: str = ""
    unit: str = ""
    unit_en: str = ""
    meaning: str = ""
    meaning_en: str = ""
    kind: Kind = "number"
    least: Decimal | None = None
    most: Decimal | None = None
    values: list[_Value]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    jurisdiction: str = Field(pattern=r"^\d*$", max_length=12)
    parameters: list[_Parameter]


def read_parameters(files: Iterable[Path]) -> dict[str, Parameter]:
    """The files of all jurisdictions together, wider ones first. Raises ContentFaults naming every fault's line."""
    found: dict[str, Parameter] = {}
    faults: list[Fault] = []
    for file in files:
        try:
            faults += _add(file, load_yaml(file, _File), found)
        except ContentFaults as error:
            faults += error.faults
    if faults:
        raise ContentFaults(faults)
    return found


def _add(path: Path, file: _File, found: dict[str, Parameter]) -> list[Fault]:
    """Add what one file says; its faults."""
    lines, faults = lines_of(path), []
    try:
        place = normal_code(file.jurisdiction)
    except ExpectedError as error:
        return [Fault(str(path), lines.get(("jurisdiction",), 1), str(error))]
    for n, row in enumerate(file.parameters):
        line = lines.get(("parameters", n), 1)
        known = found.get(row.code)
        if known is None and not row.label:
            faults.append(Fault(str(path), line, f"没有“{row.code}”这个参数；请核对代码，或先在全国文件中定义"))
            continue
        if known is not None and row.label:
            faults.append(Fault(str(path), line, f"参数“{row.code}”已经定义过，这里只能给出 values"))
            continue
        facts = row.model_dump(exclude={"values"})
        parameter = known or found.setdefault(row.code, Parameter(**facts))
        for m, given in enumerate(row.values):
            at = lines.get(("parameters", n, "values", m), line)
            faults += [Fault(str(path), at, message) for message in _take(parameter, given, place)]
        for one, two in overlaps(parameter.values):
            faults.append(Fault(str(path), line, f"“{parameter.label}”有两个值同时有效：{one}；{two}"))
    return faults


def _take(parameter: Parameter, given: _Value, place: str) -> list[str]:
    """Add one value to a parameter; what is wrong with it."""
    if given.end is not None and given.end <= given.start:
        return [f"“{parameter.label}”的失效日期应晚于生效日期 {given.start}"]
    if given.value is not None and (problem := parameter.problem(given.value)):
        return [problem]
    if given.value is None and not given.supplier:
        return [f"“{parameter.label}”没有数值，请在 supplier 中写明由哪个单位补录"]
    if given.source is None and not given.note:
        return [f"“{parameter.label}”没有写依据（source）；确实没有的，请在 note 中说明这个数从何而来"]
    citation = Citation(**given.source.model_dump()) if given.source else None
    parameter.values.append(Value(place, given.value, given.start, given.end, citation, given.supplier, given.note))
    return []
