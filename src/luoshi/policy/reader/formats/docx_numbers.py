"""Automatic numbers of a docx: Word keeps them outside the text (numbering.xml), the page shows them (一、 （一） 1.)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from luoshi.kernel.numerals import chinese, chinese_in_full

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)
_HIGHEST = 100_000  # no document numbers further; a damaged start value may


def _letters(number: int) -> str:
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number < 1000 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _row(first: str, length: int) -> Callable[[int], str]:
    """Numbers that have a character of their own, as ① to ⑳; plain digits beyond them."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= length else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _digits(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "chineseLegalSimplified": chinese_in_full,
    "ideographLegalTraditional": chinese_in_full,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "decimalFullWidth": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalEnclosedCircle": _row("①", 20),
    "decimalEnclosedCircleChinese": _row("①", 20),
    "decimalEnclosedParen": _row("⑴", 20),
    "decimalEnclosedFullstop": _row("⒈", 20),
    "ideographEnclosedCircle": _row("㊀", 10),
    "bullet": lambda number: "",
    "none": lambda number: "",
}


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Counts the numbered paragraphs of one document in order."""

    def __init__(self, numbering: Any | None) -> None:
        """``numbering`` is the root of numbering.xml, None where the document has none."""
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[str] = set()
        if numbering is not None:
            self._read(numbering)

    def next(self, list_id: str, level: int) -> str:
        """The number a paragraph of this list and level shows, with the blank behind it; empty for bullets."""
        numbered = self._lists.get(list_id)
        if numbered is None or level not in numbered.levels:
            return ""
        counts = self._counts[numbered.abstract]
        if list_id not in self._started:
            self._started.add(list_id)
            for place, start in numbered.starts.items():
                counts[place] = start - 1
        here = numbered.levels[level]
        counts[level] = min(counts.get(level, here.start - 1) + 1, _HIGHEST)
        for deeper in [place for place in counts if place > level]:
            restart = numbered.levels[deeper].restart if deeper in numbered.levels else None
            if restart is None or (restart and level < restart):
                del counts[deeper]
        return self._shown(numbered, here, counts)

    @staticmethod
    def _shown(numbered: _List, here: _Level, counts: dict[int, int]) -> str:
        if here.form in ("bullet", "none"):
            return ""
        text = here.text
        for place, level in numbered.levels.items():
            mark = f"%{place + 1}"
            if mark in text:
                form = _FORMATS.get("decimal" if here.legal else level.form, str)
                text = text.replace(mark, form(max(0, counts.get(place, level.start))))
        # A tab behind 一、 or （一） is layout; behind 1. or 1.1 it parts the number from the words.
        return text if here.suffix == "nothing" or text[-1:] in "、．，）】〕：。)" else text + " "

    def _read(self, root: Any) -> None:
        abstracts: dict[str, dict[int, _Level]] = {}
        linked: dict[str, str] = {}
        styles: dict[str, str] = {}
        for element in root.iterchildren(f"{W}abstractNum"):
            number = element.get(f"{W}abstractNumId", "")
            abstracts[number] = {
                _int(level.get(f"{W}ilvl"), 0): _level(level) for level in element.iterchildren(f"{W}lvl")
            }
            if (style := _value(element, "numStyleLink")) is not None:
                linked[number] = style
            if (style := _value(element, "styleLink")) is not None:
                styles[style] = number
        for element in root.iterchildren(f"{W}num"):
            number = _value(element, "abstractNumId") or ""
            number = styles.get(linked.get(number, ""), number)
            levels = dict(abstracts.get(number, {}))
            starts = {}
            for override in element.iterchildren(f"{W}lvlOverride"):
                place = _int(override.get(f"{W}ilvl"), 0)
                for level in override.iterchildren(f"{W}lvl"):
                    levels[place] = _level(level)
                if (start := _value(override, "startOverride")) is not None:
                    starts[place] = _int(start, 1)
            self._lists[element.get(f"{W}numId", "")] = _List(number, levels, starts)


def _level(element: Any) -> _Level:
    restart = _value(element, "lvlRestart")
    return _Level(
        form=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        start=_int(_value(element, "start"), 1),
        suffix=_value(element, "suff") or "tab",
        restart=None if restart is None else _int(restart, 0),
        legal=element.find(f"{W}isLgl") is not None,
    )


def _value(element: Any, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _int(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
