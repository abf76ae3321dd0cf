"""A case past its limit becomes a supervised task, once."""

from __future__ import annotations

from datetime import date

from luoshi.delivery.models import Task
from luoshi.kernel.manifest import Programme
from luoshi.services import daily
from luoshi.services.tests.samples import TWO_STEPS, begun, published


def test_an_overdue_case_is_told_once_and_becomes_a_task(programme: Programme, on_day) -> None:
    on_day(date(2021, 9, 10))
    published(TWO_STEPS, promised_days=3, document="sample", measure="1", clauses=("1.s1",))
    begun()
    before = Task.objects.count()
    daily.daily(date(2021, 9, 15))
    assert Task.objects.count() == before
    on_day(date(2021, 9, 16))
    daily.daily(date(2021, 9, 16))
    daily.daily(date(2021, 9, 16))
    assert Task.objects.count() == before + 1
    assert Task.objects.latest("pk").lead.code == "development"
