"""12345: the limit by kind of call, over the holiday; one re-do where the caller says it is not solved."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.registry.api import system_viewer
from luoshi.services.api import start
from services_town import at_desk, case, county, waiting, work


@pytest.fixture
def town(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 30))


def call(kind: str, listed: bool = False) -> str:
    data = {"kind": kind, "listed": listed, "text": "样例诉求"}
    return start(by=system_viewer(), process="hotline", title=kind, applicant={"name": "来电人"}, data=data)


def test_each_kind_of_call_has_the_limit_of_the_worked_example(town: None) -> None:
    # Received Thursday 2021-09-30: eight days of holiday, Saturday 9 October is worked.
    assert case(call("咨询")).due_date == date(2021, 10, 9)
    assert case(call("求助")).due_date == date(2021, 10, 11)
    assert case(call("建议")).due_date == date(2021, 10, 13)
    assert case(call("投诉")).due_date == date(2021, 10, 20)
    assert case(call("投诉", listed=True)).due_date == date(2021, 10, 11)


def test_a_call_is_answered_called_back_and_done_again_once(town: None) -> None:
    number = call("求助")
    desk, transport = at_desk("clerk", "smart-county-centre"), at_desk("liaison", "transport")
    work(desk, number, "派单", handler="县交通局")
    work(transport, number, "办理答复", reply="已安排")
    work(desk, number, "回访", outcome="未解决，重办")
    assert waiting(number) == ["办理答复"]
    work(transport, number, "办理答复", reply="已修好")
    work(desk, number, "回访", outcome="已解决")
    assert case(number).result == "回访：已解决"
