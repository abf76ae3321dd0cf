"""自然资源资产: accounts that close, a term audited over them, a report that says what was found."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Docx

from luoshi.accountability.api import history_of, verify
from luoshi.accountability.models import Audit, Finding, ResourceAccount, Tenure
from services_town import at_desk, county

HEADER = "place,account,kind,year,opening,increase_human,increase_natural,decrease_human,decrease_natural,revaluation,reason,closing,quality\n"
TOWN = "350121101"


def line(account: str, kind: str, year: int, opening: float, up: float, down: float, **more: str) -> str:
    close = more.get("closing", f"{opening + up - down:.2f}")
    return f"{TOWN},{account},{kind},{year},{opening},{up},0,{down},0,{more.get('revaluation', '')},{more.get('reason', '')},{close},{more.get('quality', '')}\n"


GOOD = HEADER + "".join(
    [
        line("land", "耕地", 2021, 900, 2, 1),
        line("land", "耕地", 2022, 901, 2, 1),
        line("land", "林地", 2021, 118, 0.32, 0.18),
        line("land", "林地", 2022, 118.14, 0, 0.05),
        line("forest", "乔木林", 2021, 100, 0, 0),
        line("forest", "乔木林", 2022, 100, 12, 0),
        line("wetland", "湿地", 2021, 60, 0, 0),
        line("wetland", "湿地", 2022, 60, 0, 0),
    ]
)


@pytest.fixture
def town(db: None, on_day) -> None:
    county()
    on_day(date(2023, 6, 1))


def send(text: str):
    file = SimpleUploadedFile("accounts.csv", text.encode())
    return at_desk("analyst").post("/accountability/take-in/accounts/", {"file": file, "source": "样例调查"})


def term(**changed: str) -> None:
    given = {
        "official": "x",
        "name": "样例干部",
        "post": "样例镇镇长",
        "place": TOWN,
        "first": "2022-05-01",
        "last": "2022-12-31",
        "principal": "on",
        "paper": "样例任免1号",
        "whereabouts": "已调离",
    }
    at_desk("auditor").post("/accountability/officials/terms/", {**given, **changed})


def opened(**changed: str):
    given = {"tenure": Tenure.objects.first().pk, "kind": "leaving", "first": "2022-05-01", "last": "2022-12-31"}
    given |= {"noticed_on": "2023-05-10", "begins_on": "2023-05-15"}
    return at_desk("auditor").post("/accountability/audits/open/", {**given, **changed})


def test_a_term_is_audited_from_its_accounts_to_the_report(town: None, on_day) -> None:
    assert send(GOOD).status_code == 302
    term()
    number = opened()["Location"].rstrip("/").rsplit("/", 1)[1]
    auditor, where = at_desk("auditor"), f"/accountability/audits/{number}/"
    page = auditor.get(where).content.decode()
    # Taking office on day 121 between 100 and 112 (the worked example): 103.95 with the year counted from its eve.
    assert "103.98" in page and "按两年末内插" in page
    # Nothing entered yet: too little is known to give a grade.
    assert "指标数据不足" in page
    points = {"reforms": "2", "supervision": "12", "missed_targets": "0", "funds_misused": "0"}
    auditor.post(where + "points/", {**points, "inspection_findings": "0"})
    page = auditor.get(where).content.decode()
    # 9 + 12; 15 + 10; forest land fell in the term: 0 + 10 + 5; 15; 10.
    assert "86.00" in page and "较好" in page
    auditor.post(
        where + "findings/",
        {
            "clause": "样例条款",
            "fact": "样例：占用林地未批",
            "amount": "12000",
            "circumstances": ["alone"],
            "rectify_by": "2023-08-01",
        },
    )
    assert Finding.objects.get().responsibility == "direct"
    auditor.post(where + "draft/")
    auditor.post(where + "issue/", {"opinion": ""})
    assert Audit.objects.get().state == "feedback"  # ten days for the written opinion are not over
    assert "征求意见稿" in paper(auditor, where)
    auditor.post(where + "issue/", {"opinion": "没有异议"})
    assert Audit.objects.get().state == "issued"
    words = paper(auditor, where)
    for wanted in ("样例镇镇长", "离任审计报告", "103.98", "86.00", "较好", "直接责任", "没有异议", "内插"):
        assert wanted in words, wanted
    assert "征求意见稿" not in words
    # Issued is frozen: later figures and points change nothing.
    ResourceAccount.objects.filter(account="forest").delete()
    auditor.post(where + "points/", {"reforms": "0"})
    assert paper(auditor, where) == words
    auditor.post(f"/accountability/findings/{Finding.objects.get().pk}/rectified/")
    assert Finding.objects.get().rectified_on == date(2023, 6, 1)
    assert len(history_of([number])) == 6
    assert verify() == []


def paper(client, where: str) -> str:
    found = Docx(io.BytesIO(client.get(where + "report.docx").content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in found.paragraphs), *cells])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER + line("land", "林地", 2021, 100, 5, 1, closing="105"), "第 2 行|期初 100.00 加增加减减少应为 104.00"),
        (HEADER + line("land", "林地", 2021, -100, 500, 1), "负数"),
        (
            HEADER + line("land", "林地", 2021, 100, 5, 1) + line("land", "林地", 2022, 100, 0, 0),
            "不等于上年期末 104.00",
        ),
        (HEADER + line("land", "林地", 2021, 100, 5, 1) * 2, "同一地方、账户、类别和年份"),
        (HEADER + line("land", "林地", 2021, 100, 5, 1, revaluation="3", closing="107"), "没有写明原因"),
        (HEADER + line("land", "林地", 2021, 100, 5, 1).replace(TOWN, "999999999"), "没有区划"),
        (HEADER + line("land", "林地", 2021, 100, 5, 1, quality="高"), "应写成"),
        (HEADER + line("land", "林地", 2021, 100, 5, 1).replace(",5,", ",很多,"), "不是数"),
    ],
)
def test_an_account_that_does_not_close_is_named_by_its_line(town: None, text: str, words: str) -> None:
    sent = send(text)
    assert sent.status_code == 422
    assert words.split("|")[-1] in sent.content.decode()
    assert ResourceAccount.objects.count() == 0


def test_a_time_outside_the_term_and_two_heads_at_once_are_refused(town: None) -> None:
    term()
    assert "没有“样例镇镇长”的任期" in opened(first="2021-12-31").content.decode()
    assert "三日前送达" in opened(begins_on="2023-05-12").content.decode()
    assert Audit.objects.count() == 0
    term(official="y", name="样例干部二", first="2022-12-31", last="")
    assert Tenure.objects.count() == 1
    term(official="y", name="样例干部二", first="2023-01-01", last="")
    assert Tenure.objects.count() == 2
