"""信用: a record is taken in by the directory, shown for its time, repaired by its case; the grade sets who is drawn."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from luoshi.accountability.api import history_of, verify
from luoshi.accountability.credit.drawing import drawn_again, prove, prove_joint
from luoshi.accountability.credit.service import expire
from luoshi.accountability.models import CreditRecord, Drawing, JointInspection, LotObjection
from luoshi.policy.models import Document
from luoshi.registry.demo import seed as seed_registers
from luoshi.registry.models import FirmVersion
from services_town import at_desk, county, work

RECORD = {
    "number": "样例罚〔2024〕1号",
    "category": "administration",
    "severity": "general",
    "special": "on",
    "issuer": "market-regulation",
    "title": "样例：消防设施不合格",
    "decided_on": "2024-03-15",
}


@pytest.fixture
def town(db: None, on_day) -> None:
    on_day(date(2024, 3, 20))
    programme = county()
    programme.demo["population"] = 200
    seed_registers(programme)


def firm() -> FirmVersion:
    return FirmVersion.objects.filter(state="open", seriously_dishonest=False).order_by("uscc").first()


def taken(**changed: str):
    one = firm()
    given = {**RECORD, "subject": one.uscc, "subject_name": one.name, **changed}
    return at_desk("clerk").post("/accountability/credit/add/", {k: v for k, v in given.items() if v})


def test_a_record_is_published_repaired_by_its_case_and_leaves_the_grade(town: None, on_day) -> None:
    assert taken().status_code == 302
    row = CreditRecord.objects.get()
    assert (row.state, row.repair_from, row.stop_on) == ("published", date(2025, 3, 15), date(2027, 3, 15))
    where = f"/accountability/credit/firms/{row.subject}/"
    assert "<strong>B</strong>" in at_desk("liaison", "finance").get(where).content.decode()
    on_day(date(2025, 3, 17))
    sent = at_desk("clerk").post(
        "/services/new/credit-repair/",
        {
            "applicant_name": row.subject_name,
            "record_number": row.number,
            "decided_on": "2024-03-15",
            "severity": "一般",
            "special_field": "true",
            "issuing_unit": "县市场监管局",
            "duties_done": "true",
            "commitment": "true",
        },
    )
    number = sent["Location"].rstrip("/").rsplit("/", 1)[1]
    credit, issuer = at_desk("clerk", "development-reform"), at_desk("clerk", "market-regulation")
    work(credit, number, "核查材料", examined="已缴")
    work(issuer, number, "认定单位决定", credit_decision="同意")
    row.refresh_from_db()
    assert row.state == "published"
    work(credit, number, "停止公示、停止共享、通知第三方", stopped_on="2025-03-17")
    row.refresh_from_db()
    assert (row.state, row.case, row.ended_on) == ("repaired", number, date(2025, 3, 17))
    page = at_desk("liaison", "finance").get(where).content.decode()
    assert "<strong>A</strong>" in page and row.number not in page
    assert [line.content.get("state") for line in history_of([row.number])] == ["repaired", None]
    assert verify() == []


def test_a_repair_refused_leaves_the_record(town: None, on_day) -> None:
    taken()
    row = CreditRecord.objects.get()
    on_day(date(2025, 3, 14))
    at_desk("clerk").post(
        "/services/new/credit-repair/",
        {
            "applicant_name": row.subject_name,
            "record_number": row.number,
            "decided_on": "2024-03-15",
            "severity": "一般",
            "special_field": "true",
            "issuing_unit": "县市场监管局",
            "duties_done": "true",
            "commitment": "true",
        },
    )
    row.refresh_from_db()
    assert row.state == "published"


def test_an_objection_marks_the_record_and_takes_it_out_when_upheld(town: None) -> None:
    taken()
    row = CreditRecord.objects.get()
    given = {
        "applicant_name": "样例",
        "record_number": row.number,
        "objection": "不是本公司",
        "source_unit": "县税务局",
    }
    sent = at_desk("clerk").post("/services/new/credit-objection/", given)
    number = sent["Location"].rstrip("/").rsplit("/", 1)[1]
    row.refresh_from_db()
    assert row.disputed
    credit = at_desk("clerk", "development-reform")
    work(credit, number, "标注异议并核查", needs_assistance="false", verify_note="同名", is_wrong="true")
    work(credit, number, "更正或删除", fix_note="删除")
    row.refresh_from_db()
    assert (row.state, row.disputed) == ("withdrawn", False)


def test_a_record_runs_out_on_its_day_and_a_minor_one_is_not_shown(town: None, on_day) -> None:
    taken()
    taken(number="样例2", severity="minor", special="")
    assert CreditRecord.objects.get(number="样例2").state == "kept"
    assert "样例2" not in at_desk("liaison", "finance").get("/accountability/credit/").content.decode()
    on_day(date(2027, 3, 14))
    assert expire(date(2027, 3, 14)) == 1  # the minor one
    assert expire(date(2027, 3, 15)) == 1
    assert set(CreditRecord.objects.values_list("state", flat=True)) == {"expired"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"subject": "91350121MA0000000X"}, "校验不符"),
        ({"decided_on": "2024-04-01"}, "在以后"),
        ({"category": "gossip"}, "gossip"),
        ({"decided_on": "2015-01-01"}, "没有生效值"),
    ],
)
def test_what_may_not_be_taken_in_is_told_why(town: None, changed: dict[str, str], words: str) -> None:
    sent = taken(**changed)
    assert sent.status_code == 422
    assert words in sent.content.decode()
    assert not CreditRecord.objects.exists()
    assert RECORD["title"] in sent.content.decode()  # nothing entered is lost


def test_lots_are_drawn_from_the_records_head_and_prove_themselves(town: None) -> None:
    taken()
    names = "\n".join(f"样例执法{n}" for n in range(1, 7)) + f"\n样例执法7 | {firm().uscc}"
    sent = at_desk("supervisor").post(
        "/accountability/credit/drawings/draw/",
        {"title": "样例抽查", "agency": "market-regulation", "inspectors": names},
    )
    assert sent.status_code == 302
    row = Drawing.objects.get()
    assert drawn_again(row) == row.drawn
    assert prove(row).holds
    listed = {one["subject"] for one in row.drawn if one["grade"] == "D"}
    assert listed == {code for code, grade in row.population.items() if grade == "D"}
    mine = [one for one in row.drawn if one["subject"] == firm().uscc]
    assert all("样例执法7" not in one["inspectors"] for one in mine)
    page = at_desk("supervisor").get(sent["Location"]).content.decode()
    assert row.seed in page and "重抽" in page
    # Somebody changes what was drawn, or from whom: both are seen.
    kept = list(row.drawn)
    row.drawn = kept[1:]
    assert not prove(row).same
    row.drawn = kept
    row.population = {**row.population, kept[0]["subject"]: "A" if kept[0]["grade"] != "A" else "B"}
    assert not prove(row).population_same
    row.refresh_from_db()
    row.seed = "1:" + "0" * 64
    assert not prove(row).seed_recorded


def test_too_few_inspectors_are_told(town: None) -> None:
    sent = at_desk("supervisor").post(
        "/accountability/credit/drawings/draw/", {"title": "样例", "agency": "finance", "inspectors": "一人"}
    )
    assert sent.status_code == 422
    assert "至少要有两人" in sent.content.decode()
    assert not Drawing.objects.exists()


def drawn_by(agency: str) -> Drawing:
    names = "\n".join(f"样例执法{agency}{n}" for n in range(1, 5))
    given = {"title": f"样例抽查 {agency}", "agency": agency, "inspectors": names}
    at_desk("supervisor").post("/accountability/credit/drawings/draw/", given)
    return Drawing.objects.order_by("-pk")[0]


def test_a_firm_that_two_agencies_draw_is_visited_once_and_the_merging_proves_itself(town: None) -> None:
    # The seriously dishonest are all inspected, so every agency draws them: those at least are in common.
    FirmVersion.objects.filter(pk__in=FirmVersion.objects.order_by("uscc")[:3]).update(seriously_dishonest=True)
    one, other = drawn_by("market-regulation"), drawn_by("ecology-environment")
    chosen = {"title": "样例联合抽查", "drawing": [one.number, other.number]}
    at_desk("supervisor").post("/accountability/credit/drawings/merge/", chosen)
    joint = JointInspection.objects.get()
    ours, theirs = ({line["subject"]: line["inspectors"] for line in row.drawn} for row in (one, other))
    both = sorted(set(ours) & set(theirs))
    assert len(both) >= 3 and [visit["subject"] for visit in joint.visits] == both
    assert (joint.apart, joint.saved) == (len(ours) + len(theirs), len(both))
    first = joint.visits[0]
    assert [(lot["agency"], lot["inspectors"]) for lot in first["lots"]] == [
        ("market-regulation", ours[both[0]]),
        ("ecology-environment", theirs[both[0]]),
    ]
    assert prove_joint(joint).holds and verify() == []
    page = at_desk("liaison", "finance").get(f"/accountability/credit/joint/{joint.number}/").content.decode()
    assert both[0] in page and "县市场监管局" in page and ours[both[0]][0] in page

    # Somebody leaves a visit out, or changes one of the drawings afterwards: both are seen.
    joint.visits = joint.visits[1:]
    assert not prove_joint(joint).same and not prove_joint(joint).announced
    joint.refresh_from_db()
    other.drawn = other.drawn[1:]
    other.save(update_fields=["drawn"])
    assert not prove_joint(joint).drawings


@pytest.mark.parametrize(
    ("agencies", "words"), [(["finance"], "两个或更多单位"), (["finance", "finance"], "两个或更多单位")]
)
def test_drawings_of_one_agency_are_not_merged(town: None, agencies: list[str], words: str) -> None:
    numbers = [drawn_by(agency).number for agency in agencies]
    given = {"title": "样例", "drawing": numbers}
    page = at_desk("supervisor").post("/accountability/credit/drawings/merge/", given, follow=True).content.decode()
    assert words in page and not JointInspection.objects.exists()


def test_a_recusal_upheld_by_another_sends_the_next_by_the_same_seed_and_the_proofs_still_hold(town: None) -> None:
    FirmVersion.objects.filter(pk__in=FirmVersion.objects.order_by("uscc")[:3]).update(seriously_dishonest=True)
    one, other = drawn_by("market-regulation"), drawn_by("ecology-environment")
    chosen = {"title": "样例联合抽查", "drawing": [one.number, other.number]}
    at_desk("supervisor").post("/accountability/credit/drawings/merge/", chosen)
    joint = JointInspection.objects.get()
    firm_, pair = one.drawn[-1]["subject"], one.drawn[-1]["inspectors"]
    assert firm_ in {visit["subject"] for visit in joint.visits}
    before = {line["subject"]: line["inspectors"] for line in one.drawn}
    where = f"/accountability/credit/drawings/{one.number}/object/"
    given = {"subject": firm_, "kind": "recusal", "inspector": "外人", "reason": "样例：亲属在该企业任职"}
    told = at_desk("clerk").post(where, given, follow=True).content.decode()
    assert "不是派往这家企业的执法人员" in told
    at_desk("clerk").post(where, {**given, "inspector": pair[0]})
    objection = LotObjection.objects.get()
    again = at_desk("clerk").post(where, {**given, "inspector": pair[1]}, follow=True).content.decode()
    assert "已有一件异议等待答复" in again
    # Who drew may not judge it; the auditor, who has no part in it, finds it on the list.
    answer = {"outcome": "upheld", "answer": "情况属实"}
    address = f"/accountability/credit/drawings/objections/{objection.pk}/"
    refused = at_desk("supervisor").post(address, answer, follow=True).content.decode()
    assert "请由其他人答复" in refused
    assert "答复异议" in at_desk("auditor").get("/workbench/").content.decode()
    at_desk("auditor").post(address, answer)
    one.refresh_from_db()
    joint.refresh_from_db()
    after = {line["subject"]: line["inspectors"] for line in one.drawn}
    changed = {code for code in before if before[code] != after[code]}
    assert changed == {firm_} and pair[0] not in after[firm_] and len(after[firm_]) == 2
    assert prove(one).holds and prove_joint(joint).holds and verify() == []
    lots = next(visit["lots"] for visit in joint.visits if visit["subject"] == firm_)
    assert after[firm_] in [lot["inspectors"] for lot in lots]
    acts = [line.act for line in history_of([one.number])]
    assert acts[:2] == ["accountability.lot_objection_answered", "accountability.lot_objected"]
    # A conflict slipped in afterwards, with the draw made to match it, is seen: no answered objection stands behind it.
    one.conflicts = {**one.conflicts, after[firm_][0]: [firm_]}
    one.drawn = drawn_again(one)
    assert prove(one).same and not prove(one).announced


def test_a_visit_objected_to_is_lifted_or_stands(town: None) -> None:
    row = drawn_by("market-regulation")
    firm_ = row.drawn[0]["subject"]
    given = {"subject": firm_, "kind": "visit", "reason": "样例：已经注销"}
    where = f"/accountability/credit/drawings/{row.number}/object/"
    for wrong, words in (({"subject": "91000000000000000X"}, "没有被抽中"), ({"reason": " "}, "写明事由")):
        assert words in at_desk("clerk").post(where, {**given, **wrong}, follow=True).content.decode()
    at_desk("clerk").post(where, given)
    key = LotObjection.objects.get().pk
    at_desk("auditor").post(
        f"/accountability/credit/drawings/objections/{key}/", {"outcome": "upheld", "answer": "已注销"}
    )
    page = at_desk("liaison").get(f"/accountability/credit/drawings/{row.number}/").content.decode()
    assert "异议成立，不再检查" in page and prove(Drawing.objects.get()).holds
    late = at_desk("auditor").post(
        f"/accountability/credit/drawings/objections/{key}/", {"outcome": "rejected", "answer": "改主意"}, follow=True
    )
    assert "已经答复" in late.content.decode()


def inspecting(row: Drawing, subject: str) -> str:
    return f"/accountability/credit/drawings/{row.number}/firms/{subject}/"


FOUND = {"inspected_on": "2024-03-20", "outcome": "no_problem", "note": ""}


def test_what_was_found_at_a_firm_is_entered_by_the_agency_and_open_to_anyone(town: None, on_day) -> None:
    row = drawn_by("market-regulation")
    first, second = (line["subject"] for line in row.drawn[:2])
    officer, name = at_desk("clerk", "market-regulation"), FirmVersion.objects.get(uscc=first).name
    assert f"{len(row.drawn)} 家没有登记结果" in officer.get("/workbench/").content.decode()
    assert at_desk("clerk", "finance").get(inspecting(row, first)).status_code == 403
    assert at_desk("clerk", "finance").post(inspecting(row, first), FOUND).status_code == 403
    on_day(date(2024, 4, 18))
    assert officer.post(inspecting(row, first), FOUND).status_code == 302
    ordered = {"inspected_on": "2024-03-21", "outcome": "ordered", "note": "样例：未公示年报，责令十日内补报"}
    on_day(date(2024, 4, 22))
    assert officer.post(inspecting(row, second), ordered).status_code == 302
    assert f"{len(row.drawn) - 2} 家没有登记结果" in officer.get("/workbench/").content.decode()
    entry = history_of([row.number])[0]
    assert (entry.act, entry.content["firm"], entry.content["outcome"]) == (
        "accountability.inspection_recorded",
        second,
        "ordered",
    )
    assert verify() == [] and prove(row).holds
    Document.objects.update(is_public=True)
    page = Client().get("/accountability/public/inspections/").content.decode()
    assert name in page and "发现问题已责令改正" in page and "县市场监管局" in page
    assert "责令十日内补报" not in page  # what was found in detail, and who went, are not for everybody
    assert row.drawn[0]["inspectors"][0] not in page
    # 2024-03-20 and twenty working days, Qingming off and 7 April worked: 18 April. A day later is late.
    assert "2024-04-18，逾期" not in page and "2024-04-22，逾期" in page
    only = Client().get("/accountability/public/inspections/?outcome=ordered").content.decode()
    assert name not in only and second in only
    assert name in Client().get(f"/accountability/public/inspections/?q={name}").content.decode()
    assert "样例：未公示年报" in officer.get(f"/accountability/credit/firms/{second}/").content.decode()


def test_nothing_is_made_public_of_a_document_that_is_not(town: None) -> None:
    row = drawn_by("market-regulation")
    at_desk("clerk", "market-regulation").post(inspecting(row, row.drawn[0]["subject"]), FOUND)
    Document.objects.update(is_public=False)
    page = Client().get("/accountability/public/inspections/").content.decode()
    assert row.drawn[0]["subject"] not in page and "还没有公示过抽查结果" in page


def test_a_result_is_corrected_with_a_reason_and_the_record_keeps_the_former(town: None) -> None:
    row = drawn_by("market-regulation")
    firm_, officer = row.drawn[0]["subject"], at_desk("clerk", "market-regulation")
    officer.post(inspecting(row, firm_), FOUND)
    other = {**FOUND, "outcome": "unreachable", "note": "样例：登记住所无人"}
    refused = officer.post(inspecting(row, firm_), other)
    assert refused.status_code == 422 and "样例：登记住所无人" in refused.content.decode()
    assert row.results.get().outcome == "no_problem"
    officer.post(inspecting(row, firm_), {**other, "reason": "样例：登记时选错"})
    made = row.results.get()
    assert (made.outcome, made.corrected_on) == ("unreachable", date(2024, 3, 20))
    entry = history_of([row.number])[0].content
    assert (entry["former"], entry["outcome"], entry["reason"]) == ("no_problem", "unreachable", "样例：登记时选错")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"inspected_on": "2024-03-21"}, "检查日期在以后"),
        ({"inspected_on": "2024-03-19"}, "早于抽取日期"),
        ({"outcome": "ordered"}, "请写明检查情况"),
        ({"outcome": "rumour"}, "rumour"),
    ],
)
def test_a_result_that_cannot_be_is_told_why_and_kept_on_the_form(
    town: None, changed: dict[str, str], words: str
) -> None:
    row = drawn_by("market-regulation")
    sent = at_desk("clerk", "market-regulation").post(inspecting(row, row.drawn[0]["subject"]), {**FOUND, **changed})
    assert sent.status_code == 422 and words in sent.content.decode()
    assert not row.results.exists()


def test_a_firm_whose_objection_is_open_or_upheld_has_no_result(town: None) -> None:
    row = drawn_by("market-regulation")
    firm_, officer = row.drawn[0]["subject"], at_desk("clerk", "market-regulation")
    given = {"subject": firm_, "kind": "visit", "reason": "样例：已经注销"}
    at_desk("clerk").post(f"/accountability/credit/drawings/{row.number}/object/", given)
    assert "异议还没有答复" in officer.post(inspecting(row, firm_), FOUND).content.decode()
    upheld = {"outcome": "upheld", "answer": "已注销"}
    key = LotObjection.objects.get().pk
    at_desk("auditor").post(f"/accountability/credit/drawings/objections/{key}/", upheld)
    assert "不再检查" in officer.post(inspecting(row, firm_), FOUND).content.decode()
    assert not row.results.exists()
    assert f"{len(row.drawn) - 1} 家没有登记结果" in officer.get("/workbench/").content.decode()


def test_drawings_made_before_results_were_kept_wait_for_all_but_those_lifted(town: None) -> None:
    row = drawn_by("market-regulation")
    LotObjection.objects.create(
        drawing=row, subject=row.drawn[0]["subject"], kind="visit", outcome="upheld", raised_on=date(2024, 3, 20)
    )
    Drawing.objects.update(waiting=0)
    import_module("luoshi.accountability.migrations.0008_count_firms_without_result").count(apps, None)
    row.refresh_from_db()
    assert row.waiting == len(row.drawn) - 1
