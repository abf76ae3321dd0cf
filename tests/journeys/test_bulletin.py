"""The bulletin says what the tasks say, in the layout of official papers."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from factories import user, viewer
from luoshi.delivery import bulletin
from luoshi.delivery.models import Commitment, Task
from luoshi.delivery.service import commitments, tasks
from luoshi.kernel.manifest import Programme
from luoshi.standards import gbt9704


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


def lines_of(packed: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(packed)).paragraphs]


def test_the_figures_are_those_of_the_tasks(document: str) -> None:
    packed = bulletin.compose(bulletin.figures(document, date(2021, 9, 6)), office="示范县人民政府督查室")
    text = "\n".join(lines_of(packed))
    red = Task.objects.filter(light="red").count()
    assert (red, Task.objects.filter(light="blue").count()) == (3, 1)
    assert "共交办任务 4 项，平均进度 25.0%" in text
    assert "完成 1 项（25.0%）" in text
    assert "滞后 3 项（75.0%）" in text
    rows = [[cell.text for cell in row.cells] for row in Document(BytesIO(packed)).tables[0].rows]
    assert rows[1] == ["1", "示范县发展和改革局", "3", "33.3%", "1", "0", "0", "2"]
    # A single task is too few to be ranked by.
    assert rows[2] == ["—", "示范县财政局", "1", "0.0%", "0", "0", "0", "1"]


def test_levels_are_numbered_and_the_date_is_written_as_the_standard_says(document: str) -> None:
    lines = lines_of(bulletin.compose(bulletin.figures(document, date(2021, 9, 6)), office="督查室"))
    assert [line for line in lines if line[:2] in {"一、", "二、", "三、", "四、"}] == [
        "一、总体情况",
        "二、进展较好的单位",
        "三、存在的问题",
        "四、下一步工作",
    ]
    assert "（一）示范县发展和改革局" in lines
    assert lines[lines.index("督查室") + 1] == "2021年9月6日"


def test_the_page_is_that_of_official_papers(document: str) -> None:
    paper = Document(BytesIO(bulletin.compose(bulletin.figures(document, date(2021, 9, 6)), office="督查室")))
    section = paper.sections[0]
    edges = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(edge.mm, 1) for edge in edges] == [210, 297, 37, 28]
    assert [round(edge.mm, 1) for edge in (section.right_margin, section.bottom_margin)] == [26, 35]
    body = next(p for p in paper.paragraphs if p.text.startswith("截至"))
    assert body.runs[0].font.size.pt == gbt9704.BODY.size
    assert body.paragraph_format.line_spacing.pt == pytest.approx(gbt9704.LINE_POINTS, abs=0.1)


def test_sample_figures_are_called_so(document: str) -> None:
    Task.objects.update(synthetic=True)
    assert "合成的样例数据" in "\n".join(
        lines_of(bulletin.compose(bulletin.figures(document, date(2021, 9, 6)), office="x"))
    )


def test_it_is_taken_from_the_cockpit(document: str) -> None:
    leader = Client()
    leader.force_login(user("leader"))
    assert f"/delivery/{document}/bulletin.docx" in leader.get(f"/cockpit/{document}/").content.decode()
    answer = leader.get(f"/delivery/{document}/bulletin.docx")
    assert answer["Content-Disposition"].endswith('bulletin-2021-09-06.docx"')
    assert lines_of(answer.content)[0] == "关于贯彻落实情况的督查通报"
