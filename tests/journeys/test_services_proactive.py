"""主动服务: what a rule finds about somebody opens a case before anybody applies, once, and no more than desks can take."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import transaction

from luoshi.entitlements.api import SweepDone
from luoshi.entitlements.models import Finding, Sweep
from luoshi.kernel.events import publish
from luoshi.kernel.today import CHINA
from luoshi.services import daily
from luoshi.services.models import Case
from services_town import at_desk, case, county, waiting, work


@pytest.fixture
def found(db: None, on_day) -> Sweep:
    """A run that finds 25 households entitled and one that may be."""
    county()
    on_day(date(2021, 9, 10))
    sweep = Sweep.objects.create(
        run="r1", day=date(2021, 9, 10), synthetic=True, made_at=datetime(2021, 9, 10, tzinfo=CHINA), made_by="system"
    )
    Finding.objects.bulk_create(
        Finding(sweep=sweep, kind="entitled", rule="is_minimum_living", entity="household", key=f"350121{n:06}")
        for n in range(25)
    )
    Finding.objects.create(sweep=sweep, kind="open", rule="is_minimum_living", entity="household", key="350121999999")
    return sweep


def tell(run: str) -> None:
    told = {"rules": ("is_minimum_living",), "entitled": 25, "ended": 0, "warnings": 0, "open": 1}
    with transaction.atomic():
        publish(SweepDone(actor="system", at=datetime(2021, 9, 10, 9, tzinfo=CHINA), subject=run, **told))


def test_findings_open_cases_as_many_a_day_as_laid_down_and_each_once(found: Sweep) -> None:
    tell(found.run)
    opened = Case.objects.filter(channel="rule")
    assert opened.count() == 20
    assert "350121000000" not in opened.order_by("pk")[0].title  # the number is not shown
    assert opened.filter(synthetic=True).count() == 20
    daily.daily(date(2021, 9, 11))
    assert opened.count() == 25  # the rest on the next day; what may be is nobody's case yet
    daily.daily(date(2021, 9, 12))
    tell(found.run)
    assert opened.count() == 25


def test_a_household_found_is_gone_to_and_helped_to_apply(found: Sweep) -> None:
    tell(found.run)
    number = Case.objects.filter(channel="rule").order_by("pk")[0].number
    civil = at_desk("clerk", "civil-affairs")
    assert waiting(number) == ["上门或电话核实、告知政策"]
    work(civil, number, "上门或电话核实、告知政策", visited_on="2021-09-13", visit_result="符合且愿意申请")
    work(civil, number, "受理申请、代填代办", helped="经办代填")
    assert case(number).result == "已受理低保申请，转审核确认"
