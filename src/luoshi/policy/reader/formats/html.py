"""Web pages: what a reader would read, without scripts, menus and buttons."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from luoshi.policy.reader.model import SourceText

from .encodings import decode
from .errors import Damaged, NotText, TextTooLong
from .limits import Limits, Stopwatch
from .lines import TextBuilder, one_line, spread_rows

_DECLARED = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_LEFT_OUT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "select",
        "option",
        "button",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "map",
        "input",
        "textarea",
        "dialog",
        "menu",
        "rt",
        "rp",
    ]
)
_LEFT_OUT_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_HAN = r"\u3400-\u9fff\uf900-\ufaff，。、；：？！（）《》“”‘’"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_HAN}])[ \t\r\n\f]*[\r\n][ \t\r\n\f]*(?=[{_HAN}])")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MENU_LINKS = 4
_MENU_SHARE = 0.7


def read(content: bytes, name: str, limits: Limits, watch: Stopwatch) -> SourceText:
    """The text of a page. Raises Damaged, NotText, GarbledText, TextTooLong or EmptyDocument."""
    markup, notes = _markup(content, name)
    if len(markup) > limits.characters * 4:
        raise TextTooLong(name=name, characters=limits.characters)
    # The parser knows no entity but HTML's own, resolves nothing from outside and sees text, never bytes.
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml_html.document_fromstring(_XML_DECLARATION.sub("", markup), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise Damaged(name=name, kind="html") from None
    # Nested beyond its depth the parser drops what follows; a page with holes is refused.
    if any(error.type_name == "ERR_RESOURCE_LIMIT" or "depth" in error.message for error in parser.error_log):
        raise Damaged(name=name, kind="html")
    watch.check()
    text = TextBuilder(name, limits, watch)
    for note in notes:
        text.note(note)
    _Page(text, watch).read(root)
    return text.source()


def _markup(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The declared encoding is believed only where it fits; pages often declare the wrong one."""
    found = _DECLARED.search(content[:4096])
    if found and found[1].lower() not in (b"utf-8", b"utf8"):
        encoding = "gb18030" if found[1].lower() in (b"gb2312", b"gbk", b"gb18030") else found[1].decode("ascii")
        try:
            return content.decode(encoding), ()
        except (LookupError, UnicodeError):
            pass
    try:
        return decode(content, name)
    except NotText:
        raise Damaged(name=name, kind="html") from None


class _Page:
    """Walks the page once, collecting words until a block begins or ends."""

    def __init__(self, text: TextBuilder, watch: Stopwatch) -> None:
        self._text = text
        self._watch = watch
        self._words: list[str] = []
        self._items = _ItemNumbers()

    def read(self, root: Any) -> None:
        skipped: Any = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self._words.append(element.tail or "")
                continue
            if event == "start":
                self._watch.check()
                if _is_left_out(element):
                    skipped = element
                elif element.tag == "table" and _is_data(element):
                    self._end_line()
                    self._text.table(_table_rows(element))
                    skipped = element
                else:
                    self._start(element)
            else:
                self._end(element)
        self._end_line()

    def _start(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._end_line()
            if element.tag == "li":
                self._words.append(self._items.next(element))
        if element.tag == "br":
            self._end_line()
        elif element.tag != "pre":
            self._words.append(element.text or "")
        else:
            for line in (element.text or "").split("\n"):
                self._words.append(line)
                self._end_line()

    def _end(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._end_line()
        self._words.append(element.tail or "")

    def _end_line(self) -> None:
        if self._words:
            self._text.line(_collapsed("".join(self._words)))
            self._words = []


def _collapsed(words: str) -> str:
    """Blanks as a page shows them: several are one; a line broken in the source between two Chinese words is none."""
    return _BLANKS.sub(" ", _BREAK_IN_CHINESE.sub("", words)).strip()


def _is_left_out(element: Any) -> bool:
    if element.tag in _LEFT_OUT or not isinstance(element.tag, str):
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.get("role") in _LEFT_OUT_ROLES or _HIDDEN.search(element.get("style") or ""):
        return True
    return element.tag in ("ul", "ol", "div", "dl", "p") and _is_menu(element)


def _is_menu(element: Any) -> bool:
    """Mostly links, and several of them: a menu, a path of pages, a list of other documents."""
    links = element.findall(".//a")
    if len(links) < _MENU_LINKS or element.find(".//h1") is not None:
        return False
    all_words = sum(len(words.strip()) for words in element.itertext())
    linked = sum(len(words.strip()) for link in links for words in link.itertext())
    return linked >= _MENU_SHARE * all_words


def _is_data(table: Any) -> bool:
    """A table of facts; tables that lay out a page hold other tables, or whole texts in one cell."""
    if table.find(".//table") is not None:
        return False
    cells = [cell for row in _rows(table) for cell in row.iterchildren("td", "th")]
    if len(cells) < 2:
        return False
    return not any(len(cell.findall(".//p")) > 8 for cell in cells)


def _rows(table: Any) -> list[Any]:
    return list(table.iter("tr"))


def _table_rows(table: Any) -> Any:
    return spread_rows(
        [
            [
                (_cell_text(cell), _span(cell.get("colspan")), _span(cell.get("rowspan")))
                for cell in row.iterchildren("td", "th")
            ]
            for row in _rows(table)
        ]
    )


def _cell_text(cell: Any) -> str:
    """The words of a cell on one line; a paragraph or a break in it is a blank."""
    parts: list[str] = []
    items = _ItemNumbers()
    skipped: Any = None
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                parts.append(element.tail or "")
        elif event == "start":
            if element is not cell and element.tag in _LEFT_OUT:
                skipped = element
                continue
            parts.append("\n" if element.tag in _BLOCKS or element.tag == "br" else "")
            parts.append(items.next(element) if element.tag == "li" else "")
            parts.append(_collapsed_ends(element.text))
        elif element is not cell:
            parts.append("\n" if element.tag in _BLOCKS else "")
            parts.append(_collapsed_ends(element.tail))
    return one_line("".join(parts))


def _collapsed_ends(words: str | None) -> str:
    return _BLANKS.sub(" ", _BREAK_IN_CHINESE.sub("", words or ""))


def _span(text: str | None) -> int:
    try:
        return int(text or "1")
    except ValueError:
        return 1


class _ItemNumbers:
    """The numbers a page shows before the items of ordered lists."""

    def __init__(self) -> None:
        self._last: dict[Any, int] = {}

    def next(self, item: Any) -> str:
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or ""):
            return ""
        number = self._last.get(parent, _span(parent.get("start")) - 1) + 1
        self._last[parent] = number
        kind = parent.get("type", "1")
        if kind in ("a", "A") and 1 <= number <= 26:
            return f"{chr(ord(kind) + number - 1)}. "
        return f"{number}. "
