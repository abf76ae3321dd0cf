"""Numbers from outside: plain digits or nothing."""

import pytest

from luoshi.kernel.numerals import whole

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("2021", 2021), ("007", 7), ("999999999", 999999999)])
def test_plain_digits_are_read(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "²", "٣", "-1", "1.0", "1e3", "十", "1" * 10, "9" * 5000])
def test_anything_else_is_no_number(text: str) -> None:
    assert whole(text) is None
