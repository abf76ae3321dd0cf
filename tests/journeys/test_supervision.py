"""The main story, through the pages: from a sentence's words to a light that anyone can see."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree

from factories import user, viewer
from luoshi.accountability.api import verify
from luoshi.delivery.models import Commitment, Task
from luoshi.delivery.service import commitments, tasks
from luoshi.kernel.manifest import Programme
from luoshi.policy.models import Document

PDF = b"%PDF-1.4\n% a small proof\n"


def signed_in(role: str, unit: str | None = None) -> Client:
    client = Client()
    client.force_login(user(role, unit))
    return client


def test_a_sentence_is_carried_out_from_words_to_green_light(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    supervisor, liaison = signed_in("supervisor"), signed_in("liaison", "development")
    page = supervisor.get("/documents/sample/").content.decode()
    assert "完善“云代办”服务" in page
    assert 'id="1.s1"' in page

    # The clerk puts the proposal right: finance leads nothing here, a date and a measure are set.
    first = Commitment.objects.filter(document="sample", clause="1.s1").first()
    form = {
        "lead": "development",
        "supports": ["finance"],
        "due_date": "2021-12-31",
        "plan": "2021-09-30 40\n2021-12-31 100",
    }
    form |= {"outcome_metric": "代办件数", "outcome_op": ">=", "outcome_value": "100", "outcome_unit": "件"}
    assert supervisor.post(f"/delivery/sample/commitments/{first.code}/", form).status_code == 302
    assert supervisor.post("/delivery/sample/review/1/issue/", {"code": first.code}).status_code == 302
    task = Task.objects.get(document="sample", code=first.code)
    assert (task.state, task.light, task.lead.code) == ("issued", "grey", "development")
    assert task.plan == [["2021-09-30", 40.0], ["2021-12-31", 100.0]]

    where = f"/delivery/sample/tasks/{task.code}/"
    assert "签收任务" in liaison.get("/workbench/").content.decode()
    liaison.post(f"{where}accept/")
    on_day(date(2021, 9, 24))
    sent = liaison.post(
        f"{where}report/",
        {
            "text": "已办理 45 件",
            "percent": "45",
            "figures": "代办件数 45",
            "files": SimpleUploadedFile("proof.pdf", PDF),
        },
    )
    assert sent.status_code == 302

    # Returned with a reason, put right, accepted.
    supervisor.post(f"{where}review/", {"accepted": "0", "note": "请写明统计口径"})
    task.refresh_from_db()
    assert (task.state, task.light, task.light_reason) == ("returned", "yellow", "report_returned")
    assert "请写明统计口径" in liaison.get(where).content.decode()
    liaison.post(
        f"{where}report/", {"text": "按月办结口径，45 件", "percent": "45", "files": SimpleUploadedFile("p.pdf", PDF)}
    )
    supervisor.post(f"{where}review/", {"accepted": "1"})
    task.refresh_from_db()
    assert (task.state, task.light, task.light_reason, task.percent) == ("under_way", "green", "on_plan", 45.0)
    assert task.has_evidence

    living = supervisor.get("/documents/sample/").content.decode()
    sentence = living.partition('class="sentence ')[2].partition('id="1.s1"')[0]
    assert "light-green" in sentence
    assert "light-green" in Client().get("/public/sample/text/").content.decode()
    assert verify() == []


def test_the_liaison_of_another_unit_may_neither_accept_nor_report(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    supervisor, other = signed_in("supervisor"), signed_in("liaison", "civil")
    first = Commitment.objects.filter(document="sample", clause="1.s1").first()
    supervisor.post(f"/delivery/sample/commitments/{first.code}/", {"lead": "development", "due_date": "2021-12-31"})
    supervisor.post("/delivery/sample/review/1/issue/", {"code": first.code})
    where = f"/delivery/sample/tasks/{first.code}/"
    assert other.post(f"{where}accept/").status_code == 403
    assert Task.objects.get(code=first.code).state == "issued"


@pytest.mark.parametrize("percent", ["-1", "101", "abc", ""])
def test_a_wrong_percent_brings_back_all_that_was_typed(programme: Programme, on_day, percent: str) -> None:
    on_day(date(2021, 8, 2))
    supervisor, liaison = signed_in("supervisor"), signed_in("liaison", "development")
    first = Commitment.objects.filter(document="sample", clause="1.s1").first()
    supervisor.post(f"/delivery/sample/commitments/{first.code}/", {"lead": "development", "due_date": "2021-12-31"})
    supervisor.post("/delivery/sample/review/1/issue/", {"code": first.code})
    where = f"/delivery/sample/tasks/{first.code}/"
    liaison.post(f"{where}accept/")
    answer = liaison.post(f"{where}report/", {"text": "写了很久的进展", "percent": percent, "problems": "缺人手"})
    assert answer.status_code == 422
    assert "写了很久的进展" in answer.content.decode()
    assert "缺人手" in answer.content.decode()
    assert Task.objects.get(code=first.code).reports.count() == 0


def test_the_public_scorecard_is_read_by_machines_and_says_nothing_of_tasks(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    by = viewer("supervisor")
    code = Commitment.objects.filter(document="sample", clause="1.s1").first().code
    commitments.correct(
        by=by, document="sample", code=code, lead="development", supports=[], due_date=date(2021, 12, 31)
    )
    commitments.issue(by=by, document="sample", codes=[code])
    officer = viewer("liaison", "development")
    tasks.accept(by=officer, document="sample", code=code)
    tasks.report(by=officer, document="sample", code=code, text="内部进展", percent=100, complete=True)
    tasks.review(by=by, document="sample", code=code, accepted=True)
    anyone = Client()
    told = anyone.get("/public/sample/progress.json").json()
    first = told["measures"][0]
    assert (first["measure"], first["tasks"], first["blue"], first["percent"]) == ("1", 1, 1, 100.0)
    table = anyone.get("/public/sample/progress.csv").content.decode()
    assert "打造一流环境" in table and "内部进展" not in table and "development" not in table
    feed = anyone.get("/public/sample/feed.xml")
    assert feed["Content-Type"].startswith("application/atom+xml")
    tree = etree.fromstring(feed.content)
    (entry,) = tree.findall("{http://www.w3.org/2005/Atom}entry")
    words = "".join(entry.itertext())
    assert "办结 1 项" in words and Task.objects.get(code=code).title not in words
    assert anyone.get("/public/sample/progress.xml").status_code == 404
    Document.objects.update(is_public=False)
    for address in ("progress.json", "progress.csv", "feed.xml"):
        assert anyone.get(f"/public/sample/{address}").status_code == 404
