"""The numbers this room stands on, as laid down."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.kernel.jurisdiction import ValueUndetermined
from luoshi.policy.api import place_of
from luoshi.registry.api import parameters_in_force


def numbers(document: str, day: date, *names: str) -> dict[str, Decimal]:
    """The values of the named parameters that hold for the document's place on a day. Raises ValueUndetermined."""
    return parameters_in_force("accountability.", names, place_of(document) if document else "", day)


def number_or_none(document: str, day: date, name: str) -> Decimal | None:
    """None where it is not laid down: the page then says that it is undetermined."""
    try:
        return numbers(document, day, name)[name]
    except ValueUndetermined:
        return None
