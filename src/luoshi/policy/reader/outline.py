"""The numbered outline of a document: chapters, articles, 一、 (一) 1. (1) ① and their variants.

Items are found at the start of lines, and inside lines where line breaks were lost: there a number counts only after
the end of a sentence (or a heading) and when it goes on with the series.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .numerals import counting_number
from .scanning import matches_from
from .view import View

BOOK, CHAPTER, SECTION, ARTICLE, FIRST, SECOND, THIRD, FOURTH, FIFTH = range(9)
_N = "一二三四五六七八九十百零〇"
# Words that open with the sign of a number: 二、零售 is an item, 二、三 none.
_NUMERAL_WORDS = (
    r"零[售工散星碳距部]|百[亿强姓]|千[亿企]|一(?:般|体化|律|网|站式|次性|季度)|十(?:大|分)|三(?:农|产融合)"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MARKER = rf"""
    第\s?(?P<law>[{_N}\d]{{1,6}})\s?(?P<kind>编|篇|部分|章|节|条)(?![款件目]|第[{_N}])
  | (?P<first>[{_N}]{{1,4}})\s?[、.](?:(?![{_N}、])|(?={_NUMERAL_WORDS}))
  | \(\s?(?P<second>[{_N}]{{1,4}})\s?\)\s?、?(?![项款目]|[至和或、]\()
  | (?P<second1>[㈠-㈩])
  | (?P<third>\d{{1,3}})\s?[.、](?:(?!\d)|(?=(?:19|20)\d\d年|\d{{1,3}}[个项家大类]))
  | (?P<third1>[⒈-⒛])
  | \(\s?(?P<fourth>\d{{1,3}})\s?\)
  | (?P<fourth1>[⑴-⒇])
  | (?P<fifth>\d{{1,2}})\)
  | (?P<circle>[{_CIRCLED}])
