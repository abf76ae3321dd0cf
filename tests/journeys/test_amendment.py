"""A new text comes, or another document repeals a sentence: compared, decided by a person, and the tasks follow."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import POLICY, user, viewer
from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.app.programmes import apply, load_programme
from luoshi.delivery.domain.sheets import Grade
from luoshi.delivery.models import AmendedTask, Amendment, Commitment, Task
from luoshi.delivery.service import amendments, commitments, sheets, tasks
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.manifest import Programme
from luoshi.policy.api import changes_of, clause_facts, text, version_number
from luoshi.policy.comparing import compare, words_changed
from luoshi.policy.models import Clause, Serving
from luoshi.portal.models import Notice

D = "sample"
# One sentence put in front, one changed, one left out.
NEW = (
    POLICY.replace("完善“云代办”服务", "推行告知承诺。完善“云代办”服务")
    .replace("50家", "60家")
    .replace("推进智慧养老平台建设。", "建设社区食堂,方便老人就近用餐。")
)


def issue(clause: str, unit: str) -> str:
    by = viewer("supervisor")
    code = Commitment.objects.filter(document=D, clause=clause).order_by("start")[0].code
    commitments.correct(by=by, document=D, code=code, lead=unit, supports=[], due_date=date(2021, 12, 31))
    commitments.issue(by=by, document=D, codes=[code])
    tasks.accept(by=viewer("liaison", unit), document=D, code=code)
    return code


@pytest.fixture
def issued(programme: Programme, on_day) -> dict[str, str]:
    on_day(date(2021, 8, 2))
    user("liaison", "civil", name="civil-officer")
    return {c: issue(c, unit) for c, unit in (("1.s1", "development"), ("2.s1", "industry"), ("3.s1", "civil"))}


def test_sentences_are_paired_by_their_words() -> None:
    before = {"1.s1": "甲乙丙丁", "1.s2": "建成学校五十所", "1.s3": "同样的话", "2.s1": "要撤掉的一句"}
    after = {"1.s1": "新来的开头说法", "1.s2": "甲乙丙丁", "1.s3": "建成学校六十所", "2.s1": "同样的话"}
    found = [(change.kind, change.before, change.after) for change in compare(before, after)]
    assert found == [
        ("added", "", "1.s1"),
        ("moved", "1.s1", "1.s2"),
        ("changed", "1.s2", "1.s3"),
        ("moved", "1.s3", "2.s1"),
        ("removed", "2.s1", ""),
    ]
    assert words_changed("建成五十所", "建成六十所") == [
        ("same", "建成"),
        ("out", "五"),
        ("in", "六"),
        ("same", "十所"),
    ]
    assert all(change.kind == "same" for change in compare(before, before))


def test_a_new_text_is_compared_decided_and_taken_over(issued: dict[str, str], on_day) -> None:
    on_day(date(2021, 9, 1))
    sheets.issue_sheet(
        by=viewer("supervisor"), document=D, code=issued["3.s1"], grade=Grade.ORDINARY, requirement="请加快"
    )
    named = {"document": D, "room": "services", "kind": "item"}
    Serving.objects.create(**named, clause="1.s1", code="x", title="云代办事项")
    Serving.objects.create(**named, clause="3.s1", code="y", title="养老平台服务", url="/services/find/y/")
    client = Client()
    client.force_login(user("supervisor", name="office"))
    page = client.post(f"/delivery/{D}/amendments/", {"text": SimpleUploadedFile("修订稿.txt", NEW.encode())})
    made = Amendment.objects.get()
    assert page.url == f"/delivery/{D}/amendments/{made.pk}/"
    # Nothing has changed yet: the old text is in force, and the page shows what would become of each task.
    assert text(D) == POLICY.strip() or "50家" in text(D)
    shown = client.get(page.url).content.decode()
    assert "<del>5</del><ins>6</ins>" in shown
    # What else names these sentences is listed before anything changes, what would name nothing first.
    listed = shown[shown.index('id="serving"') :]
    assert 0 < listed.index("养老平台服务") < listed.index("云代办事项")
    assert 'href="/services/find/y/"' in listed
    assert "句子已不在，请改挂其他条款或撤下" in listed
    assert "Remote agency" not in listed
    assert "实施安排" in listed  # the realisation map speaks of 1.s1
    proposed = dict(made.tasks.values_list("task__code", "decision"))
    assert proposed == {issued["1.s1"]: "keep", issued["2.s1"]: "review", issued["3.s1"]: "withdraw"}

    # A withdrawal without a reason is refused, and what was chosen is still there.
    gone = issued["3.s1"]
    refused = client.post(f"{page.url}take/", {f"decision-{gone}": "withdraw", f"reason-{gone}": " "})
    assert refused.status_code == 422
    assert Amendment.objects.get().state == "draft"
    assert Task.objects.get(code=gone).state == "under_way"

    client.post(f"{page.url}take/", {f"decision-{gone}": "withdraw", f"reason-{gone}": "新文本改为社区食堂"})
    assert version_number(D) == 2
    assert "60家" in text(D)
    stayed, changed, withdrawn = (Task.objects.get(code=issued[c]) for c in ("1.s1", "2.s1", "3.s1"))
    # The task goes with its words to where they stand now, under the code it was issued with.
    assert (stayed.clause, stayed.code, stayed.state) == ("1.s2", issued["1.s1"], "under_way")
    assert stayed.title in clause_facts(D, "1.s2").text
    assert Serving.objects.get(code="x").clause == "1.s2"
    assert Clause.objects.get(code="1.s2").text_en.startswith("Improve the remote agency")
    assert (changed.clause, changed.state) == ("2.s1", "under_way")
    assert (withdrawn.clause, withdrawn.state, withdrawn.light) == ("3.s1@1", "withdrawn", "grey")
    assert withdrawn.withdrawn_on == date(2021, 9, 1)
    # What came in is proposed anew, with a code of its own.
    fresh = Commitment.objects.get(document=D, clause="3.s1")
    assert fresh.state == "proposed"
    assert fresh.code not in issued.values()
    strayed = [
        c.code
        for c in Commitment.objects.filter(document=D, end__gt=0).exclude(clause__contains="@")
        if c.end > c.start and text(D)[c.start : c.end] != c.text
    ]
    assert strayed == []
    assert Notice.objects.filter(user__username="civil-officer", kind="delivery.withdrawn").count() == 1
    assert "已撤销" in client.get(f"/delivery/{D}/tasks/{gone}/").content.decode()
    # A sheet issued on it before still says which words it rests on.
    assert "推进智慧养老平台建设" in client.get(f"/delivery/{D}/sheets/1/").content.decode()

    # What was left to be reviewed waits until somebody decides; only once.
    client.post(f"{page.url}settle/", {"code": changed.code, "decision": "keep"})
    assert AmendedTask.objects.get(task=changed).settled_by == "office"
    with pytest.raises(ExpectedError, match="处理过"):
        amendments.settle(by=viewer("supervisor"), document=D, key=made.pk, code=changed.code, decision="keep")
    acts = list(RecordEntry.objects.filter(act__contains="amend").values_list("act", flat=True))
    assert acts.count("delivery.task_amended") == 4
    assert verify() == []


def test_the_folder_may_keep_the_old_text_and_the_new_one_stays(issued: dict[str, str], programme: Programme) -> None:
    by = viewer("supervisor")
    key = amendments.bring_text(by=by, document=D, name="new.txt", content=NEW.encode())
    amendments.take(by=by, document=D, key=key, decisions={})
    assert apply(programme) == []
    assert "60家" in text(D)
    with pytest.raises(ExpectedError, match="第 1 版"):
        amendments.bring_text(by=by, document=D, name="old.txt", content=POLICY.encode())
    with pytest.raises(ExpectedError, match="处理过"):
        amendments.take(by=by, document=D, key=key, decisions={})


def test_a_text_changed_in_the_folder_leaves_its_tasks_to_be_reviewed(
    issued: dict[str, str], programme: Programme, tmp_path: Path
) -> None:
    for name in ("programme.yaml", "units.csv"):
        (tmp_path / name).write_text((programme.folder / name).read_text("utf-8"), "utf-8")
    (tmp_path / "policy.txt").write_text(NEW, "utf-8")
    changed = load_programme(tmp_path)
    planned = apply(changed, dry_run=True)
    assert ("task", issued["1.s1"]) in {(change.kind, change.code) for change in planned}
    assert apply(changed) == planned
    assert apply(changed) == []
    rows = {row.task.code: row for row in AmendedTask.objects.select_related("task")}
    assert {code: row.decision for code, row in rows.items()} == {
        issued["1.s1"]: "keep",
        issued["2.s1"]: "review",
        issued["3.s1"]: "review",
    }
    made = Amendment.objects.get()
    assert (made.version, made.state) == (2, "taken")
    assert len(changes_of(D, 2)) >= 4
    amendments.settle(
        by=viewer("supervisor"), document=D, key=made.pk, code=issued["3.s1"], decision="withdraw", reason="已删去"
    )
    assert Task.objects.get(code=issued["3.s1"]).state == "withdrawn"


def test_another_document_repeals_a_sentence(issued: dict[str, str], on_day) -> None:
    on_day(date(2022, 1, 4))
    client = Client()
    client.force_login(user("supervisor", name="office"))
    given = {
        "title": "关于调整若干措施的通知",
        "number": "示政〔2022〕1号",
        "article": "第二条",
        "in_force_on": "2022-01-01",
        "clauses": "3.s1 废止\n2.s1 改为 到2025年,培育规上企业达到80家。",
    }
    wrong = client.post(f"/delivery/{D}/amendments/", {**given, "clauses": "3.s1 删"})
    assert wrong.status_code == 422
    assert "示政〔2022〕1号" in wrong.content.decode()
    page = client.post(f"/delivery/{D}/amendments/", given)
    client.post(f"{page.url}take/", {})
    # The text stays as it was published; the task says what changed it.
    assert version_number(D) == 1
    assert Task.objects.get(code=issued["3.s1"]).state == "withdrawn"
    shown = client.get(f"/delivery/{D}/tasks/{issued['2.s1']}/").content.decode()
    assert "关于调整若干措施的通知" in shown
    assert "达到80家" in shown
    # So does the document, beside its own words, and each sentence's panel, with the way to the amendment for those who may go.
    document = client.get(f"/documents/{D}/").content.decode()
    assert "《关于调整若干措施的通知》（示政〔2022〕1号）第二条自 2022-01-01 起废止" in document
    assert document.count("is-repealed") == 1
    assert "推进智慧养老平台建设" in document
    at_once = {"HTTP_HX_REQUEST": "true"}
    panel = client.get(f"/documents/{D}/clauses/2.s1/", **at_once).content.decode()
    assert "到2025年,培育规上企业达到80家。" in panel
    assert page.url in panel
    desk = Client()
    desk.force_login(user("liaison", "industry", name="industry-desk"))
    theirs = desk.get(f"/documents/{D}/clauses/2.s1/", **at_once).content.decode()
    assert "达到80家" in theirs
    assert page.url not in theirs


def test_a_withdrawn_task_asks_for_nothing_more_and_can_be_taken_up_again(issued: dict[str, str], on_day) -> None:
    at = {"document": D, "code": issued["2.s1"]}
    key = amendments.bring_document(
        by=viewer("supervisor"),
        document=D,
        title="另一份文件",
        number="",
        article="",
        in_force_on=date(2021, 9, 1),
        clauses={"2.s1": ("repealed", "")},
    )
    tasks.ask_extension(by=viewer("liaison", "industry"), **at, new_due=date(2022, 3, 1), reason="等")
    amendments.take(by=viewer("supervisor"), document=D, key=key, decisions={})
    task = Task.objects.get(code=issued["2.s1"])
    assert (task.state, task.next_report_due) == ("withdrawn", None)
    assert task.requests.get().state == "refused"
    with pytest.raises(ExpectedError):
        tasks.report(by=viewer("liaison", "industry"), **at, text="进展", percent=10)
    on_day(date(2021, 9, 10))
    tasks.reopen(by=viewer("supervisor"), **at, reason="废止的文件已撤回")
    assert Task.objects.get(code=issued["2.s1"]).withdrawn_on is None
