"""Periods of series: 2021, 2021H1, 2021Q3, 2021-07. A frequency is how many of them make a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from luoshi.kernel.errors import N_, ExpectedError


class PeriodWrong(ExpectedError):
    code = "indicators.period_wrong"
    message = N_("“{text}”不是{frequency}的时期。请写成 {example}。")


class Frequency(IntEnum):
    """The value is the number of periods in a year."""

    YEAR = 1
    HALF = 2
    QUARTER = 4
    MONTH = 12


LABELS: dict[Frequency, str] = {
    Frequency.YEAR: N_("年"),
    Frequency.HALF: N_("半年"),
    Frequency.QUARTER: N_("季"),
    Frequency.MONTH: N_("月"),
}
CODES: dict[str, Frequency] = {
    "year": Frequency.YEAR,
    "half": Frequency.HALF,
    "quarter": Frequency.QUARTER,
    "month": Frequency.MONTH,
}
SDMX: dict[Frequency, str] = {Frequency.YEAR: "A", Frequency.HALF: "S", Frequency.QUARTER: "Q", Frequency.MONTH: "M"}
_EXAMPLES = {
    Frequency.YEAR: "2021",
    Frequency.HALF: "2021H1",
    Frequency.QUARTER: "2021Q3",
    Frequency.MONTH: "2021-07",
}
_SHAPE = re.compile(
    r"(\d{4})(?:年?(?:[-./]?(?P<m>\d{1,2})月?|[-./]?[QＱ第](?P<q>[1-4])季?度?|[-./]?[HSＨ](?P<h>[12])|(?P<hc>上|下)半年))?年?"
)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """``index`` counts periods of its frequency from the year 0; periods of one frequency are in order by it."""

    frequency: Frequency
    index: int

    @property
    def year(self) -> int:
        return self.index // self.frequency

    @property
    def place(self) -> int:
        """1 for the first period of its year."""
        return self.index % self.frequency + 1

    def __str__(self) -> str:
        year = f"{self.year:04d}"
        if self.frequency == Frequency.YEAR:
            return year
        if self.frequency == Frequency.MONTH:
            return f"{year}-{self.place:02d}"
        return f"{year}{'Q' if self.frequency == Frequency.QUARTER else 'H'}{self.place}"

    @property
    def last_day(self) -> date:
        month = self.place * (12 // self.frequency)
        return date(self.year + month // 12, month % 12 + 1, 1).replace(day=1) - date.resolution

    def shifted(self, periods: int) -> Period:
        return Period(self.frequency, self.index + periods)


def parse(text: str, frequency: Frequency) -> Period:
    """A period as people and machines write it (2021年7月, 2021-Q3, 2021年第三季度 as 2021Q3). Raises PeriodWrong."""
    found = _SHAPE.fullmatch(text.strip().upper().translate(_CHINESE))
    if found:
        year = int(found[1])
        if frequency == Frequency.YEAR and found.lastgroup is None:
            return Period(frequency, year)
        if frequency == Frequency.MONTH and found["m"] and 1 <= int(found["m"]) <= 12:
            return Period(frequency, year * 12 + int(found["m"]) - 1)
        if frequency == Frequency.QUARTER and found["q"]:
            return Period(frequency, year * 4 + int(found["q"]) - 1)
        if frequency == Frequency.HALF and (found["h"] or found["hc"]):
            return Period(frequency, year * 2 + (int(found["h"]) - 1 if found["h"] else "上下".index(found["hc"])))
    raise PeriodWrong(text=text, frequency=LABELS[frequency], example=_EXAMPLES[frequency])


_CHINESE = str.maketrans("一二三四", "1234")


def of_day(day: date, frequency: Frequency) -> Period:
    """The period a day lies in."""
    return Period(frequency, day.year * frequency + (day.month - 1) * frequency // 12)
