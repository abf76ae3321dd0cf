"""Scores of readings against hand-made labels: precision, recall and F1 per field."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FIELDS = (
    "measures",
    "measure titles",
    "sections",
    "units",
    "unit names",
    "groups",
    "targets",
    "targets full",
    "deadlines",
    "actions exact",
    "actions overlap",
    "head",
)
HEAD = ("title", "issuer", "doc_number", "date")


@dataclass
class Score:
    right: int = 0
    found: int = 0
    wanted: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.right += other.right
        self.found += other.found
        self.wanted += other.wanted
        self.wrong += other.wrong

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


def gold_documents() -> list[tuple[str, str, dict[str, Any]]]:
    """(name, text, labels) of every labelled document."""
    out = []
    for path in sorted((HERE / "gold").glob("*.json")):
        text = (HERE / "policies" / f"{path.stem}.txt").read_text(encoding="utf-8")
        out.append((path.stem, text, json.loads(path.read_text(encoding="utf-8"))))
    return out


def plain(value: Any) -> str:
    """For comparison: one width, no blanks."""
    return "".join(unicodedata.normalize("NFKC", str(value or "")).split())


def score(reading: dict[str, Any], gold: dict[str, Any]) -> dict[str, Score]:
    scores = {name: Score() for name in FIELDS}
    _score_head(scores["head"], reading, gold)
    pairs, extra = match_measures(reading["measures"], gold["measures"])
    measures = scores["measures"]
    measures.found, measures.wanted = len(reading["measures"]), len(gold["measures"])
    measures.wrong += [f"+ {m['section']} {m['number']} {m['title']}" for m in extra]
    for wanted, found in pairs:
        if found is None:
            measures.wrong.append(f"- {wanted['section']} {wanted['number']} {wanted['title']}")
        else:
            measures.right += 1
            _compare(scores["measure titles"], [plain(found["title"])], [plain(wanted["title"])])
            _compare(scores["sections"], [plain(found["section"])], [plain(wanted["section"])])
        _score_fields(scores, found or _EMPTY, wanted)
    actions_labelled = any("actions" in m for m in gold["measures"])
    for found in extra:
        blank = {**_EMPTY, **({"actions": []} if actions_labelled else {})}
        _score_fields(scores, found, blank)
    return scores


_EMPTY: dict[str, Any] = {"number": "", "responsible": [], "groups": [], "targets": [], "deadlines": []}


def _score_head(score: Score, reading: dict[str, Any], gold: dict[str, Any]) -> None:
    wanted = [(key, plain(gold.get(key))) for key in HEAD if gold.get(key)]
    found = [(key, plain(reading.get(key))) for key in HEAD if reading.get(key)]
    wanted += [("recipient", plain(r)) for r in gold.get("recipients", [])]
    found += [("recipient", plain(r)) for r in reading.get("recipients", [])]
    _compare(score, found, wanted)


def match_measures(
    found: list[dict[str, Any]], gold: list[dict[str, Any]]
) -> tuple[list[tuple[dict[str, Any], dict[str, Any] | None]], list[dict[str, Any]]]:
    """Pairs of (labelled, found or None), and the found that match nothing: by number and section, else by title."""
    free = list(range(len(found)))
    keys: list[Callable[[dict[str, Any]], Any]] = [
        lambda m: (plain(m["number"]), plain(m["section"]), plain(m["title"])),
        lambda m: (plain(m["number"]), plain(m["section"])),
        lambda m: (plain(m["number"]), plain(m["title"])) if m["title"] else object(),
        lambda m: plain(m["title"]) if m["title"] else object(),
    ]
    chosen: dict[int, int] = {}
    for key in keys:
        for index, wanted in enumerate(gold):
            if index in chosen:
                continue
            match = next((i for i in free if key(found[i]) == key(wanted)), None)
            if match is not None:
                chosen[index] = match
                free.remove(match)
    pairs = [(m, found[chosen[i]] if i in chosen else None) for i, m in enumerate(gold)]
    return pairs, [found[i] for i in free]


def _score_fields(scores: dict[str, Score], found: dict[str, Any], gold: dict[str, Any]) -> None:
    where = str(gold.get("number") or found.get("number") or "")
    units = [(plain(r["name"]), r["role"]) for r in found["responsible"]]
    wanted_units = [(plain(r["name"]), r["role"]) for r in gold["responsible"]]
    _compare(scores["units"], units, wanted_units, where)
    _compare(scores["unit names"], [u for u, _ in units], [u for u, _ in wanted_units], where)
    _compare(scores["groups"], map(plain, found["groups"]), map(plain, gold["groups"]), where)
    _compare(scores["targets"], map(_value, found["targets"]), map(_value, gold["targets"]), where)
    _compare(scores["targets full"], map(_target, found["targets"]), map(_target, gold["targets"]), where)
    _compare(scores["deadlines"], map(plain, found["deadlines"]), map(plain, gold["deadlines"]), where)
    if "actions" in gold:
        actions, wanted = found.get("actions", []), gold["actions"]
        _compare(scores["actions exact"], map(plain, actions), map(plain, wanted), where)
        _overlaps(scores["actions overlap"], [plain(a) for a in actions], [plain(a) for a in wanted], where)


def _value(target: dict[str, Any]) -> tuple[float, str]:
    return float(target["value"]), plain(target["unit"])


def _target(target: dict[str, Any]) -> tuple[float, str, str, str]:
    return (*_value(target), target["op"], plain(target["deadline"]))


def _compare(score: Score, found: Iterable[Any], gold: Iterable[Any], where: str = "") -> None:
    counts: dict[Any, int] = defaultdict(int)
    wanted, have = list(gold), list(found)
    for item in wanted:
        counts[item] += 1
    score.wanted += len(wanted)
    score.found += len(have)
    for item in have:
        if counts[item]:
            counts[item] -= 1
            score.right += 1
        else:
            score.wrong.append(f"+ {where} {item}")
    score.wrong += [f"- {where} {item}" for item, left in counts.items() for _ in range(left)]


def _overlaps(score: Score, found: list[str], gold: list[str], where: str) -> None:
    """An action counts as found when what both texts share is at least 0.8 of what either holds."""
    score.wanted += len(gold)
    score.found += len(found)
    free = list(found)
    for wanted in gold:
        best = max(free, key=lambda f: _iou(f, wanted), default=None)
        if best is not None and _iou(best, wanted) >= 0.8:
            free.remove(best)
            score.right += 1
        else:
            score.wrong.append(f"- {where} {wanted}")
    score.wrong += [f"+ {where} {f}" for f in free]


def _iou(a: str, b: str) -> float:
    """Shared stretch over the union, for substrings of one text."""
    if a in b or b in a:
        return min(len(a), len(b)) / max(len(a), len(b))
    shared = next((n for n in range(min(len(a), len(b)), 0, -1) if a[-n:] == b[:n] or b[-n:] == a[:n]), 0)
    return shared / (len(a) + len(b) - shared)
