"""A quarter is scored from what units really did, shown, appealed against, answered and frozen; every point can be followed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from factories import user, viewer
from luoshi.accountability.api import history_of, verify
from luoshi.delivery.domain.scoring import Rubric as Rules
from luoshi.delivery.domain.sheets import Grade
from luoshi.delivery.foresight import foresee, lessons
from luoshi.delivery.models import Commitment, Report, Rubric, ScoreSheet, Task, UnitScore
from luoshi.delivery.service import commitments, scores, sheets, tasks
from luoshi.kernel.errors import NotAllowed
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA

D = "sample"
TERMS = {
    "parts": [
        {"code": "timeliness", "kind": "timeliness", "weight": 40.0, "label": "及时", "label_en": "In time"},
        {"code": "completion", "kind": "completion", "weight": 40.0, "label": "完成", "label_en": "Done"},
        {"code": "public", "kind": "entered", "weight": 20.0, "label": "评议", "label_en": "Opinion"},
    ],
    "sheet": {"blue": 0.5, "orange": 1.0, "red": 2.0},
    "twice_yellow": 1.0,
    "red": 2.0,
    "early_days": 15,
    "early_bonus": 0.5,
    "bonus_most": 3.0,
    "late_credit": 0.5,
    "least_tasks": 1,
}


@pytest.fixture
def quarter(programme: Programme, on_day) -> None:
    """Development reports in time in August and late in September; industry does not report at all and gets a sheet."""
    Rubric.objects.update_or_create(document=D, defaults={"title": "考评", "source": "样例", "terms": TERMS})
    on_day(date(2021, 8, 2))
    by = viewer("supervisor")
    for unit, clause in (("development", "1.s1"), ("industry", "2.s1")):
        code = Commitment.objects.filter(document=D, clause=clause).first().code
        commitments.correct(by=by, document=D, code=code, lead=unit, supports=[], due_date=date(2021, 12, 31))
        commitments.issue(by=by, document=D, codes=[code])
        tasks.accept(by=viewer("liaison", unit), document=D, code=code)
    mine = code_of("1.s1")
    for day, percent in ((date(2021, 8, 24), 10.0), (date(2021, 9, 28), 50.0)):
        on_day(day)
        tasks.report(by=viewer("liaison", "development"), document=D, code=mine, text="进展", percent=percent)
        tasks.review(by=by, document=D, code=mine, accepted=True)
    on_day(date(2021, 9, 29))
    sheets.issue_sheet(by=by, document=D, code=code_of("2.s1"), grade=Grade.ORDINARY, requirement="补报")
    on_day(date(2021, 10, 8))


def code_of(clause: str) -> str:
    return Commitment.objects.filter(document=D, clause=clause).first().code


def score(unit: str) -> UnitScore:
    return UnitScore.objects.get(unit__code=unit)


def computed() -> int:
    start, end = date(2021, 7, 1), date(2021, 9, 30)
    return scores.compute(by=viewer("supervisor"), document=D, label="三季度", start=start, end=end)


def test_a_quarter_is_scored_by_hand_and_by_the_program_alike(quarter: None) -> None:
    computed()
    own = {part["code"]: part for part in score("development").parts}
    # August 25 in time, September 25 is a Saturday and rolls to the worked Sunday 26; the 28th is late: (1 + 0.5) / 2.
    assert own["timeliness"]["rate"] == pytest.approx(0.75)
    assert own["timeliness"]["of"] == 2
    # 50 of what the even plan asks for on September 30: 59 of 151 days are 39 %; more than planned counts as all of it.
    assert own["completion"]["rate"] == 1.0
    assert own["public"]["rate"] is None
    # 40·0.75 + 40·1 of 80 points that could be judged, brought to 100.
    assert score("development").score == pytest.approx(100 * (30 + 40) / 80)
    other = {part["code"]: part["rate"] for part in score("industry").parts}
    assert other == {"timeliness": 0.0, "completion": 0.0, "public": None}
    kinds = [move["kind"] for move in score("industry").moves]
    assert "sheet_blue" in kinds
    assert (score("industry").score, score("industry").rank, score("development").rank) == (0.0, 2, 1)


def test_scores_are_shown_appealed_answered_and_frozen(quarter: None, on_day) -> None:
    by, key = viewer("supervisor"), computed()
    with pytest.raises(scores.NotShown):
        scores.appeal(by=viewer("liaison", "industry"), document=D, key=key, unit="industry", reason="报过了")
    scores.enter_rate(by=by, document=D, key=key, unit="development", part="public", percent=90, source="问卷")
    assert score("development").score == pytest.approx(30 + 40 + 18)
    scores.show(by=by, document=D, key=key, until=date(2021, 10, 15))
    with pytest.raises(NotAllowed):
        scores.appeal(by=viewer("liaison", "development"), document=D, key=key, unit="industry", reason="替别人说")
    scores.appeal(
        by=viewer("liaison", "industry"), document=D, key=key, unit="industry", reason="九月系统故障，报告已送纸质件"
    )
    with pytest.raises(scores.AppealsOpen):
        scores.freeze(by=by, document=D, key=key)
    appeal = score("industry").appeals.get()
    scores.answer_appeal(by=by, document=D, key=key, appeal_id=appeal.pk, granted=True, points=5.0, text="核实属实")
    assert score("industry").moves[-1]["kind"] == "appeal"
    before = score("industry").score
    computed()  # computed anew, the granted points stay
    assert score("industry").score == before
    on_day(date(2021, 10, 18))
    with pytest.raises(scores.AppealsOver):
        scores.appeal(by=viewer("liaison", "industry"), document=D, key=key, unit="industry", reason="再说一次")
    scores.freeze(by=by, document=D, key=key)
    with pytest.raises(scores.SheetFrozen):
        computed()
    with pytest.raises(scores.SheetFrozen):
        scores.enter_rate(by=by, document=D, key=key, unit="industry", part="public", percent=100, source="x")
    acts = [line.act for line in history_of([f"{D}/scores/{key}"])]
    assert {
        "delivery.scores_computed",
        "delivery.score_appealed",
        "delivery.appeal_answered",
        "delivery.scores_frozen",
    } <= set(acts)
    assert verify() == []


def test_what_happens_after_a_period_does_not_change_it(quarter: None, on_day) -> None:
    computed()
    before = {row.unit.code: row.score for row in UnitScore.objects.select_related("unit")}
    on_day(date(2021, 11, 2))
    tasks.report(by=viewer("liaison", "industry"), document=D, code=code_of("2.s1"), text="补做", percent=80)
    tasks.review(by=viewer("supervisor"), document=D, code=code_of("2.s1"), accepted=True)
    computed()
    assert {row.unit.code: row.score for row in UnitScore.objects.select_related("unit")} == before


def test_a_period_that_is_not_over_or_not_in_order_is_refused(quarter: None) -> None:
    by = viewer("supervisor")
    for start, end in ((date(2021, 9, 30), date(2021, 7, 1)), (date(2021, 7, 1), date(2021, 10, 9))):
        with pytest.raises(scores.PeriodWrong):
            scores.compute(by=by, document=D, label="x", start=start, end=end)
    with pytest.raises(NotAllowed):
        scores.compute(by=viewer("leader"), document=D, label="x", start=date(2021, 7, 1), end=date(2021, 9, 30))


def test_every_point_is_followed_on_the_page_and_a_unit_appeals_there(quarter: None) -> None:
    key = computed()
    unit = Client()
    unit.force_login(user("liaison", "industry", name="officer"))
    assert unit.get(f"/delivery/{D}/scores/{key}/").status_code == 404  # a draft is the supervisors' own
    clerk = Client()
    clerk.force_login(user("supervisor", name="clerk"))
    page = clerk.get(f"/delivery/{D}/scores/{key}/units/industry/").content.decode()
    assert "应于 2021-08-25 报送" in page and "没有报送" in page and "蓝色提醒单" in page
    late = clerk.get(f"/delivery/{D}/scores/{key}/units/development/").content.decode()
    assert "迟至 2021-09-28" in late
    until = (date(2021, 10, 8) + timedelta(days=5)).isoformat()
    assert clerk.post(f"/delivery/{D}/scores/{key}/show/", {"until": until}).status_code == 302
    empty = unit.post(f"/delivery/{D}/scores/{key}/appeal/", {"unit": "industry", "reason": " "})
    assert empty.status_code == 422 and "请写明理由" in empty.content.decode()
    assert unit.post(f"/delivery/{D}/scores/{key}/appeal/", {"unit": "industry", "reason": "不服"}).status_code == 302
    assert "不服" in clerk.get(f"/delivery/{D}/scores/{key}/units/industry/").content.decode()
    assert ScoreSheet.objects.get(pk=key).state == "shown"


def test_leading_much_is_no_fault(quarter: None) -> None:
    """By two tasks each point counts whole for a unit of one task; a unit of four would have it count for half."""
    assert Rules(parts=(), moves_per=2).counts_for(1) == 1.0
    assert Rules(parts=(), moves_per=2).counts_for(4) == 0.5
    computed()
    whole = [move["points"] for move in score("industry").moves]
    Rubric.objects.update(terms={**TERMS, "moves_per": 1})
    computed()
    assert [move["points"] for move in score("industry").moves] == whole


def test_a_harder_task_weighs_more(quarter: None) -> None:
    with pytest.raises(scores.WeightWrong):
        scores.weigh(by=viewer("supervisor"), document=D, code=code_of("1.s1"), weight=9)
    scores.weigh(by=viewer("supervisor"), document=D, code=code_of("1.s1"), weight=2)
    assert history_of([f"{D}/{code_of('1.s1')}"])[0].act == "delivery.task_weighed"


def test_what_will_likely_be_late_is_shown_with_its_chance_before_it_is(quarter: None, on_day) -> None:
    """Half done by the end of September after two months, with three left, and nobody ever slower: it will arrive. The task
    without any progress draws on the same crowd and mostly arrives too late."""
    on_day(date(2021, 11, 20))
    clerk = Client()
    clerk.force_login(user("supervisor", name="clerk"))
    page = clerk.get(f"/delivery/{D}/foresight/").content.decode()
    assert code_of("1.s1") in page and "没有经过检验" in page
    seen = foresee(list(Task.objects.filter(document=D)), date(2021, 11, 20))
    chances = {task.code: seen[task.pk].chance for task in Task.objects.filter(document=D)}
    assert chances[code_of("1.s1")] < chances[code_of("2.s1")]
    assert "误期可能" in clerk.get(f"/delivery/{D}/tasks/{code_of('1.s1')}/").content.decode()


def test_foresight_is_tried_on_tasks_whose_end_is_known(quarter: None, on_day) -> None:
    """Thirty tasks like the first, some done in time and some not: half of the looks teach, the other half try."""
    first = Task.objects.get(code=code_of("1.s1"))
    for n in range(30):
        late = n % 3 == 0
        task = Task.objects.create(
            document=D,
            measure="1",
            clause="1.s1",
            code=f"old.{n}",
            title="旧任务",
            lead=first.lead,
            issued_on=date(2021, 1, 4),
            due_date=date(2021, 6, 30),
            finished_on=date(2021, 8, 20) if late else date(2021, 6, 20),
            state="done",
            percent=100,
        )
        for month in range(2, 7):
            percent = 100 * (month - 1) / (9 if late else 5.4)
            at = datetime(2021, month, 20, 9, tzinfo=CHINA)
            Report.objects.create(
                task=task,
                number=month,
                text="x",
                percent=percent,
                state="accepted",
                submitted_by="x",
                submitted_at=at,
                reviewed_by="y",
                reviewed_at=at,
            )
    trial = lessons(D, date(2021, 10, 8)).trial
    assert trial is not None and trial.looks >= 30
    assert trial.own < 0.75 * trial.naive