"""
_FLAT = _MARKER[: _MARKER.index("  | \\(\\s?(?P<fourth>")]
_LINE = re.compile(rf"[ \t]*(?:\#{{1,6}}[ ]*)?(?:{_MARKER})", re.X)
# Inside a line only the upper levels open items.
_INLINE = re.compile(rf"(?:{_FLAT})", re.X)
# Where an item inside a line may open, told by what follows its first character.
_SIGNS = re.compile(
    rf"[第({_N}\d㈠-㈩⒈-⒛](?:(?<=[第(])(?=\s?[{_N}\d])|(?<=[{_N}])(?=[{_N}]{{0,3}}\s?[、.])|(?<=\d)(?=\d{{0,2}}\s?[.、])|(?<=[㈠-㈩⒈-⒛]))"
)
_KIND = {"编": BOOK, "篇": BOOK, "部分": BOOK, "章": CHAPTER, "节": SECTION, "条": ARTICLE}
_APPENDIX = re.compile(r"[ \t]*附\s*(?:件|表)\s*[\d一二三四五六七八九十]{0,3}\s*[:]?\s*")
_ENCLOSURES = re.compile(r"[ \t]*附\s*件\s*:\s*\S")
# 附件: alone on its line, the enclosures numbered below it.
_ENCLOSURE_LIST = re.compile(r"[ \t]*附\s*件\s*:\s*\n\s*1\s?[.、][^\n。]{4,60}\n\s*(?:2\s?[.、]|[一-鿿])")
_CLOSING_RULES = re.compile(r"[ \t]*(?:\#{1,6}[ ]*)?附\s*则\s*")
_REFERENCE = re.compile(r"(?:的|规定|所|之|至|和|及|以外|中)")
_BREAK = set("。;:!?)]”》")
# Where the last word of a title runs into the first heading.
_AFTER_TITLE = re.compile(r"(?:措施|方案|意见|办法|计划|规划|要点|政策|通知|清单|细则)(?:\((?:试行|暂行)\))?$")
MAX_HEADING = 90


@dataclass(eq=False)
class Node:
    """An item of the outline. ``start``..``body`` is its number, ``body``..``end`` its text with all that is under it.

    ``own_end`` is where its first child begins. All are indexes of the view.
    """

    level: int
    number: str
    value: int
    start: int
    body: int
    end: int = 0
    own_end: int = 0
    part: int = 0
    inline: bool = False
    before: int = 0
    """The value of the sibling before it, 0 for the first."""
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    above: list[Node] = field(default_factory=list)

    def ancestors(self) -> list[Node]:
        """From the outermost down to the parent."""
        return self.above


@dataclass
class Outline:
    roots: list[Node]
    nodes: list[Node]
    part_starts: list[int]
    """Where the main text and each appendix begin."""

    def parts_numbered_below_sections(self) -> set[int]:
        """Parts whose measures are numbered below their sections; a section of plain paragraphs is none there."""
        plain: dict[int, int] = {}
        below: dict[int, int] = {}
        for node in self.nodes:
            if node.level == FIRST and not node.children:
                plain[node.part] = plain.get(node.part, 0) + 1
            elif FIRST < node.level < FOURTH and node.parent is not None and not node.children:
                below[node.part] = below.get(node.part, 0) + 1
        return {part for part, count in below.items() if count >= 2 * plain.get(part, 0)}


class _Builder:
    def __init__(self, view: View) -> None:
        self.view = view
        self.norm = view.norm
        self.stack: list[Node] = []
        self.nodes: list[Node] = []
        self.roots: list[Node] = []
        self.part_starts = [0]
        self.last: dict[int, int] = {}

    def add(self, node: Node) -> None:
        while self.stack and self.stack[-1].level >= node.level:
            self.stack.pop()
        node.parent = self.stack[-1] if self.stack else None
        node.part = len(self.part_starts) - 1
        node.above = list(self.stack)
        siblings = node.parent.children if node.parent else self.roots
        node.before = siblings[-1].value if siblings and siblings[-1].level == node.level else 0
        siblings.append(node)
        self.stack.append(node)
        self.nodes.append(node)
        self.last[node.level] = node.value

    def new_part(self, start: int) -> None:
        self.stack, self.last = [], {}
        self.part_starts.append(start)

    def sibling_value(self, level: int) -> int:
        """The value of the item of this level that is still open, 0 where none is."""
        return next((n.value for n in reversed(self.stack) if n.level == level), 0)

    def follows_inline(self, node: Node) -> bool:
        """Whether a number inside a line goes on with the series, or opens one under an open heading."""
        at = node.start
        before = self.norm[max(0, at - 4) : at].rstrip(" ")
        top = self.stack[-1] if self.stack else None
        after_heading = (
            top is not None
            and top.level < node.level
            and at - top.body <= MAX_HEADING
            and (top.level <= SECTION or not any(c in "。;!?" for c in self.norm[top.body : at].rstrip("。 ")))
        )
        breaks = not before or before[-1] in _BREAK or before[-1] == "\n"
        if node.level <= SECTION and not breaks:
            breaks = self.norm[node.body : node.body + 1] == " "
        if node.level == FIRST and node.value == 1 and top is None and not breaks:
            breaks = _AFTER_TITLE.search(self.norm, max(0, at - 8), at) is not None
        open_value = self.sibling_value(node.level)
        series = node.value == open_value + 1 if open_value else node.value in (1, self.last.get(node.level, 0) + 1)
        if after_heading and top is not None and top.level == FIRST and node.level == SECOND and not open_value:
            series = node.value > self.last.get(SECOND, 0)
        if node.level == THIRD and top is None:
            series = series and node.value == 1
        if node.level >= FOURTH or not series:
            return False
        return breaks or (after_heading and node.level in (SECOND, THIRD, ARTICLE))


def read_outline(view: View) -> Outline:
    """The outline of the view; empty where nothing is numbered."""
    builder = _Builder(view)
    norm = view.norm
    start, enclosures = 0, False
    tabs = "\t" in norm
    while start <= len(norm):
        end = norm.find("\n", start)
        end = len(norm) if end < 0 else end
        if not tabs or "\t" not in norm[start : start + 400] or not _is_table_row(norm[start:end]):
            enclosures = _read_line(builder, start, end, enclosures)
        start = end + 1
    _close(builder, len(norm))
    return Outline(builder.roots, builder.nodes, builder.part_starts)


def _is_table_row(line: str) -> bool:
    """A row of cells; a tab just after an item's number parts no cells."""
    cells = [c for c in line.split("\t") if c.strip()]
    return len(cells) > 1 and not (len(cells) == 2 and _LINE.fullmatch(cells[0]))


