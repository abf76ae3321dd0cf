"""Files in and out: nothing lost, everything wrong named, files of another hand opened."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from openpyxl import Workbook, load_workbook

from luoshi.projects.formats import mspdi, oc4ids, workbook
from luoshi.projects.formats.records import (
    ActivityRecord,
    ContractRecord,
    FileNotUnderstood,
    FileRefused,
    FundingRecord,
    LinkRecord,
    ParcelRecord,
    PermitRecord,
    PlanRecord,
    ProjectRecord,
    check_plan,
    check_projects,
)

pytestmark = pytest.mark.pure

RECORD = ProjectRecord(
    code="road-1",
    name="滨江大道示例段",
    name_en="Riverside avenue, sample section",
    national_code="2107-350121-04-01-123456",
    scale="长 3.2 公里，双向六车道",
    kind="government",
    category="infrastructure",
    sector="transport.road",
    stage="starting",
    level="municipal",
    city="centre",
    township="350121001000",
    owner="transport",
    owner_name="交通局",
    sponsor="示例建设公司",
    leader="分管副县长",
    lon=D("119.132"),
    lat=D("26.15"),
    outline={"type": "LineString", "coordinates": [[119.1, 26.1], [119.2, 26.2]]},
    total_yuan=D("253160000"),
    estimate_yuan=D("240000000.5"),
    budget_yuan=D("253160000"),
    start=date(2021, 9, 1),
    finish=date(2023, 6, 30),
    started=date(2021, 9, 20),
    document="sample",
    measure="17",
    clauses=("17.s2", "15.s1"),
    synthetic=True,
    funding=(
        FundingRecord("县级财政", 2021, D("50000000"), D("20000000")),
        FundingRecord("专项债券", 2022, D("200000000")),
    ),
    parcels=(ParcelRecord("p1", "地块一", D("52.35"), "闽政地〔2021〕1号"),),
    contracts=(
        ContractRecord(
            "c1", "施工标段一", "works", D("198000000"), "示例建工", True, date(2021, 9, 10), date(2023, 6, 1)
        ),
        ContractRecord("c2", "监理", "services", D("990000"), "示例监理", False),
    ),
    permits=(
        PermitRecord("S12", "可研批复", date(2021, 6, 1), date(2021, 5, 28)),
        PermitRecord("S35", "施工许可证", date(2021, 9, 9)),
    ),
)


def test_a_project_goes_through_oc4ids_and_back_whole() -> None:
    written = oc4ids.package([RECORD], publisher="示例县", uri="urn:luoshi:sample", published=date(2021, 8, 9))
    (project,) = written["projects"]
    assert oc4ids.faults_of(project) == []
    assert project["status"] == "preparation"
    again = oc4ids.read(json.dumps(written, ensure_ascii=False).encode())
    assert again == [RECORD]


def test_the_least_project_is_valid_too() -> None:
    least = ProjectRecord(code="a", name="甲", township="350121001000")
    assert oc4ids.faults_of(oc4ids.write(least)) == []
    assert oc4ids.read(json.dumps([oc4ids.write(least)]).encode()) == [least]


FOREIGN = {
    "id": "oc4ids-bu3kcz-123",
    "title": "A bridge of another publisher",
    "status": "implementation",
    "type": "expansion",
    "sector": ["transport", "transport.road"],
    "publicAuthority": {"id": "GB-COH-1", "name": "Roads Agency"},
    "period": {"startDate": "2020-01-01T00:00:00Z", "endDate": "2022-01-01T00:00:00+08:00", "durationInDays": 731},
    "locations": [{"id": "1", "geometry": {"type": "Point", "coordinates": [119.2, 26.1]}}],
    "budget": {
        "amount": {"amount": 4000000.25, "currency": "CNY"},
        "budgetBreakdowns": [
            {
                "id": "1",
                "budgetBreakdown": [
                    {
                        "id": "001",
                        "sourceParty": {"id": "x", "name": "Bridge fund"},
                        "period": {"startDate": "2021-01-01T00:00:00Z"},
                        "amount": {"amount": 150000, "currency": "CNY"},
                    }
                ],
            }
        ],
    },
    "contractingProcesses": [{"id": "cp-1", "summary": {"title": "Design", "nature": ["design"], "status": "closed"}}],
}


def test_a_file_of_another_publisher_opens() -> None:
    (found,) = oc4ids.read(json.dumps({"version": "0.9", "projects": [FOREIGN]}).encode())
    assert (found.stage, found.total_yuan, found.owner_name) == ("under_way", D("4000000.25"), "Roads Agency")
    assert found.finish == date(2021, 12, 31)  # midnight in China is still the day before in the standard's time
    assert found.funding == (FundingRecord("Bridge fund", 2021, D(150000)),)
    assert found.contracts[0].kind == "services"
    assert check_projects("projects", [found]) == []


def test_what_the_standard_forbids_is_refused_with_its_path() -> None:
    with pytest.raises(FileRefused) as caught:
        oc4ids.read(json.dumps([{**FOREIGN, "status": "ready"}, {**FOREIGN, "title": 7}]).encode())
    assert [(f.row, f.column) for f in caught.value.faults] == [(1, "status"), (2, "title")]
    for hostile in (b"", b"[1]", b"{", b"\xff\xfe", b"[" * 5000, b'{"projects": 3}'):
        with pytest.raises((FileNotUnderstood, FileRefused)):
            oc4ids.read(hostile)
    dollars = {**FOREIGN, "budget": {"amount": {"amount": 1, "currency": "USD"}}}
    with pytest.raises(FileRefused, match="1"):
        oc4ids.read(json.dumps([dollars]).encode())


PLAN = PlanRecord(
    "示例计划",
    date(2021, 9, 1),
    (
        ActivityRecord("1", "施工", 0),
        ActivityRecord(
            "1.1",
            "路基",
            60,
            "1",
            None,
            D(40),
            D("1234567.89"),
            date(2021, 9, 2),
            None,
            date(2021, 9, 1),
            date(2021, 12, 1),
        ),
        ActivityRecord("1.2", "路面", 30, "1", date(2022, 1, 4)),
        ActivityRecord("2", "验收", 0),
    ),
    (LinkRecord("1.1", "1.2", "SS", 20), LinkRecord("1.2", "2"), LinkRecord("1.1", "2", "FF", -3)),
)


def test_a_plan_goes_through_project_xml_and_back_whole() -> None:
    content = mspdi.write(PLAN, {"1.1": (date(2021, 9, 1), date(2021, 12, 1))})
    assert mspdi.read(content) == PLAN


def test_a_plan_goes_through_a_workbook_and_back_whole() -> None:
    again = workbook.read_plan(workbook.write_plan(PLAN))
    assert again == replace(PLAN, name="", start=None)


FOREIGN_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion><Name>bridge.mpp</Name>
<StartDate>2022-03-01T08:00:00</StartDate><MinutesPerDay>480</MinutesPerDay>
<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar></Calendar></Calendars>
<Tasks>
<Task><UID>0</UID><ID>0</ID><Name>bridge</Name><OutlineLevel>0</OutlineLevel><Summary>1</Summary></Task>
<Task><UID>7</UID><ID>1</ID><Name>Piers</Name><WBS>1</WBS><OutlineLevel>1</OutlineLevel><Duration>PT84H30M0S</Duration>
<PercentComplete>55</PercentComplete><Cost>250000</Cost></Task>
<Task><UID>9</UID><ID>2</ID><Name>Deck</Name><WBS>2</WBS><OutlineLevel>1</OutlineLevel><Duration>PT40H0M0S</Duration>
<PredecessorLink><PredecessorUID>7</PredecessorUID><Type>0</Type><CrossProject>0</CrossProject><LinkLag>9600</LinkLag><LagFormat>7</LagFormat></PredecessorLink></Task>
<Task><UID>12</UID><ID>3</ID><IsNull>1</IsNull></Task>
</Tasks></Project>"""


