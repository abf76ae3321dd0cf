"""Whether a mechanism really runs: its process is published for the measure, or its register has something in it."""

from __future__ import annotations

from collections.abc import Callable

from luoshi.indicators.api import indicator_of
from luoshi.kernel.errors import NotFound

from .models import Contact, FeeLine, InspectionMonth, Item, NormativeDocument, ProcessVersion, ServicePoint

Exists = Callable[[str, str], bool]


def process_runs(code: str) -> Exists:
    def exists(document: str, measure: str) -> bool:
        rows = ProcessVersion.objects.filter(mechanism=code, is_current=True, document=document, measure=measure)
        return rows.exists()

    return exists


def inspections_ranked(code: str) -> Exists:
    """A month of the mechanism's sheet has been inspected, ranked and published."""

    def exists(document: str, measure: str) -> bool:
        rows = InspectionMonth.objects.filter(sheet__mechanism=code, sheet__document=document, sheet__measure=measure)
        return rows.exists()

    return exists


def network_runs(document: str, measure: str) -> bool:
    return ServicePoint.objects.filter(document=document).exists() and Item.objects.filter(document=document).exists()


def fees_listed(document: str, measure: str) -> bool:
    return FeeLine.objects.filter(document=document, measure=measure).exists()


def documents_kept(document: str, measure: str) -> bool:
    return NormativeDocument.objects.filter(document=document, measure=measure).exists()


def leaders_linked(document: str, measure: str) -> bool:
    return Contact.objects.filter(document=document).exists() and process_runs("services.leader-contact")(
        document, measure
    )


def figures_fed(document: str, measure: str) -> bool:
    """The catalogue has been counted into the measure's indicators."""
    try:
        one = indicator_of("limit_promised_days")
    except NotFound:
        return False
    return (one.document, one.measure) == (document, measure) and one.observations.exists()
