"""What the catalogue promises and what cases really took goes into the indicators, with its parts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from luoshi.indicators.api import indicator_of
from luoshi.indicators.domain.periods import Frequency, parse
from luoshi.indicators.queries import prove
from luoshi.kernel.today import CHINA
from luoshi.services.figures import feed_month
from luoshi.services.models import Case, Item
from services_town import county


@pytest.fixture
def town(db: None) -> None:
    county()


def value(code: str, period: str = "2021-09") -> float | None:
    one = indicator_of(code)
    rows = one.observations.filter(period=parse(period, Frequency.MONTH).index, place="", known_to__isnull=True)
    row = rows.first()
    return row.value if row else None


def test_what_the_catalogue_promises_and_cases_took_feeds_the_indicators(town: None, on_day) -> None:
    """R11-2 ⇒ limits (20, 5), (10, at once), (66, 15), none: (96 − 20) / 96 = 79.17 %; R11-1 ⇒ zero of two trips: 70 %."""
    on_day(date(2021, 9, 30))
    rows = list(Item.objects.filter(is_current=True).order_by("code"))
    assert len(rows) >= 4
    limits = [(20, 5), (10, 0), (66, 15)]
    for n, item in enumerate(rows):
        item.legal_days, item.promised_days = limits[n] if n < len(limits) else (None, 7)
        item.visits = 0 if n % 10 < 7 else 1
        item.save()
    case = Case.objects.filter(item__isnull=False).first()
    if case is not None:
        Case.objects.filter(pk=case.pk).update(
            item=rows[0],
            state=Case.State.DONE,
            counted_days=4,
            visits=0,
            finished_at=datetime(2021, 9, 20, 10, tzinfo=CHINA),
        )
    assert feed_month(date(2021, 9, 30)) > 0
    assert feed_month(date(2021, 9, 30)) == 0
    assert (value("limit_legal_days"), value("limit_promised_days")) == (96, 20)
    assert value("promised_compression") == 79.17
    zero = sum(item.visits == 0 for item in rows)
    assert value("zero_trip_share") == round(100 * zero / len(rows), 2)
    proof = prove(indicator_of("promised_compression"), parse("2021-09", Frequency.MONTH))
    assert proof.same
    assert {part.indicator.code for part in proof.line.parts} == {"limit_legal_days", "limit_promised_days"}


def test_cases_count_in_the_month_they_were_closed_in(town: None, on_day) -> None:
    on_day(date(2021, 9, 30))
    feed_month(date(2021, 9, 30))
    assert value("cases_closed_limited") == 0
    assert value("real_compression") is None  # of nothing there is no share
