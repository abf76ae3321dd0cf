"""国有资产: statements come in or are refused by line, groups consolidate, a merger is tried, approved and takes effect."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.accountability.api import history_of, verify
from luoshi.accountability.assets import books
from luoshi.accountability.content import read_bands
from luoshi.accountability.models import EquityAdjustment, FirmStatement, Reorganisation, StateFirm
from luoshi.kernel.content import ContentFaults
from luoshi.kernel.manifest import Programme
from services_town import at_desk, county

STATEMENTS = """firm,year,assets,liabilities,equity_open,equity_close,revenue,total_profit,net_profit,interest
water-group,2022,100000000,60000000,0,40000000,1000000,0,0,0
water-group,2023,120000000,75000000,40000000,45000000,1000000,3000000,2500000,1500000
water-supply,2023,50000000,35000000,0,15000000,7000000,100,80,0
water-works,2023,30000000,10000000,0,20000000,2000000,0,0,0
transport-group,2023,90000000,50000000,0,40000000,100,0,0,0
"""
INNER = """year,kind,holder,other,amount,other_amount
2023,investment,water-group,water-supply,15000000,15000000
2023,investment,water-group,water-works,18000000,18000000
2023,debt,water-supply,water-works,4000000,4000000
2023,sale,water-supply,water-works,500000,500000
"""


@pytest.fixture
def town(db: None, on_day) -> None:
    county()
    on_day(date(2024, 3, 1))


def send(client: Client, kind: str, text: str):
    file = SimpleUploadedFile("figures.csv", text.encode())
    return client.post(f"/accountability/take-in/{kind}/", {"file": file, "source": "样例决算"})


def taken_in() -> None:
    analyst = at_desk("analyst")
    assert send(analyst, "statements", STATEMENTS).status_code == 302
    assert send(analyst, "internals", INNER).status_code == 302


def test_two_groups_merge_and_their_balances_vanish(town: None, on_day) -> None:
    taken_in()
    page = at_desk("supervisor").get("/accountability/assets/").content.decode()
    # 200 000 000 of the water group's three firms less 33 000 000 invested and 4 000 000 owed; 20 % of nothing else.
    assert "16,300.00" in page
    firm = at_desk("supervisor").get("/accountability/assets/firms/water-group/").content.decode()
    assert "163,000,000.00" in firm and "18,000,000.00" in firm
    # water-works is held to 90 %: a tenth of its 20 000 000 is the minority's.
    assert "2,000,000.00" in firm
    leader = at_desk("leader")
    asked = {"kind": "merge", "firm": "water-works", "other": "water-supply"}
    tried = leader.get("/accountability/assets/simulate/", asked).content.decode()
    assert tried.count("16,300.00") >= 1 and "提出审批" in tried
    assert Reorganisation.objects.count() == 0
    sent = leader.post(
        "/accountability/assets/propose/", {**asked, "reason": "同业整合", "paper": "样例方案1号", "resettles": "on"}
    )
    number = sent["Location"].rstrip("/").rsplit("/", 1)[1]

    def step(name: str, day: date, **more: str) -> None:
        on_day(day)
        where = f"/accountability/assets/reorganisations/{number}/step/"
        leader.post(where, {"step": name, "day": day.isoformat(), "paper": "样例文件", **more})

    step("valued", date(2024, 3, 5))
    # Staff come first, because they are resettled.
    assert set(Reorganisation.objects.get().steps.values_list("step", flat=True)) == {"proposed"}
    for name, day in (("staff", 4), ("valued", 5), ("decided", 6), ("notified", 8), ("published", 12)):
        step(name, date(2024, 3, day))
    step("completed", date(2024, 4, 20))
    assert Reorganisation.objects.get().completed_on is None
    shown = leader.get(f"/accountability/assets/reorganisations/{number}/").content.decode()
    assert "2024-04-26" in shown and "2024-03-16" in shown
    step("completed", date(2024, 4, 27))
    assert Reorganisation.objects.get().completed_on == date(2024, 4, 27)
    assert StateFirm.objects.get(code="water-works").state == "merged"
    assert len(history_of([number])) == 7
    assert verify() == []
    # Last year's figures stay as they were, and applying the content again does not undo what was decided.
    assert len(books.of_year("minhou-22", 2023).members) == 4
    county()
    assert StateFirm.objects.get(code="water-works").state == "merged"


def test_a_free_transfer_is_nobodys_gain(town: None, on_day) -> None:
    taken_in()
    leader = at_desk("leader")
    asked = {"kind": "transfer", "firm": "water-supply", "other": "transport-group", "reason": "样例", "paper": "样例"}
    sent = leader.post("/accountability/assets/propose/", asked)
    where = sent["Location"] + "step/"
    for name in ("valued", "decided", "completed"):
        leader.post(where, {"step": name, "day": "2024-03-01", "paper": "样例"})
    assert StateFirm.objects.get(code="water-supply").parent == "transport-group"
    found = {(one.firm.code, one.increases): one.amount for one in EquityAdjustment.objects.all()}
    assert found == {("water-group", False): Decimal(15000000), ("transport-group", True): Decimal(15000000)}
    county()
    assert StateFirm.objects.get(code="water-supply").parent == "transport-group"


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (
            "statements",
            STATEMENTS.replace("100000000,60000000", "100000001,60000000"),
            "第 2 行|资产减负债减权益应为 0",
        ),
        ("statements", STATEMENTS.replace("water-supply,2023", "nobody,2023"), "名录中没有企业“nobody”"),
        ("statements", STATEMENTS.replace("40000000,45000000", "39999999,45000000"), "不等于上年末"),
        ("statements", STATEMENTS + "water-works,2023,1,0,0,1,0,0,0,0\n", "报表重复"),
        ("statements", STATEMENTS.replace("7000000,100,80", "7000000,1e400,80"), "应为最多两位小数"),
        ("statements", "firm,year\nwater-group,2023\n", "缺少列"),
        ("internals", INNER.replace("4000000,4000000", "4000000,3999999.99"), "对不上"),
        ("internals", INNER.replace("water-supply,water-works,500000", "water-supply,water-supply,500000"), "自己往来"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_kept(town: None, kind: str, text: str, words: str) -> None:
    sent = send(at_desk("analyst"), kind, text)
    assert sent.status_code == 422
    page = sent.content.decode()
    assert words.split("|")[-1] in page
    assert FirmStatement.objects.count() == 0


def test_what_cannot_be_done_is_told(town: None) -> None:
    taken_in()
    leader = at_desk("leader")
    for asked, words in (
        ({"kind": "merge", "firm": "water-works", "other": "transport-group"}, "应先划转"),
        ({"kind": "merge", "firm": "water-works", "other": "construction-group"}, "没有 2023 年的报表"),
        ({"kind": "split", "firm": "water-works", "other": "water-works", "share": "40"}, "已经有了"),
        ({"kind": "split", "firm": "water-works", "other": "", "share": "40"}, "没有写新企业的代码"),
        ({"kind": "transfer", "firm": "water-group", "other": "water-works"}, "自己或它的下级"),
    ):
        page = leader.get("/accountability/assets/simulate/", asked).content.decode()
        assert words in page, asked


def test_only_those_who_may_reorganise_propose(town: None) -> None:
    taken_in()
    asked = {"kind": "transfer", "firm": "water-supply", "other": "transport-group", "reason": "样例", "paper": "样例"}
    assert at_desk("analyst").post("/accountability/assets/propose/", asked).status_code == 403
    assert Reorganisation.objects.count() == 0


def test_layout_and_performance_show_what_they_come_of(town: None) -> None:
    taken_in()
    reader = at_desk("supervisor")
    page = reader.get("/accountability/assets/layout/?year=2023").content.decode()
    # Water 45 000 000 - 33 000 000 and 15 000 000 of industry 4610, works 0.9 x 20 000 000 of 4822, transport 40 000 000.
    for shown in ("2,700.00", "1,800.00", "4,000.00", "8,500.00", "一分不差"):
        assert shown in page, shown
    shares = [27 / 85, 18 / 85, 40 / 85]
    assert f"{sum(share**2 for share in shares):.4f}" in page
    scored = reader.get("/accountability/assets/performance/?year=2023").content.decode()
    # Water group: debt 116 / 163 = 71.17 %, between 较低 73 and 平均 63: (0.4 + 0.2 x (73 - 71.17) / 10) x 25.
    debt = 100 * 116 / 163
    assert f"{(0.4 + 0.2 * (73 - debt) / 10) * 25:.2f}" in scored and f"{debt:.2f}%" in scored
    # The transport group has no year before: neither preservation nor returns are known, so it has no total.
    assert "已知权重 25，总分未定" in scored


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("standards: [8, 5, 6, 0, -4]", "依次变小，或依次变大"),
        ("standards: [8, 5, 2, 0, -4], weight: 99", "权重之和应为 100"),
        ("standards: [8, 5, 2, 0, -4], indicator: luck", "没有“luck”这个指标"),
    ],
)
def test_a_table_of_bands_at_fault_is_named(tmp_path: Path, line: str, words: str) -> None:
    folder = tmp_path / "12-x"
    folder.mkdir()
    given = {"indicator": "debt_ratio", "weight": "100"}
    given |= dict(part.split(": ") for part in line.split("], ")[1].split(", ")) if "], " in line else {}
    bands = line.split("], ")[0].removesuffix("]") + "]"
    row = ", ".join([f"{name}: {value}" for name, value in given.items()] + [bands])
    (folder / "performance-table.yaml").write_text(f"title: x\nsource: x\nrows:\n  - {{{row}}}\n", "utf-8")
    with pytest.raises(ContentFaults, match=words):
        read_bands(Programme("x", tmp_path, "x"))
