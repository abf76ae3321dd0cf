"""流域生态补偿: a pool split among towns by what stations and accounts say, to the last fen."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from luoshi.accountability.api import history_of, verify
from luoshi.accountability.compensation.service import split
from luoshi.accountability.models import BasinDebt, CompensationLine, CompensationRound
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


AGREEMENT = {
    "code": "min-river",
    "title": "样例协议",
    "upstream": "样例上游县",
    "downstream": "样例下游县",
    "scope": "跨界断面以上",
    "targets": "年均值",
    "duties": "保护、支付",
    "manner": "资金",
    "breach": "加付",
    "first": "2022-01-01",
    "last": "2023-12-31",
    "station": "sample-water-1",
    "stability": "0.85",
    "items": "CODMn | 2.0 | 0.25\nNH3N | 0.12 | 0.25\nTP | 0.036 | 0.25\nTN | 1.2 | 0.25",
    "amount": "1000000",
    "paper": "样例",
}
MEANS = {"CODMn": 1.9, "NH3N": 0.11, "TP": 0.034, "TN": 1.3}
L = "/accountability/compensation/ledger/"


def months_of(year: int, means: dict[str, float], months: int = 8) -> None:
    """Months that swing about these means. TN isn't judged in rivers but is measured all the same."""
    swing = [1 + 0.1 * (-1) ** n for n in range(months)]
    cells = pl.DataFrame(
        {
            "station": ["sample-water-1"] * months,
            "month": [f"{year}-{n:02d}" for n in range(1, months + 1)],
            **{name: [str(round(mean * by, 6)) for by in swing] for name, mean in means.items()},
        }
    )
    take_in_water(by=system_viewer(), cells=cells, source="样例")


def test_a_years_water_says_who_pays_and_the_ledger_what_is_paid(town: None) -> None:
    analyst = at_desk("analyst")
    assert analyst.post("/accountability/compensation/agreements/add/", AGREEMENT).status_code == 302
    where = "/accountability/compensation/agreements/min-river/"
    told = analyst.post(f"{where}settle/", {"year": "2022"}, follow=True).content.decode()
    assert "不满 8 个月数据" in told and not BasinDebt.objects.exists()
    months_of(2022, MEANS)
    page = analyst.get(where).content.decode()
    # Sheet D: 0.85 x 0.25 x (1.9/2 + .11/.12 + .034/.036 + 1.3/1.2) = 0.8276: not above 1, so downstream pays.
    assert "0.8276" in page and "下游补偿上游" in page
    analyst.post(f"{where}settle/", {"year": "2022"})
    debt = BasinDebt.objects.get()
    assert (debt.debtor, debt.creditor, debt.amount_fen) == ("样例下游县", "样例上游县", 100_000_000)
    assert "已经结算" in analyst.post(f"{where}settle/", {"year": "2022"}, follow=True).content.decode()
    assert "没有过完" in analyst.post(f"{where}settle/", {"year": "2023"}, follow=True).content.decode()

    def act(name: str, **form: str) -> str:
        return analyst.post(f"{L}{debt.pk}/{name}/", form, follow=True).content.decode()

    pay = {"kind": "paid", "paid_on": "2023-01-20"}
    act("pay", **pay, amount="400000", voucher="P-1")
    assert "不超过 600,000.00 元" in act("pay", **pay, amount="600000.01", voucher="P-2")
    assert "已经登记过" in act("pay", **pay, amount="1", voucher="P-1")
    assert "日期在以后" in act("pay", **{**pay, "paid_on": "2023-02-02"}, amount="1", voucher="P-3")

    # A side objects: nothing is paid until it is settled, here by the government above both, to less.
    assert "请选择提出的一方" in act("dispute", side="别处", text="x")
    act("dispute", side="样例下游县", text="样例：监测数据异议")
    assert "争议还没有解决" in act("pay", **pay, amount="1", voucher="P-4")
    assert "小于已经支付的金额" in act("settle", outcome="样例", amount="399999")
    for odd in ("NaN", "Infinity", "1e999999", "-1", "0.001", "²"):
        assert "金额不是数" in act("settle", outcome="样例", amount=odd)
    shown = act("settle", outcome="样例：按复核数据减", decided_by="样例设区市政府", amount="900000")
    assert "样例设区市政府" in shown and "900,000.00" in shown and "争议前金额" in shown
    act("pay", **pay, amount="500000", voucher="P-5")
    assert "已付清" in analyst.get(L).content.decode()

    # Misused money comes back, with the reason, and no more than was paid.
    assert "追回要写明" in act("pay", kind="recovered", paid_on="2023-01-30", amount="1", voucher="R-0")
    back = {"kind": "recovered", "paid_on": "2023-01-30", "reason": "样例：挪用"}
    assert "不超过 900,000.00 元" in act("pay", **back, amount="900000.01", voucher="R-1")
    act("pay", **back, amount="50000", voucher="R-2")
    assert "50,000.00" in at_desk("liaison", "finance").get(L).content.decode()
    assert [line.act for line in history_of([f"basin/{debt.pk}"])].count("accountability.basin_money") == 5
    assert verify() == []


def test_dirty_water_turns_the_payment_round(town: None) -> None:
    analyst = at_desk("analyst")
    analyst.post("/accountability/compensation/agreements/add/", AGREEMENT)
    months_of(2022, {name: 1.5 * value for name, value in MEANS.items()})
    analyst.post("/accountability/compensation/agreements/min-river/settle/", {"year": "2022"})
    debt = BasinDebt.objects.get()
    assert (debt.debtor, debt.creditor) == ("样例上游县", "样例下游县")
    assert debt.basis["index"] == pytest.approx(1.5 * 0.8276, abs=1e-4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"last": "2021-12-31"}, "期限的止在起之前"),
        ({"downstream": "样例上游县"}, "同一个地区"),
        ({"items": "NH3N | 0 | 0.25"}, "大于 0 的基准值"),
        ({"items": "NH3N 0.12"}, "应写成"),
        ({"breach": " "}, "这个字段是必填项"),
        ({"stability": "0"}, "稳定系数应大于 0"),
    ],
)
def test_an_agreement_that_does_not_say_what_it_must_is_refused(town: None, change: dict[str, str], words: str) -> None:
    sent = at_desk("analyst").post("/accountability/compensation/agreements/add/", {**AGREEMENT, **change})
    assert sent.status_code == 422 and words in sent.content.decode()
    assert "样例上游县" in sent.content.decode()  # nothing entered is lost


def test_a_settled_pool_is_owed_by_the_county_to_its_towns(town: None) -> None:
    measured()
    analyst = at_desk("analyst")
    analyst.post("/accountability/compensation/compute/", {"year": "2022", "pool": "10000", "source": "样例文件"})
    for _state in ("published", "settled"):
        analyst.post("/accountability/compensation/move/", {"year": "2022"})
    owed = {debt.creditor: debt.amount_fen for debt in BasinDebt.objects.all()}
    assert owed == {"甘蔗街道": 502289, "白沙镇": 287414, "南屿镇": 210297}
    assert set(BasinDebt.objects.values_list("debtor", flat=True)) == {"闽侯县"}
    assert "10,000.00" in analyst.get(f"{L}?year=2022").content.decode()
