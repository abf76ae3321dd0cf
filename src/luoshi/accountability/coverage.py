"""Whether what this room promises really runs: there are figures, and they hold."""

from __future__ import annotations

from collections.abc import Callable

from luoshi.kernel.errors import ExpectedError

from .assets import books
from .models import (
    Accountable,
    Audit,
    AuditTable,
    CompensationRound,
    CreditRecord,
    ResourceAccount,
    StateFirm,
)

STORIES = "tests/journeys/test_accountability_{}.py::test_{}"


def assets_stand(document: str, measure: str) -> bool:
    """The measure's firms have statements of two years, and the last consolidates."""
    if not StateFirm.objects.filter(document=document, measure=measure).exists():
        return False
    years = books.years(document)
    try:
        return len(years) > 1 and bool(books.of_year(document, years[0]).members)
    except ExpectedError:
        return False


def audits_run(document: str, measure: str) -> bool:
    """Accounts are kept, the table of points is there, and a term has been audited."""
    return (
        AuditTable.objects.filter(document=document, measure=measure).exists()
        and ResourceAccount.objects.filter(document=document).exists()
        and Audit.objects.filter(document=document).exists()
    )


def liability_kept(document: str, measure: str) -> bool:
    return Accountable.objects.filter(damage__document=document).exists()


def credit_kept(document: str, measure: str) -> bool:
    return CreditRecord.objects.filter(document=document).exists()


def compensation_computed(document: str, measure: str) -> bool:
    return CompensationRound.objects.filter(document=document, lines__amount_fen__isnull=False).exists()


MECHANISMS: tuple[tuple[str, Callable[[str, str], bool], str], ...] = (
    (
        "accountability.state-assets",
        assets_stand,
        STORIES.format("assets", "two_groups_merge_and_their_balances_vanish"),
    ),
    (
        "accountability.natural-resource-audit",
        audits_run,
        STORIES.format("resources", "a_term_is_audited_from_its_accounts_to_the_report"),
    ),
    (
        "accountability.lifelong-liability",
        liability_kept,
        STORIES.format("liability", "an_official_who_moved_and_retired_is_still_found"),
    ),
    (
        "accountability.credit",
        credit_kept,
        STORIES.format("credit", "a_record_is_published_repaired_by_its_case_and_leaves_the_grade"),
    ),
    (
        "entitlements.basin-compensation",
        compensation_computed,
        STORIES.format("compensation", "a_pool_is_split_among_towns_by_what_was_measured"),
    ),
)
