"""法治政府: a decision cannot skip a statutory step; a document lapses on its day."""

from __future__ import annotations

from datetime import date

from luoshi.registry.api import system_viewer
from luoshi.services.api import start
from luoshi.services.daily import daily
from luoshi.services.models import Case, NormativeDocument
from services_town import at_desk, case, county, step_of, waiting, work


def test_a_major_decision_cannot_skip_a_statutory_step(db: None, on_day) -> None:
    county()
    on_day(date(2021, 7, 24))
    office, justice, leader = at_desk("liaison", "government-office"), at_desk("liaison", "justice"), at_desk("leader")
    data = {"matter": "调整公共停车收费", "technical": True, "risky": True}
    number = start(by=system_viewer(), process="major-decision", title="调整公共停车收费", data=data)
    work(office, number, "公众参与", comment_from="2021-07-24", comment_to="2021-08-13")
    work(office, number, "专家论证", expert_done="on", expert_note="可行")
    work(office, number, "风险评估", risk_note="未完成")
    work(justice, number, "合法性审查", review_from="2021-08-24", review_to="2021-08-26", opinion="合法")
    # Twenty days without a reason, no risk assessment, two working days of review: the discussion cannot be reached.
    assert case(number).data["missing_steps"] == [
        "公开征求意见不足三十日且未说明理由（第十五条）",
        "没有风险评估（第二十二条）",
        "合法性审查不足七个工作日（第二十六条）",
    ]
    assert waiting(number) == ["补正程序"]
    page = office.get(f"/services/cases/{number}/").content.decode()
    assert "尚缺的法定程序" in page and "没有风险评估（第二十二条）" in page  # who is to make them up is told which
    repaired = {"comment_from": "2021-07-24", "comment_to": "2021-08-23", "expert_done": "on", "risk_done": "on"}
    work(office, number, "补正程序", **repaired)
    work(justice, number, "合法性审查", review_from="2021-08-24", review_to="2021-09-02", opinion="合法")
    assert case(number).data["missing_steps"] == []
    assert case(number).data["comment_days"] == 30
    assert case(number).data["review_days"] == 7
    work(leader, number, "集体讨论决定", met_on="2021-09-03", last_speaker="on", outcome="通过")
    work(office, number, "公布、归档", published_on="2021-09-06", archived="on")
    assert (case(number).state, case(number).result) == ("done", "通过")


def test_a_normative_document_enters_the_register_and_lapses_on_its_day(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    office, justice, leader = at_desk("liaison", "government-office"), at_desk("liaison", "justice"), at_desk("leader")
    data = {"doc_title": "样例：企业服务办法", "doc_reason": "落实措施"}
    number = start(by=system_viewer(), process="normative-document", title="样例：企业服务办法", data=data)
    work(office, number, "公开征求意见", comment_from="2021-08-01", comment_to="2021-09-01")
    work(justice, number, "合法性审核", opinion="不合法", legal_opinion="样例审〔2021〕1号")
    work(office, number, "公开征求意见", comment_from="2021-08-01", comment_to="2021-09-05")
    work(justice, number, "合法性审核", opinion="修改后合法", legal_opinion="样例审〔2021〕2号")
    work(leader, number, "集体审议", met_on="2021-09-08", last_speaker="on", outcome="通过")
    facts = {"issued_on": "2021-09-10", "in_force_from": "2021-10-01", "valid_to": "2026-09-30"}
    work(office, number, "统一登记、编号、印发", doc_number="样例规〔2021〕9号", **facts)
    made = NormativeDocument.objects.get(number="样例规〔2021〕9号")
    assert (made.valid_to, made.legal_opinion, made.lapse_told) == (date(2026, 9, 30), "样例审〔2021〕2号", False)
    page = at_desk("analyst").get("/services/documents/").content.decode()
    assert "已失效" in page  # one of the register has passed its last day
    assert "临近到期" in page
    on_day(date(2026, 9, 30))
    daily(date(2026, 9, 30))
    made.refresh_from_db()
    assert not made.lapse_told  # its last day still counts
    on_day(date(2026, 10, 1))
    daily(date(2026, 10, 1))
    made.refresh_from_db()
    assert made.lapse_told


def reviewed(document: str) -> str:
    return str(Case.objects.get(version__purpose="normative-review", data__doc_number=document).number)


def test_a_document_is_reviewed_before_its_last_day_and_kept_repealed_or_left_to_run_out(db: None, on_day) -> None:
    county()
    on_day(date(2021, 9, 10))
    daily(date(2021, 9, 10))  # the last day of one is 2022-01-31
    number = reviewed("样例规〔2017〕3号")
    assert (case(number).unit.code, waiting(number)) == ("municipal-gardens", ["评估实施情况"])
    daily(date(2021, 9, 13))
    assert (
        Case.objects.filter(version__purpose="normative-review").count() == 1
    )  # once, however often the day is looked at
    assert number in at_desk("clerk", "government-office").get("/services/documents/").content.decode()

    drafter, justice, leader = at_desk("liaison", "municipal-gardens"), at_desk("liaison", "justice"), at_desk("leader")
    work(drafter, number, "评估实施情况", assessment="仍然需要", proposal="继续有效")
    work(justice, number, "合法性审核", opinion="合法", legal_opinion="样例审〔2021〕8号")
    step = waiting(number)[0]
    refused = leader.post(
        f"/services/cases/{number}/steps/{step_of(number, step).pk}/finish/", {"review_outcome": "继续有效"}
    )
    assert (refused.status_code, "延续有效期至没有填写" in refused.content.decode()) == (422, True)
    work(leader, number, step, review_outcome="继续有效", extend_to="2026-12-31")
    row = NormativeDocument.objects.get(number="样例规〔2017〕3号")
    assert (row.valid_to, row.reviewed_on) == (date(2026, 12, 31), date(2021, 9, 10))
    assert (case(number).result, case(number).result_en) == (
        "评估结果：继续有效",
        "Outcome of the review: Keep in force",
    )
    county()  # loading the file again does not take the decision back
    row.refresh_from_db()
    assert row.valid_to == date(2026, 12, 31)

    # Five years on it is looked at again, and repealed.
    on_day(date(2026, 7, 10))
    daily(date(2026, 7, 10))
    again = str(
        Case.objects.filter(version__purpose="normative-review", finished_at=None)
        .get(data__doc_number=row.number)
        .number
    )
    work(drafter, again, "评估实施情况", assessment="已不需要", proposal="废止")
    work(justice, again, "合法性审核", opinion="合法", legal_opinion="样例审〔2026〕2号")
    work(leader, again, "决定延续、修改或废止", review_outcome="废止", repeal_on="2026-07-10")
    row.refresh_from_db()
    assert (row.repealed_on, row.valid_to) == (date(2026, 7, 10), date(2026, 12, 31))
    assert "已废止" in at_desk("analyst").get("/services/documents/").content.decode()
