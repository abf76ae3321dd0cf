"""Parameters as they stand: what holds in a place on a day, since when, by which document; and setting them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from pydantic import TypeAdapter

from luoshi.kernel.citation import Citation
from luoshi.kernel.errors import N_, ExpectedError, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.jurisdiction import ValueUndetermined, line_of, normal_code
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.parameters import Parameter as Bounds
from luoshi.kernel.today import now

from .events import ParameterSet
from .models import Parameter, ParameterValue
from .service import require

_CITATION = TypeAdapter(Citation)


class ValueNotAllowed(ExpectedError):
    code = "registry.value_not_allowed"
    message = N_("{problem}。请更正后再保存。")


class SourceMissing(ExpectedError):
    code = "registry.source_missing"
    message = N_("请写明依据的文件或会议：没有依据的数值不能生效。")


@dataclass(frozen=True)
class ValueFacts:
    """What one jurisdiction laid down. ``on_page``: somebody set it there, so it goes before the files."""

    id: int
    jurisdiction: str
    value: Decimal | None
    in_force_from: date
    in_force_to: date | None
    citation: Citation | None
    """None where no document lays it down; ``note`` then says where the number comes from."""
    supplier: str
    note: str
    on_page: bool
    set_by: str

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or day < self.in_force_to)


@dataclass(frozen=True)
class ParameterFacts:
    """A parameter in a place on a day. ``current`` is the value that holds, None where nothing is known; ``values``
    all that were laid down there and above, narrowest first, page before file, latest first."""

    code: str
    label: str
    label_en: str
    unit: str
    unit_en: str
    meaning: str
    meaning_en: str
    kind: str
    least: Decimal | None
    most: Decimal | None
    current: ValueFacts | None
    values: tuple[ValueFacts, ...]


def citation_facts(citation: Citation | None) -> dict[str, Any]:
    """A citation as JSON keeps it: only what is given."""
    return _CITATION.dump_python(citation, mode="json", exclude_defaults=True) if citation else {}


def _value_facts(row: ParameterValue) -> ValueFacts:
    return ValueFacts(
        id=row.pk,
        jurisdiction=row.jurisdiction,
        value=row.value,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        citation=_CITATION.validate_python(row.citation) if row.citation else None,
        supplier=row.supplier,
        note=row.note,
        on_page=row.origin == ParameterValue.Origin.PAGE,
        set_by=row.set_by,
    )


def _current(values: Iterable[ValueFacts], place: str, day: date) -> ValueFacts | None:
    """The value that holds: of the narrowest jurisdiction that says anything, the page's latest before the files'."""
    in_force = [value for value in values if value.in_force(day)]
    for code in line_of(place):
        here = [value for value in in_force if value.jurisdiction == code]
        if here:
            return max(here, key=lambda value: (value.on_page, value.in_force_from))
    return None


def parameters_in_force(prefix: str, names: Iterable[str], place: str, day: date) -> dict[str, Decimal]:
    """Each name (``delivery.`` and it is a code) -> the value that holds in the place on the day. One query.

    Raises ValueUndetermined for one that is laid down nowhere, or known to be laid down but not as what.
    """
    rows = ParameterValue.objects.filter(parameter__code__startswith=prefix).order_by()
    by_code: dict[str, list[ValueFacts]] = {}
    labels = {}
    # Acts ask for these by the thousand, so what is not needed to tell which value holds (citation, note) is left out.
    for code, label, place_of_value, value, first, until, supplier, origin in rows.values_list(
        "parameter__code",
        "parameter__label",
        "jurisdiction",
        "value",
        "in_force_from",
        "in_force_to",
        "supplier",
        "origin",
    ):
        on_page = origin == ParameterValue.Origin.PAGE
        laid_down = ValueFacts(0, place_of_value, value, first, until, None, supplier, "", on_page, "")
        by_code.setdefault(code, []).append(laid_down)
        labels[code] = label
    found = {}
    for name in names:
        code = prefix + name
        current = _current(by_code.get(code, ()), place, day)
        if current is None or current.value is None:
            supplier = (current.supplier if current else "") or "主管部门"
            raise ValueUndetermined(label=labels.get(code, code), day=day, supplier=supplier)
        found[name] = current.value
    return found


def parameters(place: str, day: date) -> list[ParameterFacts]:
    """All parameters as they stand in a place on a day. Two queries."""
    return [_facts(row, place, day) for row in Parameter.objects.prefetch_related("values")]


def parameter_facts(code: str, place: str, day: date) -> ParameterFacts:
    """Raises NotFound for an unknown code."""
    return _facts(_parameter(code), place, day)


def _parameter(code: str) -> Parameter:
    found = Parameter.objects.filter(code=code).prefetch_related("values").first()
    if found is None:
        raise NotFound(what=code)
    return found


def _facts(row: Parameter, place: str, day: date) -> ParameterFacts:
    order = {code: n for n, code in enumerate(line_of(place))}
    values = [_value_facts(value) for value in row.values.all() if value.jurisdiction in order]
    values.sort(key=lambda value: value.in_force_from, reverse=True)
    values.sort(key=lambda value: (order[value.jurisdiction], not value.on_page))
    names = ("code", "label", "label_en", "unit", "unit_en", "meaning", "meaning_en", "kind", "least", "most")
    facts = {name: getattr(row, name) for name in names}
    return ParameterFacts(**facts, current=_current(values, place, day), values=tuple(values))


@transaction.atomic
def set_parameter(
    *, by: Viewer, code: str, place: str, value: Decimal, start: date, citation: Citation, note: str = ""
) -> None:
    """Lay down a value for a place from a day on; setting it again from the same day replaces it.

    Raises ValueNotAllowed outside the parameter's bounds, SourceMissing without a document.
    """
    require(by, "registry.set_parameters")
    row = _parameter(code)
    if not citation.title.strip():
        raise SourceMissing()
    bounds = Bounds(code, row.label, "", "", "", "", "", row.kind, row.least, row.most)  # type: ignore[arg-type]
    if problem := bounds.problem(value):
        raise ValueNotAllowed(problem=problem)
    ParameterValue.objects.update_or_create(
        parameter=row,
        jurisdiction=normal_code(place),
        in_force_from=start,
        origin=ParameterValue.Origin.PAGE,
        defaults={
            "value": value,
            "citation": citation_facts(citation),
            "note": note.strip(),
            "set_by": by.username,
            "set_at": now(),
        },
    )
    _tell(by, row, place, f"{value:f}", start, str(citation))


@transaction.atomic
def withdraw_parameter(*, by: Viewer, code: str, value_id: int) -> None:
    """Take back a value that was set on the page, so that the files hold again. Raises NotFound for any other."""
    require(by, "registry.set_parameters")
    row = _parameter(code)
    found = row.values.filter(pk=value_id, origin=ParameterValue.Origin.PAGE).first()
    if found is None:
        raise NotFound(what=code)
    found.delete()
    _tell(by, row, found.jurisdiction, "", found.in_force_from, str(_value_facts(found).citation or ""))


def _tell(by: Viewer, row: Parameter, place: str, value: str, start: date, source: str) -> None:
    publish(
        ParameterSet(
            actor=by.username,
            at=now(),
            subject=row.code,
            jurisdiction=place,
            value=value,
            in_force_from=start.isoformat(),
            source=source,
        )
    )
