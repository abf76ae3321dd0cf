"""Leads: who already has one, promises kept, conversion, the sheet's worked figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from luoshi.projects.domain.promotion import (
    LeadFacts,
    chances,
    conversion,
    doubles,
    kept,
    long_stay,
    may_move,
    pipeline_value,
    plain,
    score,
)

DAY = date(2021, 12, 1)
FIRST = LeadFacts("a", "福建样例光电股份有限公司", "", "光电基地", "shangjie", "talks", DAY, date(2021, 10, 1))


def test_a_lead_goes_one_stage_on_or_is_lost() -> None:
    assert may_move("lead", "talks")
    assert may_move("signed", "lost")
    assert not may_move("lead", "signed")
    assert not may_move("talks", "lead")
    assert not may_move("lost", "talks")
    assert not may_move("full", "lost")


def test_the_same_firm_written_otherwise_is_found_and_held_by_who_was_first() -> None:
    again = replace(FIRST, code="b", company="福建样例光电（集团） 有限责任公司", project="别的", unit="nanyu")
    (found,) = doubles(again, [FIRST], DAY, 90)
    assert (found.kind, found.held, found.until) == ("same_firm", True, date(2021, 12, 30))
    assert not doubles(again, [FIRST], date(2021, 12, 31), 90)[0].held  # ninety days without a word: free again
    assert not doubles(replace(again, unit="shangjie"), [FIRST], DAY, 90)[0].held  # one's own lead is no poaching
    assert doubles(again, [replace(FIRST, stage="signed")], date(2030, 1, 1), 90)[0].held
    assert doubles(again, [replace(FIRST, stage="lost")], DAY, 90) == []


def test_codes_projects_and_names_nearly_the_same() -> None:
    coded = replace(FIRST, credit_code="91350121SAMPLE0001")
    other = LeadFacts("c", "完全不同有限公司", "91350121SAMPLE0001", "x", "nanyu", "lead", DAY, DAY)
    assert doubles(other, [coded], DAY, 90)[0].kind == "same_firm"
    assert doubles(replace(other, credit_code="", project="光电基地"), [coded], DAY, 90)[0].kind == "same_project"
    near = replace(other, credit_code="", company="福建样例光电子股份有限公司")
    (alike,) = doubles(near, [coded], DAY, 90)
    assert (alike.kind, alike.held) == ("alike", False)  # a likeness is shown, it forbids nothing
    numbered = replace(near, company="福建样例光电子二厂")
    assert doubles(numbered, [replace(coded, company="福建样例光电子一厂", credit_code="")], DAY, 90) == []
    assert doubles(replace(other, credit_code=""), [coded], DAY, 90) == []
    assert plain("Ａ（中国）有限公司") == "a"


def test_promises_are_kept_late_or_in_danger() -> None:
    due = date(2021, 12, 31)
    assert kept(100, 100, due, DAY).colour == "blue"
    assert kept(100, 79, due, DAY).colour == "yellow"
    assert kept(100, 80, due, DAY).colour == "green"
    assert kept(100, 99, due, date(2022, 1, 1)).colour == "red"
    assert kept(0, 5, due, DAY).share is None


def test_conversion_and_the_value_of_the_pipeline() -> None:
    furthest = ["lead"] * 4 + ["talks"] * 3 + ["signed"] * 2 + ["producing"]
    rows = {stage: (count, share) for stage, count, share in conversion(furthest)}
    assert rows["lead"] == (10, None)
    assert rows["talks"] == (6, 0.6)
    assert rows["signed"] == (3, 0.5)
    assert chances(furthest)["talks"] == pytest.approx(1 / 6)
    assert chances(["lead"])["full"] is None
    assert pipeline_value([("talks", 10), ("signed", 5)], {"talks": 0.3, "signed": 0.6}) == pytest.approx(6)
    weights = {"fit": 0.30, "intensity": 0.20, "tax": 0.15, "tech": 0.15, "jobs": 0.10, "energy": 0.10}
    marks = {"fit": 0.8, "intensity": 0.6, "tax": 0.5, "tech": 0.9, "jobs": 0.4, "energy": 0.7}
    assert score(marks, weights) == pytest.approx(0.68)


def test_a_long_stay_is_beyond_nine_of_ten() -> None:
    others = [5, 10, 15, 20, 20, 25, 30, 40, 60, 90]  # nine of ten stayed 60 days or less
    assert long_stay(61, others)
    assert not long_stay(60, others)
    assert not long_stay(999, [1, 2, 3])
