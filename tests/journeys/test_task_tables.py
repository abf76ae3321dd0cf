"""A task table as offices keep it, with all its faults, is read, looked over and kept; and written as the formal table."""

from __future__ import annotations

import io
import time
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from openpyxl import Workbook, load_workbook

from factories import user, viewer
from luoshi.accountability.api import verify
from luoshi.delivery import errors
from luoshi.delivery.models import Commitment, TableImport, Task
from luoshi.delivery.service import tables
from luoshi.delivery.task_files import MAX_BYTES
from luoshi.kernel.manifest import Programme
from luoshi.registry.models import User

D, HOME = "sample", "/delivery/sample/tables/"
HEADER = ["序号", "重点任务", "牵头单位", "配合单位", "完成时限", "成效指标", "责任人"]


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.filter(username=f"{role}-all").first() or user(role))
    return client


def workbook(*rows: list[object], merge: str = "") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["2021年任务分解表"], HEADER, *rows):
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_table_is_looked_over_and_the_good_rows_are_kept(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    content = workbook(
        [1, "完善“云代办”服务，压减许可时间", "县发改局", "县财政局", "2021年12月底", "代办件数达到100件", "王五"],
        [2, "培育规上企业", "县工信局", None, datetime(2022, 6, 30), "规上企业达到50家", None],
        [3, "建设智慧养老平台", "=A1", None, "2021-12-31", "=1+1", None],
        [4, "推进智慧养老平台建设", "县民政局", None, "尽快", "覆盖率120%", None],
        [5, "智慧养老平台", None, None, 44561, "新增床位100床", None],
        merge="C6:C7",
    )
    office = signed_in("supervisor")
    upload = SimpleUploadedFile("任务分解表.xlsx", content)
    sent = office.post(HOME, {"table": upload})
    assert sent.status_code == 302
    table = TableImport.objects.get()
    rows = {row["number"]: row for row in table.rows}
    assert rows[3]["faults"] == []
    assert (rows[3]["lead"], rows[3]["supports"], rows[3]["officer"]) == ("development", ["finance"], "王五")
    assert (rows[4]["due"], rows[4]["metric"], rows[4]["value"], rows[4]["unit"]) == (
        "2022-06-30",
        "规上企业",
        50,
        "家",
    )
    assert "“牵头单位”是公式，文件里没有存它的值" in rows[5]["faults"]
    assert "“成效指标”是公式，文件里没有存它的值" in rows[5]["faults"]
    assert rows[6]["faults"] == ["完成期限“尽快”不是日期", "比例 120% 超过 100%"]
    # The lead of the row above covers this one: the cells are merged. Its day was a bare number.
    assert (rows[7]["lead"], rows[7]["due"], rows[7]["faults"]) == ("civil", "2021-12-31", [])
    page = office.get(f"{HOME}{table.pk}/").content.decode()
    assert "有误 2 行" in page
    assert "完成期限“尽快”不是日期" in page
    assert not Task.objects.exists()
    refused = office.post(f"{HOME}{table.pk}/keep/", {"row": ["3", "6"]})
    assert refused.status_code == 422
    assert not Task.objects.exists()
    before = Commitment.objects.count()
    assert office.post(f"{HOME}{table.pk}/keep/", {"all": "1"}).status_code == 302
    made = {task.lead.code: task for task in Task.objects.select_related("lead")}
    assert set(made) == {"development", "industry", "civil"}
    # Rows that say what is proposed take it up; nothing is promised twice.
    assert Commitment.objects.count() < before + 3
    assert (made["development"].officer, made["development"].clause, made["development"].source) == (
        "王五",
        "1.s1",
        "table",
    )
    with pytest.raises(errors.TableDone):
        tables.keep(by=viewer("supervisor"), document=D, key=table.pk, numbers=[3])
    assert verify() == []


def test_a_table_is_kept_a_batch_at_a_time(programme: Programme, on_day, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(date(2021, 8, 2))
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    rows = [[n, f"培育规上企业第{n}批", "县工信局", None, "2021年底", None, None] for n in range(1, 6)]
    office = signed_in("supervisor")
    office.post(HOME, {"table": SimpleUploadedFile("分批.xlsx", workbook(*rows))})
    key = TableImport.objects.get().pk
    with pytest.raises(errors.TooManyRows):
        tables.keep(by=viewer("supervisor"), document=D, key=key, numbers=[3, 4, 5])
    counts = []
    for _batch in range(3):
        sent = office.post(f"{HOME}{key}/keep/", {"all": "1"})
        counts.append((Task.objects.count(), TableImport.objects.get().state, sent.url.endswith("/tasks/")))
    assert counts == [(2, "read", False), (4, "read", False), (5, "kept", True)]


def test_a_table_too_long_is_refused_before_it_is_read(programme: Programme) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for n in range(100_000):
        sheet.append([n])
    kept = io.BytesIO()
    book.save(kept)
    start = time.process_time()
    with pytest.raises(errors.TableUnreadable) as refused:
        tables.read(by=viewer("supervisor"), document=D, name="大表.xlsx", content=kept.getvalue())
    assert "100001 行" in str(refused.value)
    assert time.process_time() - start < 3


def test_two_gigabytes_are_refused_by_their_header_alone(programme: Programme) -> None:
    answer = signed_in("supervisor").generic("POST", HOME, b"x", CONTENT_LENGTH=str(2 * 1024**3))
    assert answer.status_code == 413


def test_a_table_in_a_document_is_read_too(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    made = Document()
    grid = made.add_table(rows=3, cols=3)
    for at, row in enumerate(
        (["任务", "责任单位", "完成时间"], ["培育规上企业", "县工信局", "2021年底"], ["压减许可时间", "", "2021年底"])
    ):
        for cell, text in zip(grid.rows[at].cells, row, strict=True):
            cell.text = text
    grid.cell(1, 1).merge(grid.cell(2, 1))
    kept = io.BytesIO()
    made.save(kept)
    key = tables.read(by=viewer("supervisor"), document=D, name="表.docx", content=kept.getvalue())
    rows = TableImport.objects.get(pk=key).rows
    assert [(row["lead"], row["clause"], row["faults"]) for row in rows] == [
        ("industry", "2.s1", []),
        ("industry", "1.s1", []),
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04garbage", "不是完好的"),
        (b"%PDF-1.4", "不是完好的"),
        (b"x" * (MAX_BYTES + 1), "超过 30 MB"),
        (workbook()[:2000], "不是完好的"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(programme: Programme, content: bytes, why: str) -> None:
    with pytest.raises(errors.TableUnreadable) as refused:
        tables.read(by=viewer("supervisor"), document=D, name="x.xlsx", content=content)
    assert why in str(refused.value.fields["why"] if hasattr(refused.value, "fields") else refused.value)
    assert not TableImport.objects.exists()


def test_many_rows_are_read_and_every_fault_is_named(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for n in range(20_000):
        sheet.append(
            [
                n,
                f"培育规上企业第{n}批",
                "县工信局" if n % 10 else "县某局",
                None,
                "2021年底" if n % 7 else "不详",
                None,
                None,
            ]
        )
    kept = io.BytesIO()
    book.save(kept)
    key = tables.read(by=viewer("supervisor"), document=D, name="大表.xlsx", content=kept.getvalue())
    table = TableImport.objects.get(pk=key)
    assert len(table.rows) == 20_000
    # One in ten without a unit, one in seven without a day, one in seventy both: 2000 + 2858 − 286.
    assert table.faults == 2000 + 2858 - 286
    page = signed_in("supervisor").get(f"{HOME}{key}/?only=faults").content.decode()
    assert "县某局" in page
    assert page.count("<tr>") < 250


def test_the_formal_table_is_written_in_both_forms_and_no_cell_begins_a_formula(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    content = workbook([1, "=cmd|'x'!A1 培育规上企业", "县工信局", None, "2021年底", None, "@王"])
    key = tables.read(by=viewer("supervisor"), document=D, name="t.xlsx", content=content)
    table = TableImport.objects.get(pk=key)
    table.rows[0] |= {"title": "=培育规上企业", "clause": "2.s1", "faults": []}
    table.save()
    tables.keep(by=viewer("supervisor"), document=D, key=key, numbers=[3])
    leader = signed_in("leader")
    book = load_workbook(io.BytesIO(leader.get("/delivery/sample/task-table.xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert "任务分解表" in str(rows[0][0])
    assert rows[2][2] == "任务"
    assert str(rows[3][2]).startswith("'=")
    document = Document(io.BytesIO(leader.get("/delivery/sample/task-table.docx").content))
    assert document.tables[0].rows[0].cells[2].text == "任务"
    assert "培育规上企业" in document.tables[0].rows[1].cells[2].text
    assert leader.get("/delivery/sample/task-table.pdf").status_code == 404


def test_the_plan_of_each_year_goes_in_and_out_with_the_table(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    row = [
        1,
        "培育规上企业",
        "县工信局",
        None,
        "2023年底",
        "规上企业达到50家",
        None,
        "2021年：目标 20；摸底\n2022年：目标 35",
    ]
    bad = [2, "智慧养老平台", "县民政局", None, "2022年底", None, None, "2025年：建成"]
    book = Workbook()
    for cells in ([*HEADER, "年度计划"], row, bad):
        book.worksheets[0].append(cells)
    kept = io.BytesIO()
    book.save(kept)
    office = signed_in("supervisor")
    office.post(HOME, {"table": SimpleUploadedFile("年度.xlsx", kept.getvalue())})
    table = TableImport.objects.get()
    assert table.rows[1]["faults"] == ["年度计划里的 2025 年不在任务起止年份之内"]
    office.post(f"{HOME}{table.pk}/keep/", {"all": "1"})
    task = Task.objects.get()
    assert task.years == [[2021, 20.0, "摸底"], [2022, 35.0, ""]]
    out = office.get(f"/delivery/{D}/task-table.xlsx").content
    cells = [
        [cell.value for cell in line] for line in load_workbook(io.BytesIO(out)).worksheets[0].iter_rows(min_row=3)
    ]
    assert cells[1][cells[0].index("年度计划")] == "2021年：目标 20 家；摸底\n2022年：目标 35 家"
    page = office.get(f"/delivery/{D}/tasks/{task.code}/").content.decode()
    assert "摸底" in page
    act = f"/delivery/{D}/tasks/{task.code}/detail/"
    common = {"officer": "", "evidence_required": "", "cycle": "monthly"}
    refused = office.post(act, {**common, "years": "2030年：收尾"})
    assert refused.status_code == 422
    assert "2030年：收尾" in refused.content.decode()
    office.post(act, {**common, "years": "2021年：目标 20；摸底\n2023年：收尾"})
    assert Task.objects.get().years == [[2021, 20.0, "摸底"], [2023, None, "收尾"]]
