"""The numbers services stands on, as laid down: limits of acceptance, extension, ratings and merging."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.policy.api import place_of
from luoshi.registry.api import parameters_in_force

NAMES = ("check_days", "extension_days", "callback_contact_days", "callback_fix_days", "merge_metres", "merge_hours")


def numbers(document: str, day: date, *names: str) -> dict[str, Decimal]:
    """The values of the named parameters that hold for the document's place on a day. Raises ValueUndetermined."""
    return parameters_in_force("services.", names or NAMES, place_of(document) if document else "", day)
