"""流域生态补偿: a pool split among towns by what stations and accounts say, to the last fen."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from luoshi.accountability.compensation.service import split
from luoshi.accountability.models import CompensationLine, CompensationRound
from luoshi.accountability.resources.accounts import take_in_accounts
from luoshi.indicators.monitoring import take_in_water
from luoshi.registry.api import system_viewer
from services_town import at_desk, county

PARTS = {"water": 0.7, "forest": 0.2, "use": 0.1}
TOWNS = ("350121001", "350121101", "350121102")


def test_the_sheets_example_adds_up_to_the_pool() -> None:
    """Pool 10 000 yuan; the cent that rounding leaves goes to the largest."""
    scores = {
        "A": {"water": 90.0, "forest": 75.0, "use": 80.0},
        "B": {"water": 70.0, "forest": 60.0, "use": 100.0},
        "C": {"water": 50.0, "forest": 30.0, "use": 60.0},
    }
    assert split(1_000_000, scores, PARTS) == {"A": 424243, "B": 347727, "C": 228030}
    scores["C"]["forest"] = None
    assert split(1_000_000, scores, PARTS) is None


@pytest.fixture
def town(db: None, on_day) -> None:
    county()
    on_day(date(2023, 2, 1))


def measured() -> None:
    months = [f"2022-{n:02d}" for n in range(1, 5)]
    rows = [(f"sample-water-{s}", month) for s in (1, 2, 3) for month in months]
    # Section 1 meets its class III always, section 2 in two months, section 3 (class II) in one.
    ammonia = ["0.3"] * 4 + ["0.3", "0.9", "1.8", "1.8"] + ["0.3", "0.9", "0.9", "0.9"]
    facts = {"DO": "7", "CODMn": "3", "TP": "0.09"}
    cells = pl.DataFrame(
        {
            "station": [r[0] for r in rows],
            "month": [r[1] for r in rows],
            "NH3N": ammonia,
            **{name: [value] * len(rows) for name, value in facts.items()},
        }
    )
    take_in_water(by=system_viewer(), cells=cells, source="样例")
    lines = []
    for place, forest, taken in zip(TOWNS, ("60", "50", "80"), ("10", "20", "40"), strict=True):
        zero = {"year": "2022", "place": place, "increase_human": "0", "increase_natural": "0", "decrease_natural": "0"}
        farm = str(100 - int(forest))
        lines += [
            {**zero, "account": "land", "kind": "林地", "opening": forest, "decrease_human": "0", "closing": forest},
            {**zero, "account": "land", "kind": "耕地", "opening": farm, "decrease_human": "0", "closing": farm},
            {
                **zero,
                "account": "water",
                "kind": "地表水",
                "opening": "100",
                "decrease_human": taken,
                "closing": str(100 - int(taken)),
            },
        ]
    take_in_accounts(by=system_viewer(), document="minhou-22", cells=pl.DataFrame(lines), source="样例")


def test_a_pool_is_split_among_towns_by_what_was_measured(town: None) -> None:
    measured()
    analyst = at_desk("analyst")
    given = {"year": "2022", "pool": "10000", "source": "样例文件"}
    analyst.post("/accountability/compensation/compute/", given)
    found = {line.place: line for line in CompensationLine.objects.filter(amount_fen__isnull=False)}
    assert {place: (line.water, line.forest, line.use) for place, line in found.items()} == {
        TOWNS[0]: (100.0, 60.0, 90.0),
        TOWNS[1]: (50.0, 50.0, 80.0),
        TOWNS[2]: (25.0, 80.0, 60.0),
    }
    # By hand, the cent left over to the largest: 7000 by 100:50:25, 2000 by 60:50:80 (190), 1000 by 90:80:60 (230).
    assert {place: line.amount_fen for place, line in found.items()} == {
        TOWNS[0]: 502289,
        TOWNS[1]: 287414,
        TOWNS[2]: 210297,
    }
    assert CompensationLine.objects.filter(amount_fen=None).exists()  # towns without a section, shown as not measured
    page = analyst.get("/accountability/compensation/").content.decode()
    assert "5,022.89" in page and "10,000.00" in page and "未测" in page
    analyst.post("/accountability/compensation/move/", {"year": "2022"})
    assert CompensationRound.objects.get().state == "published"
    again = analyst.post("/accountability/compensation/compute/", {**given, "pool": "9"}, follow=True)
    assert "已经公示，不能重算" in again.content.decode()
    assert CompensationRound.objects.get().pool_fen == 1_000_000


def test_a_year_without_figures_says_what_to_bring(town: None) -> None:
    given = {"year": "2022", "pool": "10000", "source": "样例文件"}
    page = at_desk("analyst").post("/accountability/compensation/compute/", given, follow=True).content.decode()
    assert "请先导入断面水质、土地和水资源账户" in page
    assert not CompensationRound.objects.exists()
