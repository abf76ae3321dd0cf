"""The bulletin says what the tasks say, in the layout of official papers."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from docx import Document
from pypdfium2 import PdfDocument

from factories import user, viewer
from luoshi.accountability.api import history_of
from luoshi.delivery import bulletin
from luoshi.delivery.domain.paper import as_text, parse, set_paper
from luoshi.delivery.models import Commitment, Paper, Task
from luoshi.delivery.service import commitments, papers, tasks
from luoshi.kernel.manifest import Programme
from luoshi.standards import gbt9704
from luoshi.standards.official_paper import OfficialPaper
from luoshi.standards.official_pdf import OfficialPdf


@pytest.fixture
def document(programme: Programme, on_day) -> str:
    """Four tasks of two units, past their day: one done, the others late."""
    on_day(date(2021, 8, 2))
    by = viewer("supervisor")
    codes = list(Commitment.objects.filter(document="sample").values_list("code", flat=True))[:4]
    for number, code in enumerate(codes):
        lead = "development" if number < 3 else "finance"
        commitments.correct(by=by, document="sample", code=code, lead=lead, supports=[], due_date=date(2021, 8, 31))
    commitments.issue(by=by, document="sample", codes=codes)
    for number, code in enumerate(codes):
        who = viewer("liaison", "development" if number < 3 else "finance")
        tasks.accept(by=who, document="sample", code=code)
    tasks.report(
        by=viewer("liaison", "development"), document="sample", code=codes[0], text="已完成", percent=100, complete=True
    )
    tasks.review(by=by, document="sample", code=codes[0], accepted=True)
    on_day(date(2021, 9, 6))
    from luoshi.delivery.lights import relight_all

    relight_all(date(2021, 9, 6))
    return "sample"


def composed(document: str, office: str) -> bytes:
    return set_paper(bulletin.bulletin(bulletin.figures(document, date(2021, 9, 6)), office=office), OfficialPaper())


def lines_of(packed: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(packed)).paragraphs]


def test_the_figures_are_those_of_the_tasks(document: str) -> None:
    packed = composed(document, "示范县人民政府督查室")
    text = "\n".join(lines_of(packed))
    red = Task.objects.filter(light="red").count()
    assert (red, Task.objects.filter(light="blue").count()) == (3, 1)
    assert "共交办任务 4 项，平均进度 25.0%" in text
    assert "完成 1 项（25.0%）" in text
    assert "滞后 3 项（75.0%）" in text
    rows = [[cell.text for cell in row.cells] for row in Document(BytesIO(packed)).tables[-1].rows]
    assert rows[1] == ["1", "示范县发展和改革局", "3", "33.3%", "1", "0", "0", "2"]
    # A single task is too few to be ranked by.
    assert rows[2] == ["—", "示范县财政局", "1", "0.0%", "0", "0", "0", "1"]


def test_levels_are_numbered_and_the_date_is_written_as_the_standard_says(document: str) -> None:
    lines = lines_of(composed(document, "督查室"))
    assert [line for line in lines if line[:2] in {"一、", "二、", "三、", "四、"}] == [
        "一、总体情况",
        "二、进展较好的单位",
        "三、存在的问题",
        "四、下一步工作",
    ]
    assert "（一）示范县发展和改革局" in lines
    assert lines[lines.index("督查室") + 1] == "2021年9月6日"


def test_the_page_is_that_of_official_papers(document: str) -> None:
    paper = Document(BytesIO(composed(document, "督查室")))
    section = paper.sections[0]
    edges = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(edge.mm, 1) for edge in edges] == [210, 297, 37, 28]
    assert [round(edge.mm, 1) for edge in (section.right_margin, section.bottom_margin)] == [26, 35]
    body = next(p for p in paper.paragraphs if p.text.startswith("截至"))
    assert body.runs[0].font.size.pt == gbt9704.BODY.size
    assert body.paragraph_format.line_spacing.pt == pytest.approx(gbt9704.LINE_POINTS, abs=0.1)


def test_sample_figures_are_called_so(document: str) -> None:
    Task.objects.update(synthetic=True)
    assert "合成的样例数据" in "\n".join(lines_of(composed(document, "x")))


def test_it_is_drafted_from_the_cockpit_edited_and_issued_once(document: str) -> None:
    leader = Client()
    leader.force_login(user("leader"))
    assert f"/delivery/{document}/papers/" in leader.get(f"/cockpit/{document}/").content.decode()
    made = leader.post(f"/delivery/{document}/papers/", {"kind": "bulletin", "office": "督查室"})
    page = leader.get(made.url).content.decode()
    assert "关于贯彻落实情况的督查通报" in page
    paper = Paper.objects.get()
    changed = paper.text.replace("各责任单位要对照", "请各责任单位对照")
    seen = papers.digest(paper.text)
    assert leader.post(made.url, {"text": changed, "seen": seen}).status_code == 302
    # Somebody else edited what was on the screen before: nothing is overwritten, nothing typed is lost.
    clash = leader.post(made.url, {"text": "# 我的另一稿", "seen": seen})
    assert clash.status_code == 422
    assert "没有保存" in clash.content.decode() and "我的另一稿" in clash.content.decode()
    word = leader.get(f"{made.url}paper.docx")
    assert any("请各责任单位对照" in line for line in lines_of(word.content))
    assert leader.get(f"{made.url}paper.pdf").content.startswith(b"%PDF-")
    assert leader.post(f"{made.url}issue/").status_code == 302
    paper.refresh_from_db()
    assert (paper.number, paper.sha256) == (1, papers.digest(paper.text))
    assert leader.post(f"{made.url}issue/").status_code == 409
    with pytest.raises(papers.PaperIssued):
        papers.edit(by=viewer("supervisor"), document=document, key=paper.pk, text="x", seen=paper.sha256)
    acts = [line.act for line in history_of([f"{document}/papers/{paper.pk}"])]
    assert acts == ["delivery.paper_issued", "delivery.paper_edited", "delivery.paper_drafted"]
    second = papers.draft(by=viewer("supervisor"), document=document, kind="bulletin")
    assert papers.issue(by=viewer("supervisor"), document=document, key=second) == 2


def test_the_weekly_page_is_one_page_and_says_what_turned_red(document: str) -> None:
    key = papers.draft(by=viewer("supervisor"), document=document, kind="weekly")
    text = Paper.objects.get(pk=key).text
    assert "本周新转滞后" in text and text.count("示范县发展和改革局：") == 2
    pdf = PdfDocument(set_paper(parse(text), OfficialPdf()))
    assert len(pdf) == 1
    assert "落实情况一周要情" in pdf[0].get_textpage().get_text_range()


def test_a_text_read_back_is_the_same_paper(document: str) -> None:
    parts = bulletin.bulletin(bulletin.figures(document, date(2021, 9, 6)), office="督查室")
    assert parse(as_text(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "| 只有 | 一行 |",
        "▇",
        "▇ 无数",
        "> 没有日期",
        "> 单位 | 2021-13-40",
        "#######",
        "|",
        "|||\n| a |",
        "\x00坏字符<b>&",
    ],
)
def test_any_text_can_be_set(text: str) -> None:
    assert set_paper(parse(text), OfficialPaper())
    assert set_paper(parse(text), OfficialPdf()).startswith(b"%PDF-")


def test_a_text_of_nothing_is_not_issued(document: str) -> None:
    key = papers.draft(by=viewer("supervisor"), document=document, kind="weekly")
    Paper.objects.update(text=" \n")
    with pytest.raises(papers.PaperEmpty):
        papers.issue(by=viewer("supervisor"), document=document, key=key)


@pytest.mark.parametrize("before", range(24))
def test_no_line_begins_with_a_sign_that_closes_nor_ends_with_one_that_opens(before: int) -> None:
    """Wherever the line's end falls among them, and however many there are in a row."""
    paper = OfficialPdf()
    paper.body(
        "一" * before + "完成 15 项，正常 31 项；预警：“三大工程”（含《措施》）。占 38.5％的（见“附件（一）”）！" * 4
    )
    with PdfDocument(paper.save()) as pdf:
        lines = [line for line in pdf[0].get_textpage().get_text_range().split("\r\n") if line]
    assert len(lines) > 3
    assert not {line[0] for line in lines} & set("，。；：、！？”’》）％")
    assert not {line[-1] for line in lines} & set("“‘《（")
