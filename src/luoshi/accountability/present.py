"""Tables as the pages of this room show them: headers, and cells with a link where a number comes from somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.registry.api import UnitFacts, unit_words
from luoshi.standards import gb4754


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""
    light: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """``headers``: (label, whether its column holds numbers). ``footer``: the line of totals."""

    caption: str
    headers: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[Cell]]
    footer: Sequence[Cell] = field(default_factory=tuple)

    @property
    def lines(self) -> list[list[tuple[Cell, str, bool]]]:
        return [self._line(row) for row in self.rows]

    @property
    def last_line(self) -> list[tuple[Cell, str, bool]]:
        return self._line(self.footer)

    def _line(self, row: Sequence[Cell]) -> list[tuple[Cell, str, bool]]:
        return [(cell, label, number) for cell, (label, number) in zip(row, self.headers, strict=False)]


def table(caption: str, headers: Iterable[str], rows: Iterable[Iterable[Any]], footer: Iterable[Any] = ()) -> Table:
    """A header that begins with # holds numbers; cells are text, or Cell where there is more to say."""
    return Table(
        caption,
        [(name.lstrip("#"), name.startswith("#")) for name in headers],
        [[_cell(one) for one in row] for row in rows],
        [_cell(one) for one in footer],
    )


def _cell(value: Any) -> Cell:
    return value if isinstance(value, Cell) else Cell("—" if value is None or value == "" else str(value))


def wan(value: Decimal | None) -> str:
    """Yuan as 万元 with two decimals; the exact yuan stand in the statement."""
    return "—" if value is None else f"{value / 10000:,.2f}"


def yuan(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:,.2f}"


def percent(value: float | Decimal | None, places: int = 2) -> str:
    return _("未定") if value is None else f"{100 * float(value):.{places}f}%"


def amount(value: float | Decimal | None) -> str:
    return _("未定") if value is None or value != value else f"{value:,.2f}"


def words(one: Any, name: str = "name") -> str:
    english = getattr(one, f"{name}_en", "") if get_language() == "en" else ""
    return str(english or getattr(one, name))


def term_words(one: Any) -> str:
    """A post with the days between which it was held."""
    return str(one.post) + _("（%(text)s）") % {"text": f"{one.first}—{one.last or _('今')}"}


def unit_in(units: dict[str, UnitFacts], code: str) -> str:
    """What the unit of this code is called; empty where it names none."""
    return unit_words(units[code]) if code in units else ""


def industry_words(code: str) -> str:
    """A code of GB/T 4754 with the narrowest name known for it; the code alone where it has none, empty where there is none."""
    found = gb4754.industry(code)
    name = "" if found is None else found.name_en if get_language() == "en" else found.name
    return f"{code} {name}".strip()
