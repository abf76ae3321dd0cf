"""The plan of each year: read as people write it, written so that it reads back the same, shown against the whole plan."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from luoshi.delivery.domain.years import Year, YearShown, outside, shown, words_of_years, years_of


def test_lines_are_read_as_people_write_them() -> None:
    words = "2023年：目标 1,200 家；建成投用\n\n2021 完成选址\n2022年:目标20"
    assert years_of(words) == ([Year(2021, None, "完成选址"), Year(2022, 20.0), Year(2023, 1200.0, "建成投用")], [])


def test_what_is_not_understood_is_named() -> None:
    _years, faults = years_of("明年完成\n2022年：\n2023年：目标 5\n2023年：目标 6")
    assert faults == [
        "年度计划“明年完成”看不懂，应写成：2022年：目标 20；完成选址",
        "年度计划“2022年：”看不懂，应写成：2022年：目标 20；完成选址",
        "年度计划里 2023 年写了两次",
    ]


@given(
    st.lists(
        st.tuples(
            st.integers(1990, 2099),
            st.one_of(st.none(), st.integers(0, 10**7).map(float)),
            st.sampled_from(["完成选址", "开工建设、主体封顶", "建成并投用，验收"]),
        ),
        unique_by=lambda year: year[0],
        max_size=6,
    )
)
def test_what_is_written_reads_back_the_same(years: list[tuple[int, float | None, str]]) -> None:
    known = sorted((Year(*year) for year in years), key=lambda year: year.year)
    assert years_of(words_of_years(known, "家")) == (known, [])


def test_every_year_of_the_task_is_shown_with_what_its_plan_asks_for() -> None:
    curve = ((date(2021, 12, 31), 20.0), (date(2023, 6, 30), 100.0))
    start, due = date(2021, 7, 1), date(2023, 6, 30)
    found = shown([Year(2022, 30.0, "建设")], start=start, due=due, curve=curve)
    # 365 of the 546 days from the end of 2021 to the due day: 20 + 80 × 365 / 546.
    assert [year.year for year in found] == [2021, 2022, 2023]
    assert found[0] == YearShown(2021, 20.0, None, "")
    assert round(found[1].percent, 6) == round(20 + 80 * 365 / 546, 6)
    assert (found[1].value, found[1].steps, found[2].percent) == (30.0, "建设", 100.0)
    assert outside([Year(2020), Year(2022)], start, due) == [2020]
