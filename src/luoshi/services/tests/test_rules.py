"""Pure rules against worked examples: expressions, forms, bundles, catalogue, fees, ratings, timers, flow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from luoshi.kernel.calendar import CHINA as WORK
from luoshi.kernel.today import CHINA
from luoshi.services.domain import bundles, catalogue, expressions, fees, flow, forms, ratings
from luoshi.services.domain.normative import is_review_due
from luoshi.services.domain.timers import TimerWrong, timer_end

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "written",
    [
        "amount > 10 and kind == 'a'",
        "${amount > 10 && kind == 'a'}",
        '=amount > 10 and kind = "a"',
        "not (amount <= 10)",
    ],
)
def test_conditions_of_three_tools_mean_the_same(written: str) -> None:
    assert expressions.evaluate(written, {"amount": 11, "kind": "a"}) is True
    assert expressions.evaluate(written, {"amount": 10, "kind": "a"}) is False


@pytest.mark.parametrize(
    "hostile",
    [
        "__import__('os').system('x')",
        "().__class__",
        "open('x')",
        "[x for x in y]",
        "lambda: 1",
        "a.__dict__",
        "9**9**9",
        "exec('1')",
        "a" * 3000,
    ],
)
def test_hostile_expressions_are_refused_before_they_run(hostile: str) -> None:
    with pytest.raises(expressions.ExpressionWrong):
        expressions.check(hostile)


def test_what_is_not_there_is_named_and_never_guessed() -> None:
    with pytest.raises(expressions.ValueUnknown) as unknown:
        expressions.evaluate("facts.amount > 1", {"facts": {}})
    assert "amount" in str(unknown.value)
    with pytest.raises(expressions.ExpressionWrong):
        expressions.evaluate("a * b", {"a": "x", "b": 10**9})
    assert expressions.assignments("# why\nresult = 'a' + b\n") == [("result", "'a' + b")]
    with pytest.raises(expressions.ExpressionWrong):
        expressions.assignments("import os")


SCHEMA = {
    "type": "object",
    "properties": {
        "size": {"type": "number", "title": "面积", "minimum": 1},
        "sign": {"type": "boolean", "title": "招牌"},
        "phone": {"type": "string", "title": "电话", "x-prefill": "applicant.phone"},
    },
    "required": ["size"],
    "allOf": [
        {
            "if": {"properties": {"sign": {"const": True}}, "required": ["sign"]},
            "then": {"properties": {"width": {"type": "integer", "title": "宽"}}, "required": ["width"]},
        }
    ],
}


def test_a_word_without_english_is_said_as_it_is() -> None:
    assert (
        expressions.evaluate('"Verdict: " + verdict_en', {"verdict": "满意", "verdict_en": "Content"})
        == "Verdict: Content"
    )
    assert expressions.evaluate('"Verdict: " + verdict_en', {"verdict": "满意"}) == "Verdict: 满意"
    with pytest.raises(expressions.ValueUnknown):
        expressions.evaluate("verdict_en", {})


def test_a_conditional_part_is_asked_only_where_it_applies() -> None:
    assert forms.read(SCHEMA, {"size": "12.5"}) == ({"size": 12.5}, [])
    assert forms.read(SCHEMA, {"size": "12", "sign": "on"})[1] == ["宽没有填写"]
    assert forms.read(SCHEMA, {"size": "12", "sign": "on", "width": "3"})[0]["width"] == 3
    # An answer to a question that was not asked does not count.
    assert "width" not in forms.read(SCHEMA, {"size": "12", "width": "3"})[0]
    assert forms.prefilled(SCHEMA, {"applicant": {"phone": "1"}}) == {"phone": "1"}


@pytest.mark.parametrize("given", ["abc", "nan", "inf", "0", "1e999", "\0"])
def test_hostile_input_is_a_problem_in_words(given: str) -> None:
    _values, problems = forms.read(SCHEMA, {"size": given})
    assert len(problems) == 1
    assert "面积" in problems[0]


def test_a_bundle_saves_what_the_worked_example_says() -> None:
    # A{a,b,c} 3 days, B{b,c,d} 5 days, C{a,e} 2 days after A; c comes from data sharing.
    parts = [
        bundles.Part("A", frozenset("abc"), 3, frozenset("c")),
        bundles.Part("B", frozenset("bcd"), 5),
        bundles.Part("C", frozenset("ae"), 2, after=("A",)),
    ]
    saved = bundles.savings(parts)
    assert saved.materials == (8, 4)
    assert saved.cut("materials") == 0.5
    assert saved.days == (10, 5)
    with pytest.raises(ValueError):
        bundles.longest_chain(
            [bundles.Part("x", frozenset(), 1, after=("y",)), bundles.Part("y", frozenset(), 1, after=("x",))]
        )


def test_compression_and_zero_trip_agree_with_the_worked_examples() -> None:
    limits = [(20, 5), (10, 0), (66, 15), (None, 7)]
    pooled = catalogue.compression(limits)
    assert (pooled.part, pooled.whole) == (76, 96)
    assert round(100 * (pooled.value or 0), 2) == 79.17
    assert round(100 * (catalogue.mean_compression(limits) or 0), 2) == 84.09
    assert round(100 * (catalogue.compression([(2042, 237)]).value or 0), 2) == 88.39
    visits = [0] * 7 + [1] * 2 + [2]
    assert catalogue.zero_trip(visits).value == 0.7
    assert catalogue.zero_trip(visits, at_most=1).value == 0.9
    assert round(catalogue.zero_trip(visits, left_out=1).value or 0, 3) == 0.778
    assert catalogue.zero_trip([]).value is None
    assert [catalogue.working_days(text) for text in ("20个工作日", "3个月", "1年", "即办", "无期限", "-1")] == [
        20,
        66,
        250,
        0,
        None,
        None,
    ]
    with pytest.raises(ValueError):
        catalogue.working_days("尽快")


def item(**facts: object) -> catalogue.ItemFacts:
    usual = {
        "code": "a",
        "name": "事项",
        "type_code": "01",
        "kind": "promised",
        "unit": "u",
        "process": "p",
        "promised_days": 5,
    }
    return catalogue.ItemFacts.model_validate({**usual, **facts})


def test_items_are_held_against_named_rules() -> None:
    assert catalogue.faults(item()) == []
    assert [f.rule for f in catalogue.faults(item(promised_days=0))] == ["instant_same_day"]
    assert [f.rule for f in catalogue.faults(item(visits=1))] == ["visit_reason_missing", "depth_and_visits"]
    assert [f.rule for f in catalogue.faults(item(legal_days=3))] == ["promise_longer_than_law"]
    assert [f.rule for f in catalogue.faults(item(fee=True))] == ["fee_basis_missing"]
    phones = {"consult_phone": "0591-22060000", "complaint_phone": "0591-22060000"}
    assert [f.rule for f in catalogue.faults(item(**phones))] == ["phones_equal"]


def test_a_charge_is_held_against_the_list() -> None:
    line = fees.Line("鉴定费", Decimal(320), "依据", date(2010, 1, 1), date(2016, 6, 1))
    assert fees.check("鉴定费", Decimal(320), date(2016, 5, 31), [line]).verdict == "lawful"
    assert fees.check("鉴定费", Decimal("320.01"), date(2016, 5, 31), [line]).over_yuan == Decimal("0.01")
    over = fees.check("鉴定费", Decimal(330), date(2016, 5, 31), [line])
    assert (over.verdict, over.over_yuan) == ("over_standard", Decimal(10))
    assert fees.check("鉴定费", Decimal(320), date(2016, 6, 1), [line]).verdict == "not_in_force"
    assert fees.check("别的", Decimal(1), date(2016, 5, 31), [line]).verdict == "no_basis"


def test_ratings_agree_with_the_worked_example() -> None:
    found = ratings.standing({5: 950, 4: 30, 3: 10, 2: 6, 1: 4})
    assert (found.ratings, found.good, found.bad) == (1000, 0.99, 10)
    assert round(found.score or 0, 2) == 98.32
    assert ratings.standing({}).score is None


START = datetime(2021, 9, 30, 16, 30, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("timer", "ends"),
    [
        ({"kind": "duration", "text": "P3D", "working": True}, "2021-10-11T23:59:59+08:00"),  # 8, 9 (worked), 11
        ({"kind": "duration", "text": "P3D", "working": False}, "2021-10-03T16:30:00+08:00"),
        ({"kind": "duration", "text": "PT4H", "working": False}, "2021-09-30T20:30:00+08:00"),
        ({"kind": "duration", "text": "P1M", "working": False}, "2021-10-30T16:30:00+08:00"),
        ({"kind": "date", "text": "2021-10-01", "working": False}, "2021-10-01T23:59:59+08:00"),
        ({"kind": "date", "text": "=until", "working": False}, "2020-01-01T23:59:59+08:00"),
    ],
)
def test_timers_end_when_the_text_says(timer: dict[str, object], ends: str) -> None:
    assert timer_end(timer, START, {"until": "2020-01-01"}, WORK).isoformat() == ends


def test_a_timer_that_says_nothing_is_named() -> None:
    with pytest.raises(TimerWrong):
        timer_end({"kind": "duration", "text": "soon", "working": False}, START, {}, WORK)


def test_the_flow_is_computed_from_the_log() -> None:
    day = timedelta(days=1)
    at = datetime(2021, 9, 1, tzinfo=CHINA)
    stays = [flow.Passed("a", "受理", n, at, at + day) for n in range(4)]
    stays += [
        flow.Passed("b", "审查", n, at + day, at + day * (1 + spent), spent > 5)
        for n, spent in enumerate((1, 2, 3, 10))
    ]
    stays += [flow.Passed("a", "受理", 0, at + 20 * day, None)]
    first, second = flow.flow(stays)
    assert (first.times, first.waiting, first.again, first.is_bottleneck) == (5, 1, 1, False)
    assert (second.median, second.late, second.is_bottleneck, second.share) == (2.5, 1, True, 0.8)
    assert round(second.p90 or 0, 6) == 7.9  # between the third and the fourth: 3 + 0.7 × 7


@pytest.mark.parametrize(
    ("day", "reviewed", "due"),
    [
        (date(2021, 8, 3), None, False),  # 181 days before
        (date(2021, 8, 4), None, True),  # 180
        (date(2022, 1, 31), None, True),  # the last day itself
        (date(2022, 2, 1), None, False),  # past it
        (date(2021, 9, 1), date(2021, 8, 10), False),  # looked at for this last day
        (date(2021, 9, 1), date(2021, 8, 3), True),  # looked at for an earlier one
    ],
)
def test_a_document_is_due_for_review_within_180_days_of_its_last(day: date, reviewed: date | None, due: bool) -> None:
    assert is_review_due(date(2022, 1, 31), reviewed, None, day, 180) is due
    assert not is_review_due(date(2022, 1, 31), reviewed, date(2021, 1, 1), day, 180)
    assert not is_review_due(None, reviewed, None, day, 180)
