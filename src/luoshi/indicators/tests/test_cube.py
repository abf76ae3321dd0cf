"""Series, formulas and the graph: against values worked by hand and against a plain recomputation."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.indicators.domain import formula
from luoshi.indicators.domain.cube import Cube, Definition, SeriesInCircle
from luoshi.indicators.domain.formula import Cell, FormulaWrong
from luoshi.indicators.domain.periods import Frequency, Period, PeriodWrong, of_day, parse

pytestmark = pytest.mark.pure
Y, Q, M = Frequency.YEAR, Frequency.QUARTER, Frequency.MONTH


@pytest.mark.parametrize(
    ("text", "frequency", "shown"),
    [
        ("2021", Y, "2021"),
        ("2021年", Y, "2021"),
        ("2021-07", M, "2021-07"),
        ("2021年7月", M, "2021-07"),
        ("2021.7", M, "2021-07"),
        ("2021Q3", Q, "2021Q3"),
        ("2021-q3", Q, "2021Q3"),
        ("2021年第三季度", Q, "2021Q3"),
        ("2021H2", Frequency.HALF, "2021H2"),
        ("2021年上半年", Frequency.HALF, "2021H1"),
    ],
)
def test_periods_are_read_as_people_write_them(text: str, frequency: Frequency, shown: str) -> None:
    period = parse(text, frequency)
    assert str(period) == shown
    assert parse(str(period), frequency) == period


@pytest.mark.parametrize("text", ["2021", "2021-13", "2021Q3", "21-07", "七月", ""])
def test_what_is_no_month_is_said_so(text: str) -> None:
    with pytest.raises(PeriodWrong, match="2021-07"):
        parse(text, M)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(list(Frequency)))
def test_a_day_lies_in_its_period(day: date, frequency: Frequency) -> None:
    period = of_day(day, frequency)
    assert period.shifted(-1).last_day < day <= period.last_day


def made(
    formulas: dict[str, tuple[str, Frequency]], entered: dict[str, Frequency], places: tuple[str, ...] = ("",)
) -> Cube:
    known = [*formulas, *entered]
    definitions = {code: Definition(code, frequency) for code, frequency in entered.items()}
    for code, (text, frequency) in formulas.items():
        definitions[code] = Definition(code, frequency, formula=formula.read(code, text, known))
    return Cube(definitions, (2020, 2021), places)


def fill(cube: Cube, code: str, values: list[float | None]) -> None:
    frequency = cube.definitions[code].frequency
    for n, value in enumerate(values):
        cube.enter(code, Period(frequency, 2020 * frequency + n), "", value)


def test_growth_of_the_year_before_and_real_growth() -> None:
    # R18-2 and R18-3 of the livelihood sheet: 32,000 to 34,000 is 6.25 %; with prices up 0.5 %, 5.721 % in real terms.
    cube = made(
        {"nominal": ("growth(income)", Y), "real": ("((1+nominal/100)/(1+prices/100)-1)*100", Y)},
        {"income": Y, "prices": Y},
    )
    fill(cube, "income", [32000, 34000])
    fill(cube, "prices", [0.0, 0.5])
    cube.compute()
    assert cube.values["nominal"][1, 0] == pytest.approx(6.25)
    assert cube.values["real"][1, 0] == pytest.approx(5.721, abs=5e-4)
    assert np.isnan(cube.values["nominal"][0, 0])


def test_months_make_years_and_years_so_far_and_unknown_stays_unknown() -> None:
    cube = made({"year": ("year_sum(x)", Y), "so_far": ("so_far(x)", M), "mean3": ("moving(x, 3)", M)}, {"x": M})
    fill(cube, "x", [*range(1, 13), *range(1, 12), None])
    cube.compute()
    assert cube.values["year"][0, 0] == 78
    assert np.isnan(cube.values["year"][1, 0])
    assert cube.values["so_far"][13:16, 0].tolist() == [3, 6, 10]
    assert cube.values["mean3"][2, 0] == 2
    assert np.isnan(cube.values["mean3"][1, 0])


def test_the_whole_is_the_sum_of_its_parts_only_when_all_are_known() -> None:
    definitions = {
        "output": Definition("output", Y, adds_up=True),
        "share": Definition("share", Y, places=1, formula=formula.read("share", "of_whole(output)", ["output"])),
    }
    cube = Cube(definitions, (2020, 2021), ("", "east", "west"))
    for year, values in ((2020, (1.0, 2.0)), (2021, (3.0, None))):
        for place, value in zip(("east", "west"), values, strict=True):
            cube.enter("output", Period(Y, year), place, value)
    cube.compute()
    assert cube.values["share"][0].tolist() == [100, 33.3, 66.7]
    assert np.isnan(cube.values["share"][1]).all()
    assert cube.reads(Cell("output", 0, 0)) == [Cell("output", 0, 1), Cell("output", 0, 2)]
    assert cube.reads(Cell("share", 0, 1)) == [Cell("output", 0, 1), Cell("output", 0, 0)]


def test_another_county_is_compared_with_and_is_no_part_of_the_whole() -> None:
    definitions = {"output": Definition("output", Y, adds_up=True)}
    cube = Cube(definitions, (2020, 2020), ("", "990102", "east"), frozenset({"990102"}))
    cube.enter("output", Period(Y, 2020), "east", 1.0)
    cube.enter("output", Period(Y, 2020), "990102", 50.0)
    cube.compute()
    assert cube.values["output"][0].tolist() == [1, 50, 1]
    assert cube.reads(Cell("output", 0, 0)) == [Cell("output", 0, 2)]


def test_a_share_of_nothing_is_unknown() -> None:
    cube = made({"rate": ("100*a/b", Y)}, {"a": Y, "b": Y})
    fill(cube, "a", [1, 1])
    fill(cube, "b", [0, 4])
    cube.compute()
    assert np.isnan(cube.values["rate"][0, 0])
    assert cube.values["rate"][1, 0] == 25


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("incom * 2", "没有指标 incom，是否 income"),
        ("income +", "不是算式"),
        ("__import__('os')", "没有函数"),
        ("income.real", "不支持"),
        ("lag(income)", "应有 2 个参数"),
        ("lag(income, 1.5)", "整数"),
        ("lag(income, 10**9)", "整数"),
        ("[income]", "不支持"),
        ("income if income else 1", "不支持"),
        ("'x' * 3", "不支持"),
        ("(" * 300 + "income" + ")" * 300, "不是算式"),
    ],
)
def test_a_formula_that_cannot_be_read_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(FormulaWrong, match=".*".join(reason.split())):
        formula.read("x", text, ["income"])


def test_frequencies_that_do_not_fit_are_named() -> None:
    cube = made({"bad": ("month + year", M)}, {"month": M, "year": Y})
    with pytest.raises(FormulaWrong, match="不同频度"):
        cube.compute()
    cube = made({"bad": ("year_sum(month)", M)}, {"month": M})
    with pytest.raises(FormulaWrong, match="频度"):
        cube.compute()


def test_a_circle_is_named() -> None:
    known = ["a", "b", "c"]
    definitions = {
        c: Definition(c, Y, formula=formula.read(c, t, known)) for c, t in (("a", "b+1"), ("b", "c*2"), ("c", "a"))
    }
    with pytest.raises(SeriesInCircle) as caught:
        Cube(definitions, (2020, 2021), ("",))
    assert all(code in str(caught.value) for code in known)


def test_after_a_change_only_what_stands_on_it_is_computed_and_nothing_is_missed() -> None:
    rng = random.Random(5)
    entered = {f"e{n}": M for n in range(12)}
    formulas: dict[str, tuple[str, Frequency]] = {}
    for n in range(60):
        one, two = rng.choice([*entered, *formulas]), rng.choice([*entered, *formulas])
        formulas[f"d{n}"] = (
            rng.choice([f"{one} + 2*{two}", f"lag({one}, 2) - {two}", f"moving({one}, 4)", f"growth({two})"]),
            M,
        )
    cube, again = made(formulas, entered), made(formulas, entered)
    for code in entered:
        values = [rng.uniform(1, 9) if rng.random() < 0.9 else None for _ in range(24)]
        fill(cube, code, values)
        fill(again, code, values)
    cube.compute()
    for _ in range(20):
        code, period, value = rng.choice(list(entered)), Period(M, 2020 * 12 + rng.randrange(24)), rng.uniform(1, 9)
        cube.enter(code, period, "", value)
        again.enter(code, period, "", value)
        moved = cube.compute_after([code])
        again.compute()
        assert all(np.array_equal(cube.values[c], again.values[c], equal_nan=True) for c in cube.definitions)
        assert moved[0] == code
        assert len(moved) < len(cube.definitions)


@given(st.lists(st.floats(0.1, 1e6), min_size=24, max_size=24), st.integers(0, 23))
def test_a_value_is_made_of_the_cells_it_says(values: list[float], row: int) -> None:
    """Changing any cell outside ``reads`` leaves the value; blanking one inside makes it unknown."""
    cube = made({"d": ("moving(x, 3) / lag(y, 1) + so_far(x)", M)}, {"x": M, "y": M})
    fill(cube, "x", list(values))
    fill(cube, "y", list(reversed(values)))
    cube.compute()
    before = cube.at(Cell("d", row, 0))
    reads = cube.reads(Cell("d", row, 0))
    for code in ("x", "y"):
        for other in range(24):
            if Cell(code, other, 0) not in reads:
                cube.enter(code, cube.period(code, other), "", 7.0)
    cube.compute()
    assert cube.at(Cell("d", row, 0)) == before
    if before is not None:
        cube.enter(reads[0].series, cube.period("x", reads[0].row), "", None)
        cube.compute()
        assert cube.at(Cell("d", row, 0)) is None
