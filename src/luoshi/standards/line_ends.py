"""Where a line of Chinese text may end: signs that close begin no line, signs that open end none (GB/T 15834-2011, 5.1.10),
a word or number in Latin letters, a dash and an ellipsis are not parted.
"""

from __future__ import annotations

import re
from collections.abc import Callable

CLOSING = "，。；：、！？”’》〉）】」』〕］｝％‰℃"
OPENING = "“‘《〈（【「『〔［｛￥"
_UNIT = re.compile(rf"[{OPENING}]*(?:[!-~]+|——|……|.)[{CLOSING}]*", re.DOTALL)


def lines(text: str, *, first: float, width: float, wide: Callable[[str], float]) -> list[str]:
    """The lines that ``text`` is broken into, the first ``first`` wide and the others ``width``; ``wide`` measures a piece.

    A piece that may not be parted goes to the next line as a whole; one that is wider than a line is parted all the same.
    """
    found, line, left = [], "", first
    for unit in _UNIT.findall(text):
        for piece in unit if wide(unit) > width else (unit,):
            size = wide(piece)
            if size > left and line:
                found.append(line)
                line, left = "", width
            if line or piece != " " or not found:
                line, left = line + piece, left - size
    return [*found, line]