def test_a_plan_written_by_another_program_opens() -> None:
    found = mspdi.read(FOREIGN_XML.encode())
    assert (found.name, found.start) == ("bridge.mpp", date(2022, 3, 1))
    piers, deck = found.activities
    assert (piers.days, piers.percent, piers.budget_yuan, deck.days) == (11, D(55), D(2500), 5)
    assert found.links == (LinkRecord("1", "2", "FF", 2),)
    assert check_plan("Tasks", found) == []


def test_hostile_xml_is_refused_in_words() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    for content in (b"", b"<x/>", bomb.encode(), b"\x00", b"<Project>"):
        with pytest.raises(FileNotUnderstood):
            mspdi.read(content)
    wrong = FOREIGN_XML.replace("PT40H0M0S", "five days")
    with pytest.raises(FileRefused):
        mspdi.read(wrong.encode())


def test_a_plan_with_a_circle_or_a_negative_length_says_which() -> None:
    circle = replace(PLAN, links=(LinkRecord("1.1", "1.2"), LinkRecord("1.2", "1.1")))
    (fault,) = check_plan("工序", circle)
    assert "1.1 → 1.2 → 1.1" in fault.rule or "1.2 → 1.1 → 1.2" in fault.rule
    short = replace(PLAN, activities=(replace(PLAN.activities[1], days=-5, row=9, parent=""),), links=())
    assert [(f.row, f.column) for f in check_plan("工序", short)] == [(9, "工期")]