def _read_line(builder: _Builder, start: int, end: int, enclosures: bool) -> bool:
    """Read one line; returns whether the lines that follow list the enclosures (附件：1.…)."""
    norm = builder.norm
    head = norm[start : min(end, start + 60)]
    if not head.strip():
        return enclosures
    if "附" in head:
        if (_ENCLOSURES.match(head) and end - start < 120) or _ENCLOSURE_LIST.match(norm, start):
            return True
        if _APPENDIX.fullmatch(head):
            builder.new_part(start)
            return False
        if _CLOSING_RULES.fullmatch(head):
            builder.add(Node(CHAPTER if builder.last.get(CHAPTER) else FIRST, "", 0, start, start))
            return False
    at = start
    match = _LINE.match(norm, start, end)
    if match is not None:
        node = _node(builder, match)
        if enclosures and node.level == THIRD and end - start < 80:
            return True
        if _opens_line(norm, node):
            builder.add(node)
            at = match.end()
    if end - at > 4:
        for match in matches_from(_SIGNS, _INLINE, norm, at, end):
            node = _node(builder, match)
            if match.start() > start and builder.follows_inline(node):
                node.inline = True
                builder.add(node)
    return False


def _opens_line(norm: str, node: Node) -> bool:
    if node.level == ARTICLE and _REFERENCE.match(norm, node.body):
        return False
    return not (node.level == THIRD and node.value > 400)


def _node(builder: _Builder, match: re.Match[str]) -> Node:
    found = match.groupdict()
    for group, level in (
        ("law", ARTICLE),
        ("first", FIRST),
        ("second", SECOND),
        ("third", THIRD),
        ("fourth", FOURTH),
        ("fifth", FIFTH),
    ):
        text = found.get(group)
        if text:
            level = _KIND[match.group("kind")] if group == "law" else level
            start = match.start() + len(match.group()) - len(match.group().lstrip(" \t#"))
            printed = builder.view.text[start : match.end()].strip()
            number = text if group in ("first", "third") else printed.rstrip("、 ")
            return Node(level, number, counting_number(text) or 0, start, match.end())
    symbol = next(found[g] for g in ("second1", "third1", "fourth1", "circle") if found.get(g))
    level, base = next(
        (lv, b)
        for lv, b, top in ((SECOND, 0x3220, 10), (THIRD, 0x2488, 20), (FOURTH, 0x2474, 20), (FIFTH, 0x2460, 20))
        if b <= ord(symbol) < b + top
    )
    value = ord(symbol) - base + 1
    return Node(level, str(value) if level == THIRD else symbol, value, match.start(), match.end())


def _close(builder: _Builder, length: int) -> None:
    nodes = builder.nodes
    limits = [*builder.part_starts[1:], length]
    for index, node in enumerate(nodes):
        following = next((n.start for n in nodes[index + 1 : index + 2]), length)
        node.own_end = min(following, limits[node.part])
    open_nodes: list[Node] = []
    for node in nodes:
        while open_nodes and (open_nodes[-1].level >= node.level or open_nodes[-1].part != node.part):
            closed = open_nodes.pop()
            closed.end = min(node.start, limits[closed.part])
        open_nodes.append(node)
    for node in open_nodes:
        node.end = limits[node.part]
