"""Which items of the outline are measures, with what number, title and section."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise

from .heading_words import (
    ABOUT_ITSELF,
    CLOSING,
    DATE_LINE,
    DUE_LABEL,
    FIGURE,
    GOALS,
    GOALS_WHOLE,
    GUIDING,
    HAS_FIGURE,
    LIST_INTRO,
    NEVER,
    PROVISION,
    SIGNATURE,
    TAIL,
    TASK_INTRO,
    closes,
    frames,
)
from .outline import ARTICLE, FIRST, FOURTH, SECTION, THIRD, Node, Outline
from .sentences import paragraphs, trim
from .unit_lists import UnitList, first_leads

_FIRST_STOP = re.compile(r"[。!?\n:](?<!具体措施:)")
_BRACKETED = re.compile(r"\s*[\[(]([^\[\]()]{2,20})[\])]")
# A heading that blanks part from the text after it.
_SET_APART = re.compile(r"[^,。;:\n ]{4,30}(?= {2,}\S| (?=[^\x00-\x7f]{12}))")
_ANNOUNCES_LIST = re.compile(r"(?:下列|如下|以下|包括)[^,]{0,8}$")
# 完成时限:… on the line after the units belongs to the item.
_DUE_AFTER = re.compile(rf"\s*{DUE_LABEL}[^\n]*")
_DUE_BY_YEAR = re.compile(r"\d{4}年底?前")
_SPACED_WORD = re.compile(r"([一-鿿])\s([一-鿿])")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》")
_GOAL_LABEL = re.compile(r"([^,。:;\n]{0,10}(?:目标|指标))\s?:")


@dataclass
class Item:
    """A measure before it is read. ``body`` are stretches of the view with its own text."""

    number: str
    title: tuple[int, int]
    section: str
    start: int
    end: int
    body: list[tuple[int, int]]
    node: Node | None
    goal: bool = False
    confidence: float = 1.0
    heads: tuple[str, ...] = ()
    """Headings above it, from the outermost."""
    lists: list[UnitList] = field(default_factory=list)
    """Units told by the columns of a table."""
    deadline_cells: list[tuple[int, int]] = field(default_factory=list)
    quoted_goals: list[tuple[int, int]] = field(default_factory=list)


class ItemFinder:
    def __init__(self, text: str, norm: str, outline: Outline, lists: list[UnitList]) -> None:
        self.text = text
        self.norm = norm
        self.outline = outline
        self.lists = lists
        self._list_starts = [u.start for u in lists]
        self._folded: dict[int, bool] = {}
        self._titles: dict[int, tuple[tuple[int, int], int]] = {}
        self._paths: dict[int, tuple[tuple[str, ...], str]] = {}
        self._heading_series = self._vote()
        self._last_start = {n.part: n.start for n in outline.nodes}
        pairs = pairwise(n for n in outline.nodes if n.level == FIRST)
        # Between a letter's last item and 一、 of the text it sends stand signature and title.
        self._before_restart = {a.start for a, b in pairs if b.value == 1 and a.value > 1 and not a.children}
        self._deeper_parts = outline.parts_numbered_below_sections()
        self._parts_with_sections = {n.part for n in outline.roots if n.level == FIRST and n.children}

    def find(self) -> list[Item]:
        out = self._unnumbered_goals()
        for node in self.outline.nodes:
            out += self._items_of(node)
        if not out:
            out = self._unnumbered()
        return out

    # ---- titles -------------------------------------------------------------------------------------------------

    def _first_sentence(self, node: Node) -> tuple[int, int, int]:
        """(start, end, where the text goes on) of the item's first sentence."""
        norm = self.norm
        start, end = trim(norm, node.body, node.own_end)
        match = _FIRST_STOP.search(norm, start, end)
        lists = self._lists_in(start, end)
        if lists and node.children and (match is None or lists[0].start < match.start()):
            return start, lists[0].start, lists[0].end
        if match is None:
            return start, end, end
        return start, match.start(), match.end()

    def _vote(self) -> dict[tuple[int, int], bool]:
        """For each series (part, level): whether its items open with a heading phrase."""
        votes: dict[tuple[int, int], list[bool]] = {}
        for node in self.outline.nodes:
            if node.level <= SECTION:
                continue
            start, stop, after = self._first_sentence(node)
            more = trim(self.norm, after, node.own_end)
            has_more = more[1] - more[0] > 4 and not self._is_list_only(*more)
            first = self.norm[start:stop]
            heading_line = self.norm[stop : stop + 1] == "\n" or bool(node.children)
            if heading_line and node.children:
                continue
            if node.level == ARTICLE:
                votes.setdefault((node.part, ARTICLE), []).append(
                    has_more and len(first) <= 24 and not PROVISION.search(first)
                )
                continue
            votes.setdefault((node.part, node.level), []).append(
                has_more and len(first) <= 32 and first.count(",") <= 1 and self.norm[stop : stop + 1] in "。:\n"
            )
        return {key: sum(v) >= (0.7 if len(v) > 2 else 0.5) * len(v) for key, v in votes.items()}

    def _is_list_only(self, start: int, end: int) -> bool:
        units = self._lists_in(start, end)
        if not units:
            return False
        at, left = start, 0
        for unit in units:
            left += len(self.norm[at : unit.start].strip())
            at = max(at, unit.end)
        return left + len(self.norm[at:end].strip()) < 4

    def title(self, node: Node) -> tuple[tuple[int, int], int]:
        """(span of the heading phrase, where the body begins); an empty span where the item starts with its body."""
        known = self._titles.get(id(node))
        if known is None:
            known = self._titles[id(node)] = self._read_title(node)
        return known

    def _read_title(self, node: Node) -> tuple[tuple[int, int], int]:
        norm = self.norm
        start, stop, after = self._first_sentence(node)
        nothing = (start, start)
        if node.level == ARTICLE:
            match = _BRACKETED.match(norm, node.body, node.own_end)
            if match:
                return (match.start(1), match.end(1)), match.end()
            alone = node.children and norm[stop : stop + 1] == "\n" and stop - start <= 20
            said = norm[start:stop]
            if alone and "," not in said and ":" not in said and not PROVISION.search(said):
                return (start, stop), after
            if not self._heading_series.get((node.part, ARTICLE)) or stop - start > 30:
                return nothing, start
            return (nothing, start) if PROVISION.search(said) else ((start, stop), after)
        if node.value == 0 and not node.number:
            end = norm.find("\n", start)
            return (start, end if end >= 0 else node.own_end), end if end >= 0 else node.own_end
        ends_line = stop >= node.own_end or norm[stop] == "\n" or norm[after : after + 1] == "\n"
        length = stop - start
        gap = _SET_APART.match(norm, start, stop)
        more = trim(norm, after, node.end)
        has_more = more[1] - more[0] > 4
        if gap is not None and norm[gap.end() : gap.end() + 2] == "  " and not node.children:
            return (start, gap.end()), gap.end()
        own_line = ends_line and has_more and length <= 60 and not self._is_list_only(*more)
        return self._title_of_text(node, start, stop, after, has_more=has_more, own_line=own_line)

    def _title_of_text(
        self, node: Node, start: int, stop: int, after: int, *, has_more: bool, own_line: bool
    ) -> tuple[tuple[int, int], int]:
        """The heading phrase of an item whose body may follow in the same line."""
        norm = self.norm
        nothing, length = (start, start), stop - start
        heads = (
            norm[stop : stop + 1] == "\n" or node.children or self._heading_series.get((node.part, node.level), True)
        )
        if heads and (node.level <= SECTION or own_line):
            return (start, stop), after
        if node.children and length <= 60 and not self._lists_in(start, node.own_end):
            return (start, stop), after
        if (
            not has_more
            or stop >= node.own_end
            or norm[stop] == "\n"
            or self._is_list_only(*trim(norm, after, node.own_end))
        ):
            return nothing, start
        if _ANNOUNCES_LIST.search(norm, start, stop):
            return nothing, start
        limit = 45 if self._heading_series.get((node.part, node.level)) else 0
        if norm[stop] == ":":
            limit = min(limit or 14, 24)
        first = norm[start:stop]
        if first_leads(first) or ("," in first and FIGURE.search(first)):
            return nothing, start
        if length <= limit and first.count(",") <= 2 and not _DUE_BY_YEAR.search(first):
            return (start, stop), after
        return nothing, start

    def label(self, node: Node) -> str:
        """How a heading is printed in a section path: number and heading, blanks drawn together."""
        (a, b), _ = self.title(node)
        if a == b:
            a, b, _ = self._first_sentence(node)
            if node.level == ARTICLE:
                b = a
        text = " ".join(self.text[a:b].split()).strip(" 　。：:")
        if node.level <= SECTION:
            text = text.replace(" ", "") if _SPACED_WORD.fullmatch(text) else text
            return f"{node.number} {text}".strip()
        start = "".join(self.text[node.start : node.body].split()).lstrip("#")
        return start + text

    # ---- which items count ----------------------------------------------------------------------------------------

    def _lists_in(self, start: int, end: int) -> list[UnitList]:
        return self.lists[bisect_left(self._list_starts, start) : bisect_left(self._list_starts, end)]

    def is_folded(self, node: Node) -> bool:
        """Whether the children of a node are a list inside its text and no measures of their own."""
        known = self._folded.get(id(node))
        if known is None:
            known = self._folded[id(node)] = self._decide_fold(node)
        return known

    def _decide_fold(self, node: Node) -> bool:
        if not node.children or node.level == ARTICLE:
            return True
        if node.level < THIRD and node.children[0].level < FOURTH:
            intro = self.norm[node.body : node.own_end].strip(" \n")
            if any(self._lists_in(c.start, c.end) for c in node.children):
                return False
            return bool(LIST_INTRO.search(intro[-30:])) and not TASK_INTRO.search(intro[-16:]) and len(intro) > 40
        if any(self._lists_in(c.start, c.end) for c in node.children):
            return len(node.children) < 2
        own = trim(self.norm, node.body, node.own_end)
        bare_heading = own[1] - own[0] <= 40 and not self.norm[own[0] : own[1]].endswith(":")
        return not (bare_heading and node.level < THIRD and all(c.end - c.body >= 30 for c in node.children))

    def _items_of(self, node: Node) -> list[Item]:
        if node.level < ARTICLE or any(self.is_folded(a) for a in node.ancestors()):
            return []
        folded = self.is_folded(node)
        own_lists = self._lists_in(node.body, node.own_end)
        if not folded and (not own_lists or self._is_heading_with_units(node, own_lists)):
            return []
        end = node.end if folded else node.own_end
        end = self._without_tail(node, end)
        title, body = self.title(node)
        end = self._without_closing(node, min(body, end), end)
        heads, section = self._path(node)
        item = Item(node.number, title, section, node.start, end, [(min(body, end), end)], node, heads=heads)
        if self._is_excluded(item, node):
            return []
        item.confidence = self._confidence(item, node)
        item.lists = self._inherited(node)
        split = self._split_paragraphs(item, node) if node.level == FIRST and folded else []
        return split or [item]

    def _is_heading_with_units(self, node: Node, lists: list[UnitList]) -> bool:
        """Whether a heading carries a unit list and no text of its own: the units are its items'."""
        first, line_end = lists[0], self.norm.find("\n", node.body, node.own_end)
        if node.children and line_end >= first.end and not self.norm[first.end : line_end].strip(" 。:"):
            return first.start - node.body <= 40 and "。" not in self.norm[node.body : first.start]
        rest = node.own_end - node.body - sum(u.end - u.start for u in lists)
        return rest <= 60 and "。" not in self.norm[node.body : lists[0].start]

    def _inherited(self, node: Node) -> list[UnitList]:
        if self._lists_in(node.start, node.end):
            return []
        for above in reversed(node.ancestors()):
            lists = self._lists_in(above.body, above.own_end)
            if lists and self._is_heading_with_units(above, lists):
                return lists
        return []

    def _path(self, node: Node) -> tuple[tuple[str, ...], str]:
        """The headings above a node, and how its section is printed; read once for all nodes under the same."""
        known = self._paths.get(id(node.parent))
        if known is None:
            titles = [self.title(a)[0] for a in node.ancestors()]
            section = "/".join(self.label(a) for a in node.ancestors())
            known = self._paths[id(node.parent)] = tuple(self.norm[a:b].strip() for a, b in titles), section
        return known

    def _is_excluded(self, item: Item, node: Node) -> bool:
        norm = self.norm
        title = norm[item.title[0] : item.title[1]].strip(" 。:")
        body = norm[item.body[0][0] : item.end].strip()
        if any(GUIDING.search(h) and not GOALS.search(h) for h in item.heads) or (not node.number and not node.value):
            return True
        if node.level == ARTICLE:
            return frames(body)
        if (not body and not title) or (not title and len(body) <= 14 and NEVER.match(body)):
            return True
        if any(GOALS.search(h) for h in item.heads[-1:]) or GOALS_WHOLE.match(title):
            item.goal = True
            return not HAS_FIGURE.search(_QUOTED.sub("", title + body)) and not self._lists_in(item.start, item.end)
        plain = node.level == FIRST and not node.children and node.part in self._deeper_parts
        if plain and not self._lists_in(item.start, item.end) and not FIGURE.search(body):
            return True
        if NEVER.match(title) or (GUIDING.search(title) and len(title) <= 14):
            return True
        if title in ("有关要求", "工作要求", "相关要求"):
            return True
        return closes(body) and len(body) < 200 and not self._lists_in(item.start, item.end) and len(title) <= 10

    def _confidence(self, item: Item, node: Node) -> float:
        sure = 0.98
        if node.before and node.before + 1 != node.value:
            sure -= 0.15
        if item.goal:
            sure -= 0.1
        if node.level == FIRST and node.part in self._parts_with_sections:
            sure -= 0.3
        if node.level >= FOURTH:
            sure -= 0.25
        if item.end - item.body[0][0] < 8:
            sure -= 0.4
        return max(0.1, round(sure, 2))

    def _without_tail(self, node: Node, end: int) -> int:
        """Where the item's text ends: closing words and signature after the last item belong to nobody."""
        if self._last_start.get(node.part, 0) >= end and node.start not in self._before_restart:
            return end
        pieces = paragraphs(self.norm, node.body, end)
        units = self._lists_in(node.body, end)
        if units and not node.children:
            last = units[-1].end
            beyond = trim(self.norm, last, end, "。;")
            if beyond[1] - beyond[0] > 0:
                due = _DUE_AFTER.match(self.norm, last, end)
                return due.end() if due else last
        for index, (a, b) in enumerate(pieces):
            line = self.norm[a:b]
            closes = TAIL.match(line) or DATE_LINE.match(line)
            if index and closes:
                signed = index > 1 and DATE_LINE.match(line) and SIGNATURE.match(self.norm[slice(*pieces[index - 1])])
                return pieces[index - 1][0] if signed else a
        return end

    def _without_closing(self, node: Node, start: int, end: int) -> int:
        """Where the last item ends before the sentences on validity and interpretation that follow its own."""
        if self._last_start.get(node.part, 0) != node.start or node.level == ARTICLE:
            return end
        closing = CLOSING.search(self.norm, start, end)
        if closing is None:
            return end
        begin = 1 + max(self.norm.rfind(sign, start, closing.start()) for sign in "。\n")
        own = self.norm[start:begin].strip()
        return begin if begin > start and len(own) >= 8 and not ABOUT_ITSELF.match(own) else end

    def _split_paragraphs(self, item: Item, node: Node) -> list[Item]:
        """Paragraphs with unit lists of their own under a heading are measures numbered by it."""
        if node.children:
            return []
        pieces = paragraphs(self.norm, item.body[0][0], item.end)
        listed = [i for i, (a, b) in enumerate(pieces) if self._lists_in(a, b)]
        if len(listed) < 2:
            return []
        out, begin = [], item.body[0][0]
        for i in listed:
            a, b = begin, pieces[i][1]
            out.append(Item(item.number, (a, a), item.section, a, b, [(a, b)], node, confidence=0.6, heads=item.heads))
            begin = b
        out[0].title, out[0].start = item.title, item.start
        return out

    # ---- without numbers ------------------------------------------------------------------------------------------

    def _unnumbered_goals(self) -> list[Item]:
        """Paragraphs like 具体指标：… before the first numbered item."""
        first = self.outline.nodes[0].start if self.outline.nodes else len(self.norm)
        out = []
        for a, b in paragraphs(self.norm, 0, first):
            match = _GOAL_LABEL.match(self.norm, a, b)
            if match and HAS_FIGURE.search(self.norm, match.end(), b):
                title = (match.start(1), match.end(1))
                out.append(Item("", title, "", a, b, [(match.end(), b)], None, goal=True, confidence=0.6))
        return out

    def _unnumbered(self) -> list[Item]:
        """A document without numbers: each paragraph that ends in a unit list."""
        out = []
        for a, b in paragraphs(self.norm, 0, len(self.norm)):
            units = self._lists_in(a, b)
            if units and units[0].start > a + 8:
                out.append(Item("", (a, a), "", a, b, [(a, b)], None, confidence=0.5))
        return out