def test_projects_go_through_a_workbook_and_back_whole() -> None:
    plain = replace(RECORD, outline=None, permits=())
    assert workbook.read(workbook.write([plain])) == [plain]


def book(rows: list[list[object]], heads: list[str], title: str = "项目") -> bytes:
    made = Workbook()
    made.active.title = title
    for line in ([*heads], *rows):
        made.active.append(line)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def faults(rows: list[list[object]], heads: list[str]) -> list[tuple[int, str, str]]:
    try:
        return [(f.row, f.column, f.rule) for f in check_projects("项目", workbook.read(book(rows, heads)))]
    except FileRefused as error:
        return [(f.row, f.column, f.rule) for f in error.faults]


HEADS = ["编号", "名称", "所在乡镇", "总投资（万元）"]


def test_each_bad_cell_is_named_by_row_and_column() -> None:
    found = faults(
        [
            ["a", "甲", "t", "1200"],
            ["b", "乙", "t", "1200元"],
            ["c", "丙", "t", "很多"],
            ["", "丁", "t", 3],
        ],
        HEADS,
    )
    assert [(row, column) for row, column, _rule in found] == [(3, "总投资"), (4, "总投资"), (5, "编号")]
    assert "同一列只能用一个单位" in found[0][2]
    assert faults([["a", "甲", "t", 1]], ["编号", "名称", "所在乡镇", "总投资"])[0][2].startswith("没有写单位")


def test_yuan_beside_ten_thousand_yuan_is_noticed() -> None:
    ((row, column, rule),) = faults([["a", "甲", "t", 5000, 50000000]], [*HEADS, "概算（万元）"])
    assert (row, column) == (2, "概算") and "万元" in rule


def test_dates_in_the_wrong_order_no_place_and_two_projects_with_one_code() -> None:
    code = "2107-350121-04-01-123456"
    heads = ["编号", "名称", "所在乡镇", "计划开工", "计划竣工", "项目代码"]
    found = faults(
        [
            ["a", "甲", "t", "2022-05-01", "2021/5/1", code],
            ["b", "乙", None, "2022年5月1日", "2023-5-1", code],
            ["b", "丙", "t", None, None, "2113-350121-04-01-123456"],
        ],
        heads,
    )
    assert {(row, column) for row, column, _rule in found} == {
        (2, "计划竣工"),
        (3, "经度"),
        (3, "项目代码"),
        (4, "编号"),
        (4, "项目代码"),
    }
    assert any("第 2 行的“甲”已使用这个代码" in rule for _r, _c, rule in found)
    other = ProjectRecord(code="z", name="戊", township="t", national_code=code, row=2)
    assert "库中另一个项目" in check_projects("项目", [other], {code})[0].rule
    turned = replace(other, national_code="", lon=D(26), lat=D(119))
    assert "写反" in check_projects("项目", [turned])[0].rule


def test_a_workbook_that_is_none_is_refused_and_formulas_do_not_survive() -> None:
    for content in (b"", b"PK\x03\x04 nonsense", b"a,b"):
        with pytest.raises(FileNotUnderstood):
            workbook.read(content)
    hostile = workbook.write([replace(RECORD, name="=HYPERLINK(1)", outline=None, permits=())])
    sheet = load_workbook(io.BytesIO(hostile))["项目"]
    assert sheet["B2"].value == "'=HYPERLINK(1)"
    assert workbook.read(hostile)[0].name == "=HYPERLINK(1)"
