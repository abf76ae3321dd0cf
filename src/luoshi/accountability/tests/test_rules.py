"""The room's pure rules on the worked examples of the texts they stand on."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.accountability.domain import credit, reorganisation, resource_accounts, resource_audit, sampling, tenures
from luoshi.accountability.domain.resource_accounts import Row, row_problem

pytestmark = pytest.mark.pure
D = Decimal


# Reorganisation: 企业国有资产法, 公司法 第二百二十条 -----------------------------------------------------------------
def test_creditors_are_told_in_ten_days_and_the_public_in_thirty() -> None:
    decided = date(2025, 3, 3)
    assert reorganisation.notice_due(decided) == date(2025, 3, 13)
    assert reorganisation.publication_due(decided) == date(2025, 4, 2)
    assert reorganisation.claims_end(notified=None, published=date(2025, 3, 20)) == date(2025, 5, 4)


def test_nothing_is_completed_while_creditors_may_still_ask() -> None:
    case = reorganisation.Case("merge")
    done = {"proposed": date(2025, 2, 1), "valued": date(2025, 2, 20), "decided": date(2025, 3, 3)}
    done |= {"published": date(2025, 3, 20), "notified": date(2025, 3, 10)}
    assert "2025-05-04" in reorganisation.step_problem(case, done, "completed", date(2025, 5, 4))
    assert reorganisation.step_problem(case, done, "completed", date(2025, 5, 5)) == ""
    secured = reorganisation.Case("merge", secured=True)
    assert reorganisation.step_problem(secured, done, "completed", date(2025, 4, 1)) == ""


def test_steps_that_the_case_needs_come_in_their_order() -> None:
    assert "staff" in reorganisation.steps_of(reorganisation.Case("merge", resettles=True))
    assert "approved" in reorganisation.steps_of(reorganisation.Case("merge", important=True))
    assert "notified" not in reorganisation.steps_of(reorganisation.Case("transfer"))
    case, day = reorganisation.Case("merge"), date(2025, 3, 3)
    assert "资产评估" in reorganisation.step_problem(case, {"proposed": day}, "decided", day)
    assert reorganisation.lateness({"decided": day}, date(2025, 3, 14)) == [("notified", date(2025, 3, 13))]
    assert reorganisation.lateness({"decided": day}, date(2025, 3, 13)) == []


# Accounts and audit ------------------------------------------------------------------------------------------------
def row(**changed: object) -> Row:
    facts = {"opening": D(118000), "increase_human": D(320), "increase_natural": D(45), "decrease_human": D(180)}
    facts |= {"decrease_natural": D(60), "revaluation": D(0), "closing": D(118125)}
    return Row(**{"line": 2, "place": "1", "account": "land", "kind": "林地", "year": 2021, **facts, **changed})  # type: ignore[arg-type]


def test_the_forest_account_of_the_sheet_closes() -> None:
    assert row().computed == D(118125)
    assert row_problem(row()) == ""
    # The survey says 118 140: a row of its own with a reason, never absorbed.
    assert "相差 15" in row_problem(row(closing=D(118140)))
    assert "没有写明原因" in row_problem(row(closing=D(118140), revaluation=D(15)))
    assert row_problem(row(closing=D(118140), revaluation=D(15), reason="调查核增")) == ""


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"opening": D(-1)}, "负数"),
        ({"decrease_human": D(-180)}, "负数"),
        ({"account": "sky"}, "没有“sky”"),
        ({"quality": {"一级": D(100)}}, "各质量等级之和"),
    ],
)
def test_a_wrong_row_is_told_why(changed: dict[str, object], words: str) -> None:
    assert words in row_problem(row(**changed))


def test_a_year_opens_with_what_the_last_one_closed_with() -> None:
    next_year = row(line=3, year=2022, opening=D(118000), closing=D(118125))
    assert resource_accounts.problems([row(), next_year], {}) == [(3, "期初 118000 不等于上年期末 118125")]
    kept = {(row().key, 2020): (D(0), D(117000)), (row().key, 2022): (D(118125), D(9))}
    assert resource_accounts.problems([row()], kept) == [(2, "期初 118000 不等于上年期末 117000")]
    assert resource_accounts.problems([row(), row(line=5)], {})[0][0] == 5


def test_the_amount_on_the_day_of_taking_office_lies_between_two_year_ends() -> None:
    """100 at the end of 2021, 112 a year on, office from 2022-05-01 (day 121): 103.98."""
    value, between = resource_audit.amount_on(date(2022, 5, 1), {2021: D(100), 2022: D(112)})
    assert (round(value, 2), between) == (103.98, True)
    assert resource_audit.amount_on(date(2022, 12, 31), {2022: D(112)}) == (112.0, False)
    assert resource_audit.amount_on(date(2023, 5, 1), {2022: D(112)})[0] != resource_audit.amount_on(
        date(2022, 12, 31), {2022: D(112)}
    )


def sections(*caps: float) -> list[resource_audit.Section]:
    return [
        resource_audit.Section(f"s{n}", "", "", cap, (resource_audit.Item(f"i{n}", "", "", cap, "entered"),))
        for n, cap in enumerate(caps)
    ]


@pytest.mark.parametrize(
    ("points", "total", "label"),
    [
        ((27, 22.5, 21, 14, 6.5), 89.0, "较好"),
        ((25, 22.5, 21, 15, 6.5), 90.0, "好"),
        ((25, 22.5, 20.99, 15, 6.5), 89.99, "较好"),
        ((20, 15, 12, 8, 4.9), 59.9, "差"),
    ],
)
def test_grades_of_the_sheet(points: tuple[float, ...], total: float, label: str) -> None:
    entered = {f"i{n}": value for n, value in enumerate(points)}
    found = resource_audit.judge(sections(25, 25, 25, 15, 10), {}, entered)
    assert (round(found.total, 6), found.grade_label) == (total, label)


def test_reforms_not_started_take_two_points_each_and_never_below_nothing() -> None:
    item = resource_audit.Item("reforms", "", "", 13, "deduct", each=2)
    assert resource_audit.item_points(item, {}, {"reforms": 2}) == 9
    assert resource_audit.item_points(item, {}, {"reforms": 8}) == 0
    assert math.isnan(resource_audit.item_points(item, {}, {}))


def test_what_is_not_known_is_neither_nothing_nor_full() -> None:
    known = {"i0": 25.0, "i1": 25.0, "i2": 25.0}
    found = resource_audit.judge(sections(25, 25, 25, 15, 10), {}, known)
    assert (found.total, found.coverage) == (100.0, 0.75)
    assert found.grade_label == "指标数据不足，暂不评级"


# Terms and liability -----------------------------------------------------------------------------------------------
X = tenures.Tenure("x", "镇长", date(2021, 7, 1), date(2023, 1, 31))
Y = tenures.Tenure("y", "镇长", date(2023, 2, 1), None)


def test_who_signed_answers_though_retired_and_who_came_later_does_not() -> None:
    signed = [tenures.Signature("x", "签发")]
    found = tenures.liable(date(2022, 4, 10), ["镇长"], signed, [X, Y])
    assert [one.official for one in found] == ["x"]
    assert tenures.liable(date(2022, 4, 10), ["镇长"], [tenures.Signature("x", "签发", dissented=True)], [X, Y]) == []
    assert tenures.liable(date(2023, 2, 1), ["镇长"], signed, [X, Y]) == []


def test_two_heads_of_one_post_at_once_are_refused() -> None:
    tenures.check_terms([X, Y])
    with pytest.raises(tenures.TermsOverlap, match="镇长"):
        tenures.check_terms([X, tenures.Tenure("y", "镇长", date(2023, 1, 31), None)])
    with pytest.raises(tenures.TermsOverlap):
        tenures.check_terms([X, tenures.Tenure("x", "镇长", date(2022, 1, 1), date(2022, 2, 1), principal=False)])
    tenures.check_terms([X, tenures.Tenure("z", "镇长", date(2022, 1, 1), date(2022, 2, 1), principal=False)])
    with pytest.raises(tenures.TermMissing, match="x"):
        tenures.within([X], "x", "镇长", date(2021, 6, 30), date(2022, 1, 1))


def test_removal_bars_a_post_for_a_year_and_a_higher_one_for_two() -> None:
    assert tenures.effects([("removal", date(2025, 3, 1))]) == (date(2026, 3, 1), date(2027, 3, 1))
    assert tenures.effects([("transfer", date(2025, 3, 1))]) == (None, date(2026, 3, 1))
    both = tenures.effects([("removal", date(2025, 3, 1)), ("demotion", date(2025, 9, 1))])
    assert both == (date(2026, 3, 1), date(2027, 9, 1))
    assert tenures.effects([]) == (None, None)


def test_responsibility_is_direct_for_ones_own_breach_and_leading_for_oversight() -> None:
    nothing = dict.fromkeys(("broke_law", "ordered", "alone", "against_majority", "collective", "in_charge"), False)
    assert tenures.responsibility(**nothing) == tenures.NONE
    assert tenures.responsibility(**nothing | {"in_charge": True}) == tenures.LEADING
    assert tenures.responsibility(**nothing | {"in_charge": True, "alone": True}) == tenures.DIRECT


# Credit and lots ---------------------------------------------------------------------------------------------------
TRIAL = dict(zip(credit.NAMES, (3, 36, 12, 36, 3), strict=True))
NEW = dict(zip(credit.NAMES, (3, 12, 12, 36, 3), strict=True))


def test_terms_of_publication_by_the_text_in_force() -> None:
    found = credit.terms(date(2026, 5, 10), credit.GENERAL, NEW)
    assert (found.repair_from, found.stop_on) == (date(2026, 8, 10), date(2027, 5, 10))
    found = credit.terms(date(2024, 3, 15), credit.GENERAL, TRIAL, special=True)
    assert (found.repair_from, found.stop_on) == (date(2025, 3, 15), date(2027, 3, 15))
    assert credit.terms(date(2024, 3, 15), credit.GENERAL, TRIAL).repair_from == date(2024, 6, 15)
    assert credit.terms(date(2026, 5, 10), credit.MINOR, NEW).publish_from is None


def test_a_day_before_the_least_term_is_too_early() -> None:
    found = credit.terms(date(2026, 5, 10), credit.GENERAL, NEW)
    ask = {"duties_done": True, "promised": True}
    assert "2026-08-10" in credit.repair_problem(found, date(2026, 8, 9), **ask)
    assert credit.repair_problem(found, date(2026, 8, 10), **ask) == ""
    assert "义务" in credit.repair_problem(found, date(2026, 8, 10), duties_done=False, promised=True)
    assert "承诺" in credit.repair_problem(found, date(2026, 8, 10), duties_done=True, promised=False)
    assert "期已满" in credit.repair_problem(found, date(2027, 5, 10), **ask)


def test_grades_by_what_stands() -> None:
    assert credit.grade([]) == "A"
    assert credit.grade([credit.MINOR]) == "B"
    assert credit.grade([credit.GENERAL]) == "B"
    assert credit.grade([credit.GENERAL, credit.GENERAL]) == "C"
    assert credit.grade([credit.SEVERE]) == "C"
    assert credit.grade([], on_severe_list=True) == "D"


RATES = {"A": Fraction(1, 100), "B": Fraction(3, 100), "C": Fraction(10, 100), "D": Fraction(1)}


def test_sixty_one_are_drawn_of_the_sheets_population() -> None:
    counts = {"A": 800, "B": 300, "C": 100, "D": 34}
    grades = {f"{grade}{n}": grade for grade, count in counts.items() for n in range(count)}
    drawn = sampling.draw(grades, RATES, "1:abc")
    assert {grade: len(codes) for grade, codes in drawn.items()} == {"A": 8, "B": 9, "C": 10, "D": 34}
    assert drawn == sampling.draw(dict(reversed(grades.items())), RATES, "1:abc")
    assert drawn != sampling.draw(grades, RATES, "1:abd")


def test_a_conflict_is_kept_out_and_a_short_pair_is_shown_short() -> None:
    pairs = sampling.assign(["f"], ["a", "b", "c"], {"a": ["f"]}, "s")
    assert set(pairs[0].inspectors) == {"b", "c"}
    assert sampling.assign(["f"], ["a", "b"], {"a": ["f"]}, "s")[0].inspectors == ("b",)


def test_lots_are_even() -> None:
    """Over many seeds each of ten is drawn about as often: chi-squared of 9 degrees below its 0.1 % value."""
    counts: Counter[str] = Counter()
    for seed in range(4000):
        counts.update(sampling.shuffled("abcdefghij", str(seed))[:2])
    expected = 4000 * 2 / 10
    assert sum((n - expected) ** 2 / expected for n in counts.values()) < 27.9


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.sampled_from("ABCD"), max_size=30), st.text(max_size=5))
def test_nobody_is_drawn_twice_or_from_another_grade(grades: dict[str, str], seed: str) -> None:
    drawn = sampling.draw(grades, RATES, seed)
    everybody = [code for codes in drawn.values() for code in codes]
    assert len(everybody) == len(set(everybody))
    assert all(grades[code] == grade for grade, codes in drawn.items() for code in codes)
    assert set(drawn["D"]) == {code for code, grade in grades.items() if grade == "D"}


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 3000))
def test_holding_a_post_includes_its_first_and_last_day(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    one = tenures.Tenure("x", "p", first, last)
    assert one.holds(first) and one.holds(last)
    assert not one.holds(last + timedelta(days=1)) and not one.holds(first - timedelta(days=1))
