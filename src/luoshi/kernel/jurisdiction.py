"""Whose rule applies: the value of the narrowest jurisdiction that is in force on the day.

Jurisdictions are codes of GB/T 2260 and, below the county, GB/T 10114: 35 province, 3501 city, 350121 county,
350121100 town, 350121100001 village; the empty code is the nation. Trailing zeros of the long form are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from .citation import Citation
from .errors import N_, ExpectedError

T = TypeVar("T")
_LENGTHS = (0, 2, 4, 6, 9, 12)


class JurisdictionUnknown(ExpectedError):
    code = "jurisdiction.unknown"
    message = N_("区划代码“{code}”不对。请填写国家标准的区划代码，如 35、3501、350121。")


class ValuesOverlap(ExpectedError):
    code = "jurisdiction.values_overlap"
    message = N_("“{label}”在 {day} 有两个同级规定同时有效：{first}；{second}。请写明以哪一个为准及其依据。")


class ValueUndetermined(ExpectedError):
    code = "jurisdiction.value_undetermined"
    message = N_("“{label}”在 {day} 没有生效值，无法计算。请{supplier}补录文号、生效日期和数值后重新计算。")


@dataclass(frozen=True, slots=True)
class DatedValue(Generic[T]):
    """What one jurisdiction lays down for a time: from the first day in force to the first day no longer in force.

    ``value`` None: it is known that something is laid down there, but not what; ``supplier`` is the unit to say it.
    """

    jurisdiction: str
    value: T | None
    in_force_from: date
    in_force_to: date | None = None
    citation: Citation | None = None
    supplier: str = ""

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or day < self.in_force_to)

    def __str__(self) -> str:
        source = self.citation or "未注明出处"
        return f"{source}（{self.in_force_from} 起，{self.value}）"


@dataclass(frozen=True, slots=True)
class Undetermined:
    """No value is known. ``supplier`` must supply it; ``jurisdiction`` is the one that left it open, if any."""

    supplier: str
    jurisdiction: str | None = None


def normal_code(code: str) -> str:
    """``350100`` as ``3501``, ``000000`` as the empty code of the nation. Raises JurisdictionUnknown."""
    if not (code == "" or (code.isascii() and code.isdigit())) or len(code) not in _LENGTHS:
        raise JurisdictionUnknown(code=code)
    for short, long in ((9, 12), (6, 9), (4, 6), (2, 4), (0, 2)):
        if len(code) == long and not code[short:].strip("0"):
            code = code[:short]
    return code


def line_of(code: str) -> list[str]:
    """The jurisdictions a place lies in, narrowest first: county, city, province, nation."""
    code = normal_code(code)
    return [code[:length] for length in reversed(_LENGTHS) if length <= len(code)]


def resolve(
    values: Iterable[DatedValue[T]], place: str, day: date, *, label: str = "", supplier: str = ""
) -> DatedValue[T] | Undetermined:
    """The entry that applies in a place on a day.

    A narrower entry whose value is not known hides the wider ones: to fall back on them would be guessing. Undetermined
    names the unit of that entry, or ``supplier``, or the unit of the last entry that was in force.
    Raises ValuesOverlap when two entries of one jurisdiction are in force on the day.
    """
    by_code: dict[str, list[DatedValue[T]]] = {}
    for value in values:
        by_code.setdefault(normal_code(value.jurisdiction), []).append(value)
    expired: list[DatedValue[T]] = []
    for code in line_of(place):
        entries = by_code.get(code, [])
        current = [entry for entry in entries if entry.in_force(day)]
        if len(current) > 1:
            raise ValuesOverlap(label=label or "该参数", day=day, first=current[0], second=current[1])
        if current:
            entry = current[0]
            return entry if entry.value is not None else Undetermined(entry.supplier or supplier, code)
        expired += [entry for entry in entries if entry.in_force_from <= day]
    last = max(expired, key=lambda entry: entry.in_force_from, default=None)
    return Undetermined(supplier or (last.supplier if last else ""))


def value_of(values: Iterable[DatedValue[T]], place: str, day: date, *, label: str, supplier: str = "") -> T:
    """The value that applies, or ValueUndetermined saying who must supply it."""
    found = resolve(values, place, day, label=label, supplier=supplier)
    if isinstance(found, Undetermined) or found.value is None:
        who = found.supplier or supplier or "主管部门"
        raise ValueUndetermined(label=label, day=day, supplier=who)
    return found.value


def overlaps(values: Sequence[DatedValue[T]]) -> list[tuple[DatedValue[T], DatedValue[T]]]:
    """Pairs of entries of one jurisdiction that are in force together on some day; content must have none."""
    found = []
    ordered = sorted(values, key=lambda entry: (normal_code(entry.jurisdiction), entry.in_force_from))
    for n, one in enumerate(ordered):
        for two in ordered[n + 1 :]:
            if normal_code(two.jurisdiction) != normal_code(one.jurisdiction):
                break
            if one.in_force_to is None or two.in_force_from < one.in_force_to:
                found.append((one, two))
    return found
