"""Which services somebody means who says in words of their own what they want (“我要开饭店”, "I want to open a restaurant").

Chinese is compared by pairs of characters, which needs no dictionary; other scripts by words. What every wish begins
and ends with says nothing of what is wished. A pair that few services have says more than one that many have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from math import log

_BEGINS = re.compile(
    r"^(?:我们|我|想|要|需|请问|请|怎么|怎样|如何|哪里|哪儿|在|去|到|能|可以|给|帮|办理|申请|办|一个|一张|一家|个)+"
)
_ENDS = re.compile(r"(?:怎么|如何|哪里|哪儿|在|去|到|要|需要|办理|办|什么|多久|多少钱|手续|吗|呢|了|？)+$")
_HAN, _WORD = re.compile(r"[一-鿿]+"), re.compile(r"[a-z0-9]+")
_SAYS_NOTHING = re.compile(
    r"a|an|and|apply|at|can|do|for|get|how|i|in|is|like|my|need|of|on|please|the|to|want|what|where|would"
)
ENOUGH = 0.5
"""What fits half as well as the best is shown too."""


def terms(words: str) -> set[str]:
    """What is looked for."""
    found = {word for word in _WORD.findall(words.lower()) if not _SAYS_NOTHING.fullmatch(word)}
    for run in _HAN.findall(words):
        told = _ENDS.sub("", _BEGINS.sub("", run)) or run
        found |= {a + b for a, b in pairwise(told)} or {told}
    return found


def best(words: str, said: Mapping[str, tuple[str, str]]) -> list[str]:
    """The codes that fit, the best first; ``said`` is what each is called: its names, and all its words. What stands in
    a name counts twice."""
    texts = {code: (names.lower(), every.lower()) for code, (names, every) in said.items()}
    scores: dict[str, float] = {}
    for term in terms(words):
        holding = [code for code, (_names, every) in texts.items() if term in every]
        for code in holding:
            weight = 2 if term in texts[code][0] else 1
            scores[code] = scores.get(code, 0.0) + weight * log(1 + len(texts) / len(holding))
    least = ENOUGH * max(scores.values(), default=0.0)
    return sorted((code for code, score in scores.items() if score >= least), key=lambda code: (-scores[code], code))
