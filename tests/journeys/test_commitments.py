"""Putting the reader's proposals right before they are issued."""

from __future__ import annotations

from datetime import date

import pytest

from factories import viewer
from luoshi.accountability.api import history_of, verify
from luoshi.delivery import errors
from luoshi.delivery.models import Commitment, Task
from luoshi.delivery.service import commitments as acts
from luoshi.kernel.errors import NotAllowed
from luoshi.kernel.manifest import Programme
from luoshi.policy.api import clause_facts, text

D = "sample"


def in_clause(clause: str) -> list[Commitment]:
    return list(Commitment.objects.filter(document=D, clause=clause).order_by("start"))


def test_the_reader_proposes_what_the_sentence_promises_with_its_units(programme: Programme) -> None:
    found = in_clause("1.s1")
    assert [c.text for c in found] == ["完善“云代办”服务", "压减许可时间"]
    first = found[0]
    assert text(D)[first.start : first.end] == first.text
    assert (first.lead.code, [u.code for u in first.supports.all()], first.groups) == (
        "development",
        ["finance"],
        ["各乡镇"],
    )
    target = in_clause("2.s1")[0]
    assert (target.outcome_op, target.outcome_value, target.outcome_unit) == (">=", 50, "家")


def test_splitting_and_merging_keep_to_the_words_of_the_document(programme: Programme) -> None:
    by = viewer("supervisor")
    first, second = in_clause("1.s1")
    merged = acts.merge(by=by, document=D, code=second.code, other=first.code)
    whole = acts.get(D, merged)
    assert whole.text == "完善“云代办”服务,压减许可时间"
    assert text(D)[whole.start : whole.end] == whole.text
    codes = acts.split(by=by, document=D, code=merged, marked="完善“云代办”服务,|压减许可时间")
    parts = in_clause("1.s1")
    assert [p.text for p in parts] == ["完善“云代办”服务", "压减许可时间"]
    assert all(text(D)[p.start : p.end] == p.text for p in parts)
    assert codes[0] == merged
    assert len(set(codes)) == 2
    assert verify() == []


@pytest.mark.parametrize("marked", ["完善“云代办”服务", "完善|“云代办”", "|完善“云代办”服务", "完善 |“云代办”服务好"])
def test_a_split_that_changes_the_words_is_refused(programme: Programme, marked: str) -> None:
    first = in_clause("1.s1")[0]
    with pytest.raises(errors.CannotSplit):
        acts.split(by=viewer("supervisor"), document=D, code=first.code, marked=marked)
    assert len(in_clause("1.s1")) == 2


def test_commitments_of_two_sentences_cannot_be_merged(programme: Programme) -> None:
    one, other = in_clause("1.s1")[0], in_clause("1.s2")[0]
    with pytest.raises(errors.CannotMerge):
        acts.merge(by=viewer("supervisor"), document=D, code=one.code, other=other.code)
    with pytest.raises(errors.CannotMerge):
        acts.merge(by=viewer("supervisor"), document=D, code=one.code, other=one.code)


def test_a_commitment_the_reader_missed_is_added_from_the_text_only(programme: Programme) -> None:
    by = viewer("supervisor")
    code = acts.add(by=by, document=D, clause="1.s2", text="企业服务机制")
    added = acts.get(D, code)
    assert text(D)[added.start : added.end] == "企业服务机制"
    assert added.lead.code == "development"
    with pytest.raises(errors.UnknownSpan):
        acts.add(by=by, document=D, clause="1.s2", text="并不在文中")


def test_nothing_is_issued_without_an_owner_and_a_day(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    by = viewer("supervisor")
    ready, not_ready = in_clause("1.s1")
    acts.correct(by=by, document=D, code=ready.code, lead="development", supports=[], due_date=date(2021, 12, 31))
    with pytest.raises(errors.NotReadyToIssue, match="缺完成期限"):
        acts.issue(by=by, document=D, codes=[ready.code, not_ready.code])
    assert Task.objects.count() == 0  # all or none
    acts.correct(by=by, document=D, code=not_ready.code, lead="", supports=[], due_date=date(2021, 12, 31))
    with pytest.raises(errors.NotReadyToIssue, match="缺牵头单位"):
        acts.issue(by=by, document=D, codes=[not_ready.code])
    acts.correct(by=by, document=D, code=not_ready.code, lead="finance", supports=[], due_date=date(2021, 8, 2))
    with pytest.raises(errors.DueBeforeStart):
        acts.issue(by=by, document=D, codes=[not_ready.code])


def test_what_is_issued_is_no_longer_corrected_and_issued_twice_is_refused(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    by, first = viewer("supervisor"), in_clause("1.s1")[0]
    acts.correct(
        by=by, document=D, code=first.code, lead="development", supports=["finance"], due_date=date(2021, 12, 31)
    )
    assert acts.issue(by=by, document=D, codes=[first.code]) == [first.code]
    for again in (
        lambda: acts.issue(by=by, document=D, codes=[first.code]),
        lambda: acts.correct(by=by, document=D, code=first.code, lead="finance", supports=[], due_date=None),
        lambda: acts.drop(by=by, document=D, code=first.code, reason="不办了"),
    ):
        with pytest.raises(errors.AlreadyIssued):
            again()
    told = {line.act for line in history_of([f"{D}/{first.code}"])}
    assert {"delivery.commitment_proposed", "delivery.commitment_corrected", "delivery.task_issued"} <= told


def test_a_faulty_plan_is_refused_with_its_faults_in_words(programme: Programme, on_day) -> None:
    on_day(date(2021, 8, 2))
    first = in_clause("1.s1")[0]
    with pytest.raises(errors.PlanFaulty, match="最后一个节点应为 100%"):
        acts.correct(
            by=viewer("supervisor"),
            document=D,
            code=first.code,
            lead="development",
            supports=[],
            due_date=date(2021, 12, 31),
            plan=[(date(2021, 12, 31), 90)],
        )


def test_what_is_dropped_needs_a_reason_stays_visible_and_comes_back(programme: Programme) -> None:
    by, first = viewer("supervisor"), in_clause("1.s1")[0]
    with pytest.raises(errors.ReasonMissing):
        acts.drop(by=by, document=D, code=first.code, reason="  ")
    acts.drop(by=by, document=D, code=first.code, reason="属于口号")
    assert acts.get(D, first.code).note == "属于口号"
    acts.restore(by=by, document=D, code=first.code)
    assert acts.get(D, first.code).state == "proposed"


@pytest.mark.parametrize("role", ["liaison", "reviewer", "leader", "analyst", "auditor", "administrator"])
def test_only_the_supervision_office_corrects(programme: Programme, role: str) -> None:
    first = in_clause("1.s1")[0]
    with pytest.raises(NotAllowed, match="复核交办"):
        acts.drop(by=viewer(role), document=D, code=first.code, reason="x")


def test_a_second_apply_leaves_what_people_put_right_alone(programme: Programme) -> None:
    from luoshi.app.programmes import apply

    by = viewer("supervisor")
    first, second = in_clause("1.s1")
    acts.merge(by=by, document=D, code=first.code, other=second.code)
    assert apply(programme) == []
    assert len(in_clause("1.s1")) == 1
    assert clause_facts(D, "1.s1").text.startswith("完善")
