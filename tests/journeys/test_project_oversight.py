"""A call and its projects held to their word: objections in publicity, changes by approval, grants taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from django.test import Client

from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry as Entry
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import now
from luoshi.projects.models import Bid, Call, ClawBack, IntegrityEntry, Objection, Project
from services_town import at_desk, county

CALL = "epitaxy-yield"
ACT = f"/projects/calls/{CALL}/"


@pytest.fixture
def town(db: None, on_day: Callable[[date], None]) -> Programme:
    on_day(date(2021, 9, 2))
    return county()


@pytest.fixture
def office(town: Programme) -> Client:
    return at_desk("liaison", "industry-it")


def said(client: Client, url: str, **form: str) -> str:
    return client.post(url, form, follow=True).content.decode()


def reviewed(count: int) -> list[Bid]:
    """A call whose review has ended: bids 甲, 乙 ... with marks 90, 85 ..."""
    call = Call.objects.get(code=CALL)
    call.state = "reviewed"
    call.opened_date = call.closes_date = date(2021, 8, 31)
    call.save()
    return [
        Bid.objects.create(
            call=call,
            code=f"{CALL}-{n:02d}",
            bidder=f"{name}材料有限公司",
            credit_code=f"9135012100000000{n:02d}",
            people=[f"负责人{name}", f"成员{name}"],
            partners=["某某大学（合成）"],
            proposal=name * 60,
            asked_yuan=D(4_000_000),
            budget_yuan=D(10_000_000),
            sha256="0" * 64,
            state="admitted",
            number=n,
            mark=D(95 - 5 * n),
            by="clerk",
            at=now(),
        )
        for n, name in enumerate("甲乙丙"[:count], start=1)
    ]


def awarded(office: Client, on_day: Callable[[date], None]) -> Project:
    reviewed(1)
    said(office, f"{ACT}publicise/", panel="同意")
    on_day(date(2021, 9, 10))
    said(at_desk("leader"), f"{ACT}award/")
    return Project.objects.get(bid__code=f"{CALL}-01")


def test_an_objection_stops_the_award_until_it_is_answered(
    town: Programme, office: Client, on_day: Callable[[date], None]
) -> None:
    first, second = reviewed(2)
    said(office, f"{ACT}publicise/", panel="同意按得分推荐")
    clerk, leader = at_desk("clerk", "service-centre"), at_desk("leader")
    form = {"bid": first.code, "who": "丁某", "contact": "0591-0000000", "text": "与已结题项目重复"}
    nameless = clerk.post(f"{ACT}object/", {**form, "who": ""})
    assert nameless.status_code == 409 and "异议要实名" in nameless.content.decode()
    assert "与已结题项目重复" in nameless.content.decode()  # nothing typed is lost
    said(clerk, f"{ACT}object/", **form)
    objection = Objection.objects.get()
    assert objection.due_date == date(2021, 9, 24)  # 15 working days: Saturday 09-18 is worked, 09-19 to 09-21 are off

    # Who objects is seen by who answers, by nobody else, and not in the record.
    assert "丁某" in office.get(ACT).content.decode()
    assert (
        "丁某" not in leader.get(ACT).content.decode()
        and "丁某" not in Client().get("/projects/calls/public/").content.decode()
    )
    assert not any("丁某" in str(e.content) for e in Entry.objects.filter(act="projects.objection_moved"))

    on_day(date(2021, 9, 10))
    assert "还有 1 件公示异议没有答复" in said(leader, f"{ACT}award/")
    assert "公示已结束" in said(clerk, f"{ACT}object/", **form)
    answer = f"{ACT}objections/{objection.pk}/"
    assert clerk.post(answer, {"decision": "refuse", "words": "查无此事"}).status_code == 403
    assert "请写明理由" in said(office, answer, decision="uphold", words=" ")
    said(office, answer, decision="uphold", words="与结题项目指标相同")

    # Upheld: the bid is out, the list goes back and is shown anew for the next in rank; then it is awarded.
    first.refresh_from_db()
    call = Call.objects.get(code=CALL)
    assert (first.state, call.state, call.shown_until) == ("refused", "reviewed", None)
    assert "公示期间的异议成立：与结题项目指标相同" in office.get(ACT).content.decode()
    said(office, f"{ACT}publicise/", panel="重新推荐")
    second.refresh_from_db()
    assert (second.state, second.grant_yuan) == ("chosen", D(4_000_000))
    on_day(date(2021, 9, 18))
    said(leader, f"{ACT}award/")
    assert Project.objects.filter(bid=second).exists() and not Project.objects.filter(bid=first).exists()
    assert "已答复" in said(office, answer, decision="refuse", words="再答")
    assert verify() == []


def test_an_objection_that_is_not_upheld_lets_the_award_go_on(
    town: Programme, office: Client, on_day: Callable[[date], None]
) -> None:
    (only,) = reviewed(1)
    said(office, f"{ACT}publicise/", panel="同意")
    said(office, f"{ACT}object/", bid=only.code, who="丁某", contact="电话", text="不服")
    said(office, f"{ACT}objections/{Objection.objects.get().pk}/", decision="refuse", words="经查不属实")
    on_day(date(2021, 9, 10))
    said(at_desk("leader"), f"{ACT}award/")
    assert Project.objects.filter(bid=only).exists()


def test_changes_hold_only_once_another_has_approved_them(
    town: Programme, office: Client, on_day: Callable[[date], None]
) -> None:
    project = awarded(office, on_day)
    url, leader = f"/projects/{project.code}/milestones/", at_desk("leader")
    assert project.finish_date == date(2023, 9, 10)
    form = {"kind": "deadline", "new": "2024-09-11", "reason": "设备到货推迟"}
    late = office.post(f"{url}change/", form)
    assert late.status_code == 409 and "最多推迟 12 个月" in late.content.decode()
    assert "2024-09-11" in late.content.decode()
    said(office, f"{url}change/", **{**form, "new": "2024-03-10"})
    said(office, f"{url}change/", kind="leader", new="负责人新", reason="调离")
    said(office, f"{url}change/", kind="partner", new="某某研究院（合成）\n某某大学（合成）", reason="增加合作")
    assert "补助 4,000,000 元就超过" in said(office, f"{url}change/", kind="budget", new="900", reason="压减")
    said(office, f"{url}change/", kind="budget", new="1200", reason="追加自筹")
    assert "已有一份申请等待批准" in said(office, f"{url}change/", kind="leader", new="另一人", reason="x")
    project.refresh_from_db()
    assert project.finish_date == date(2023, 9, 10)
    asked = {c.kind: c for c in project.changes.all()}
    assert set(asked) == {"deadline", "leader", "partner", "budget"}
    assert office.post(f"{url}changes/{asked['leader'].pk}/", {"decision": "approve"}).status_code == 403
    assert "请写明理由" in said(leader, f"{url}changes/{asked['budget'].pk}/", decision="refuse", words="")
    said(leader, f"{url}changes/{asked['budget'].pk}/", decision="refuse", words="资金未到位")
    for kind in ("deadline", "leader", "partner"):
        said(leader, f"{url}changes/{asked[kind].pk}/", decision="approve")
    project.refresh_from_db()
    bid = Bid.objects.get(project=project)
    assert (project.finish_date, project.total_yuan) == (date(2024, 3, 10), D(10_000_000))
    assert (bid.people, bid.partners) == (["负责人新", "成员甲"], ["某某研究院（合成）", "某某大学（合成）"])
    assert project.milestones.last().due_date == date(2024, 3, 10)
    assert "期限已经推迟过一次" in said(office, f"{url}change/", **{**form, "new": "2024-04-10"})

    # Who is barred does not come in by a change.
    IntegrityEntry.objects.create(
        document=project.document, who="失信人", what="x", until=date(2030, 1, 1), by="x", day=date(2021, 1, 1)
    )
    assert "科研失信记录" in said(office, f"{url}change/", kind="leader", new="失信人", reason="x")


def test_a_failed_acceptance_takes_back_what_was_not_rightly_spent(
    town: Programme, office: Client, on_day: Callable[[date], None]
) -> None:
    project = awarded(office, on_day)
    url, leader = f"/projects/{project.code}/milestones/", at_desk("leader")
    said(office, f"{url}reach/", number="1", evidence="任务书")
    said(office, f"{url}1/pay/")  # half of 400 万元
    form = {"cause": "failed", "kept": "120.5", "reason": "核心指标未达到", "bar_years": ""}
    assert "没有验收不通过的结论" in said(leader, f"{url}claw-back/", **form)
    said(office, f"{url}reach/", number="2", evidence="中期")
    said(office, f"{url}accept/", **{"t-良率": "60", "t-每片能耗": "84", "evidence": "未达到"})
    assert office.post(f"{url}claw-back/", form).status_code == 403
    assert "合理支出应在 0 和已拨付的 2,000,000.00 元之间" in said(
        leader, f"{url}claw-back/", **{**form, "kept": "201"}
    )
    said(leader, f"{url}claw-back/", **form)
    back = ClawBack.objects.get(project=project)
    assert (back.paid_yuan, back.amount_yuan, back.due_date) == (D(2_000_000), D(795_000), date(2021, 10, 10))
    assert "不能再拨付" in said(office, f"{url}2/pay/")

    # The ledger: part of it, never more than is owed.
    said(office, f"{url}refund/", amount="50", voucher="回单 1")
    assert "不超过还欠的 295,000.00 元" in said(office, f"{url}refund/", amount="30", voucher="回单 2")
    on_day(date(2021, 10, 12))
    assert "逾期未退" in office.get(url).content.decode()
    said(office, f"{url}refund/", amount="29.5", voucher="回单 2")
    assert "已全部退回" in office.get(url).content.decode()
    assert not IntegrityEntry.objects.filter(who="甲材料有限公司").exists()  # to fail is not to cheat
    assert verify() == []


def test_a_breach_takes_all_back_and_bars_the_firm(
    town: Programme, office: Client, on_day: Callable[[date], None]
) -> None:
    project = awarded(office, on_day)
    url, leader = f"/projects/{project.code}/milestones/", at_desk("leader")
    said(office, f"{url}reach/", number="1", evidence="任务书")
    said(office, f"{url}1/pay/")
    form = {"cause": "breach", "kept": "100", "reason": "伪造检测报告"}
    assert "限制申报 3 到 5 年" in said(leader, f"{url}claw-back/", **form, bar_years="2")
    said(leader, f"{url}claw-back/", **form, bar_years="5")
    project.refresh_from_db()
    assert (project.claw_back.amount_yuan, project.claw_back.kept_yuan, project.stage) == (D(2_000_000), D(0), "ended")
    entry = IntegrityEntry.objects.get(who="甲材料有限公司")
    assert (entry.until, entry.credit_code) == (date(2026, 9, 10), "913501210000000001")
    assert "伪造检测报告" in office.get("/projects/calls/integrity/").content.decode()


def test_the_integrity_record_is_paged_and_keeps_what_was_typed(town: Programme, office: Client) -> None:
    IntegrityEntry.objects.bulk_create(
        IntegrityEntry(
            document="minhou-22", who=f"单位{n:03d}", what="x", until=date(2030, 1, 1), by="x", day=date(2021, 1, 1)
        )
        for n in range(120)
    )
    seen = "".join(office.get(f"/projects/calls/integrity/?page={n}").content.decode() for n in (1, 2, 3))
    assert all(f"单位{n:03d}" in seen for n in range(120))
    assert "单位007" in office.get("/projects/calls/integrity/?q=单位007").content.decode()
    refused = office.post("/projects/calls/integrity/note/", {"who": "某单位", "what": "", "until": "2030-01-01"})
    assert refused.status_code == 409 and 'value="某单位"' in refused.content.decode()
