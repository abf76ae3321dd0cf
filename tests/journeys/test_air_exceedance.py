"""空气质量超标: a bad day opens one case at the bureau, with limit, reason and day; a culprit found becomes a clue."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from luoshi.accountability.models import Damage
from luoshi.indicators.monitoring import take_in_air
from luoshi.registry.api import system_viewer
from luoshi.services.models import Case
from services_town import at_desk, case, county, waiting, work

STATION = "sample-air-ganzhe"


def readings(first: date, dust: list[float], station: str = STATION) -> pl.DataFrame:
    clean = {"SO2": "10", "NO2": "20", "CO": "0.5", "O3": "60", "PM10": "40"}
    rows = [
        {"station": station, "hour": f"{first + timedelta(days=n)} {hour:02d}:00", **clean, "PM25": str(value)}
        for n, value in enumerate(dust)
        for hour in range(24)
    ]
    return pl.DataFrame(rows)


@pytest.fixture
def town(db: None, on_day: Any) -> None:
    county()
    on_day(date(2021, 9, 28))


def take_in(first: date, dust: list[float], station: str = STATION) -> None:
    take_in_air(by=system_viewer(), cells=readings(first, dust, station), source="样例")


def test_a_bad_day_is_answered_for_and_the_culprit_becomes_a_clue(town: None, on_day: Any) -> None:
    take_in(date(2021, 9, 26), [96.0, 35.0])
    one = Case.objects.get()
    assert (one.version.code, one.unit.code) == ("air-exceedance", "ecology-environment")
    # HJ 633-2012: 75 to 115 µg/m³ is an index of 100 to 150, so 96 gives 100 + 50 x 21/40 = 126.25, rounded up.
    assert "空气质量指数 127 轻度污染" in one.data["reason"]
    assert "PM2.5日均 96 µg/m³，限值 75（GB 3095-2012 二级）" in one.data["reason"]
    # Three working days for the cause over the holiday: 29, 30 September and 8 October.
    assert one.steps.get(state="open").due_date == date(2021, 10, 8)
    desk = at_desk("liaison", "ecology-environment")
    assert one.title in desk.get("/workbench/").content.decode()
    assert "限值 75" in desk.get(f"/services/cases/{one.number}/").content.decode()

    # Taken in again it tells nobody twice; the next bad day belongs to the same episode, another station's does not.
    take_in(date(2021, 9, 26), [96.0])
    take_in(date(2021, 9, 27), [80.0])
    take_in(date(2021, 9, 27), [80.0], "sample-air-shangjie")
    one.refresh_from_db()
    assert (one.data["exceeded_days"], Case.objects.count()) == (2, 2)
    assert len(one.data["reason"].splitlines()) == 2

    assert not Damage.objects.exists()
    work(desk, one.number, "查明原因和责任人", cause="露天焚烧", cause_note="样例：秸秆焚烧火点", obligor="样例农场")
    work(desk, one.number, "采取措施", measures="样例：扑灭、处罚")
    reviewer = at_desk("reviewer", "ecology-environment")
    work(reviewer, one.number, "核实效果", check_note="样例：火点未灭")
    assert waiting(one.number) == ["查明原因和责任人"]
    work(desk, one.number, "查明原因和责任人", cause="露天焚烧", cause_note="样例：秸秆焚烧火点", obligor="样例农场")
    work(desk, one.number, "采取措施", measures="样例：再次扑灭")
    work(reviewer, one.number, "核实效果", effective="on")
    assert case(one.number).state == "done"
    clue = Damage.objects.get()
    assert (clue.source, clue.place) == (one.number, "350121001")
    assert "责任人 样例农场" in clue.fact and "PM2.5日均 96" in clue.fact
    # The episode is over: another bad day is a new case.
    take_in(date(2021, 9, 28), [100.0])
    assert Case.objects.filter(data__station=STATION).count() == 2


def test_bad_air_without_a_culprit_leaves_no_clue(town: None) -> None:
    take_in(date(2021, 9, 26), [96.0])
    number = Case.objects.get().number
    desk = at_desk("liaison", "ecology-environment")
    work(desk, number, "查明原因和责任人", cause="不利气象", cause_note="样例：静稳")
    work(desk, number, "采取措施", measures="样例：减排提示")
    work(at_desk("reviewer", "ecology-environment"), number, "核实效果", effective="on")
    assert not Damage.objects.exists()


@pytest.mark.parametrize(
    ("day", "limit", "edition"), [(date(2026, 2, 27), 75, "GB 3095-2012"), (date(2026, 3, 2), 60, "GB 3095-2026")]
)
def test_the_limit_told_is_that_of_the_day(town: None, on_day: Any, day: date, limit: int, edition: str) -> None:
    on_day(day + timedelta(days=2))
    take_in(day, [90.0])
    assert f"PM2.5日均 90 µg/m³，限值 {limit}（{edition} 二级）" in Case.objects.get().data["reason"]
