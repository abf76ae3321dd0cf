"""From the text of a document to what it commits to."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from .commitments import find_commitments
from .dates import DueDate, cell_dates, find_due_dates, range_end
from .directory import UnitDirectory
from .goal_figures import is_claims_heading
from .head import read_head
from .heading_words import DUE_LABEL
from .items import Item, ItemFinder
from .model import (
    Commitment,
    Deadline,
    Group,
    Head,
    Measure,
    PolicyDocument,
    Responsible,
    Role,
    Sentence,
    SourceText,
    Target,
)
from .named import NamedThings
from .outline import read_outline
from .prose_units import prose_units
from .quantities import find_quantities
from .sentences import paragraphs, sentences
from .table_items import merge_rows
from .tables import read_tables
from .targets import find_targets
from .unit_lists import Named, UnitList, find_unit_lists, first_leads
from .unit_names import Restorer, is_group, is_none, level_of, looks_like_unit, places_of
from .verbs import kind_of
from .view import View, read_view

_LEAD_HEADING = re.compile(
    r"^(?P<who>[^,。;:()]{3,30}?)牵头(?:工作|负责|任务|事项|落实|项目)?(?:的.{0,8})?(?:\([^()]{1,12}\))?$"
)
# More parties than this concern no document as a whole.
_MOST_FOR_ALL = 20
_QUOTED_GOAL = re.compile(r"[^,。;\n]{0,12}?(?P<q>\d[^,。;\n]{1,16}?)的(?:年度|全年|治理|工作)[^,。;\n]{0,8}目标")
_DONE = re.compile(r"(?:已|圆满|超额)?(?:完成)?")
_UNIT_END = re.compile(r"[局委办厅部署会院行府心司团区社联]$|街道|总队|支队|集团")
_SEATS = ("管委会", "政府", "办事处")
_STRENGTH: dict[Role, int] = {"lead": 0, "responsible": 1, "support": 2, "unspecified": 3}


@dataclass
class _Context:
    view: View
    lists: list[UnitList]
    places: frozenset[str]
    directory: UnitDirectory | None
    year: int | None
    first_leads_all: bool
    work_of: str
    """The year whose work the document lists, "" where its title names none."""


def understand(source: SourceText, units: UnitDirectory | None = None) -> PolicyDocument:
    """Read a document: its head, its measures with sentences, commitments, units, targets and deadlines.

    ``units`` resolves names to official ones and expands groups; without it ``unit`` and ``members`` stay empty.
    Never fails on odd text: what could not be read is told in ``notes``.
    """
    keep = tuple((t.span.start, t.span.end) for t in source.tables)
    view = read_view(source.text, keep=keep)
    outline = read_outline(view)
    lists = find_unit_lists(view.norm)
    rows = read_tables(view, source.tables)
    items = merge_rows(view, ItemFinder(view.text, view.norm, outline, lists).find(), rows)
    first = min((n.start for n in outline.nodes), default=items[0].start if items else len(view.norm))
    head = read_head(view, first, max((i.end for i in items), default=0))
    year = int(head.date[:4]) if head.date else None
    outside = first_leads(view.norm)
    first_all = outside is not None and not any(u.start <= outside.start() < u.end for u in lists)
    context = _Context(view, lists, places_of(view.norm), units, year, first_all, _year_of_work(head.title))
    measures = _Reader(context).read(items)
    return PolicyDocument(source, head, measures, _notes(source, head, measures))


def _notes(source: SourceText, head: Head, measures: tuple[Measure, ...]) -> tuple[str, ...]:
    notes = list(source.notes)
    if not measures:
        notes.append("未识别到措施条目，请人工核对原文。")
    if measures and not any(m.responsible or m.groups for m in measures):
        notes.append("全文未识别到责任单位。")
    if not head.title:
        notes.append("未识别到标题。")
    return tuple(notes)


class _Reader:
    def __init__(self, context: _Context) -> None:
        self.context = context
        self.first_leads = context.first_leads_all
        self.for_all: list[Named] = []
        self.named = NamedThings(context.view)
        self._list_starts = [u.start for u in context.lists]
        self._years: dict[tuple[tuple[str, ...], int], str] = {}
        self._table: int | None = None
        """Where the first row stands of the table that is being read."""

    def read(self, items: list[Item]) -> tuple[Measure, ...]:
        out = []
        for n, item in enumerate(items, start=1):
            if item.node is not None or self._table is None:
                self._table = item.start if item.node is None else None
            out.append(self._measure(str(n), item))
        return tuple(out)

    def _measure(self, id: str, item: Item) -> Measure:
        view = self.context.view
        norm, text = view.norm, view.text
        starts = self._list_starts
        inside = [self.context.lists[bisect_left(starts, a) : bisect_left(starts, b)] for a, b in item.body]
        lists = [u for part in inside for u in part] + item.lists
        if not lists:
            told = [u for u in (prose_units(norm, a, b) for a, b in item.body) if u is not None]
            responsible, groups = self._parties(item, told)
        else:
            responsible, groups = self._parties(item, lists)
        stretches, due_lines = _without_due_lines(norm, _without_lists(item, lists))
        dates: list[DueDate] = []
        found_sentences: list[Sentence] = []
        commitments: list[Commitment] = []
        targets: list[Target] = []
        title = _title_text(view, item)
        if item.title[1] > item.title[0]:
            dates += find_due_dates(norm, text, *item.title, self.context.year)
            dates += range_end(norm, *item.title) if item.goal else []
        of_year = _WORK_OF_YEAR.match(title)
        above = of_year.group(1) if of_year else self._year_above(item) or self.context.work_of
        default = dates[-1].text.rstrip("年") if dates else above
        for a, b in item.deadline_cells + due_lines + [(u.start, u.end) for u in lists]:
            default = next((d.text.rstrip("年") for d in cell_dates(norm, text, a, b)), default)
        claims = any(is_claims_heading(h) for h in (*item.heads, title))
        if item.number:
            targets += self._targets(*item.title, [], default=default, claims=claims)
        for a, b in stretches:
            due = find_due_dates(norm, text, a, b, self.context.year)
            dates += due
            targets += self._targets(a, b, due, default=default, claims=claims, carry=item.goal)
            for x, y in sentences(norm, a, b):
                sentence = f"{id}.s{len(found_sentences) + 1}"
                span = view.span(x, y)
                found_sentences.append(Sentence(sentence, view.source[span.start : span.end], span))
                commitments += self._commitments(x, y, sentence)
        deadlines = {d.text: d for d in reversed(dates)}
        for a, b in item.deadline_cells + due_lines + [(u.start, u.end) for u in lists]:
            for due_date in cell_dates(norm, text, a, b):
                deadlines.setdefault(due_date.text, due_date)
        for a, b in item.quoted_goals:
            targets += self._quoted(a, b)
        ordered = sorted(deadlines.values(), key=lambda d: d.start)
        return Measure(
            id=id,
            number="".join(item.number.split()),
            title=title,
            section=item.section,
            span=view.span(item.start, item.end),
            sentences=tuple(found_sentences),
            responsible=responsible,
            groups=groups,
            targets=tuple(targets),
            deadlines=tuple(Deadline(d.text, view.span(d.start, d.end), d.sure) for d in ordered),
            commitments=tuple(commitments),
            confidence=item.confidence,
        )

    def _targets(
        self, start: int, end: int, due: list[DueDate], *, default: str, claims: bool, carry: bool = False
    ) -> list[Target]:
        view = self.context.view
        out = []
        for t in find_targets(view.norm, view.text, start, end, due, default=default, claims=claims, carry=carry):
            printed = _joined(view.text[slice(*t.text)])
            span = view.span(*t.text)
            out.append(Target(printed, t.metric, t.op, t.value, t.unit, t.deadline, span, t.sure))
        return out

    def _year_above(self, item: Item) -> str:
        """The year of the part the item stands in, read once for all items under the same headings."""
        top = item.start
        if item.node is not None:
            top = [*item.node.ancestors(), item.node][0].start
        elif self._table is not None:
            top = self._table
        key = (item.heads, top)
        if key not in self._years:
            self._years[key] = _heading_year(item.heads, top, self.context.view)
        return self._years[key]

    def _quoted(self, start: int, end: int) -> list[Target]:
        """Goals a report of results quotes (完成…2300万平方米的年度治理目标)."""
        view = self.context.view
        out = []
        for match in _QUOTED_GOAL.finditer(view.norm, start, end):
            for q in find_quantities(view.norm, *match.span("q"))[:1]:
                a, b = match.span()
                a += len(_DONE.match(view.norm, a, b).group())  # type: ignore[union-attr]
                out.append(Target(view.text[a:b], "", "=", q.value, q.unit, "", view.span(a, b), 0.4))
        return out

    def _commitments(self, start: int, end: int, sentence: str) -> list[Commitment]:
        view = self.context.view
        out = []
        for found in find_commitments(view.norm, start, end):
            clause = view.norm[found.start : min(found.end, found.start + 300)]
            span = view.span(found.start, found.end)
            out.append(
                Commitment(
                    text=view.source[span.start : span.end],
                    kind=kind_of(clause, found.verb),
                    span=span,
                    sentence=sentence,
                    verb=found.verb,
                    subject=found.subject,
                    named=self.named.between(found.start, found.end),
                    confidence=found.sure,
                )
            )
        return out

    # ---- parties --------------------------------------------------------------------------------------------------

    def _parties(self, item: Item, lists: list[UnitList]) -> tuple[tuple[Responsible, ...], tuple[Group, ...]]:
        people: dict[str, Responsible] = {}
        groups: dict[str, Group] = {}
        for heading in item.heads:
            self._from_heading(heading, item, people)
        for units in lists:
            self.first_leads = self.first_leads or units.first_leads
            self._from_list(units, people, groups)
            known = {named.text for named in self.for_all}
            new = [named for named in units.for_all if named.text not in known]
            self.for_all += new[: _MOST_FOR_ALL - len(self.for_all)]
        for named in self.for_all:
            if is_group(named.text) or not looks_like_unit(named.text):
                self._add_group(named, groups)
            else:
                self._add_person(named, self.context.view.text[named.start : named.end], people, 0.85)
        return tuple(people.values()), tuple(groups.values())

    def _from_heading(self, heading: str, item: Item, people: dict[str, Responsible]) -> None:
        match = _LEAD_HEADING.match(heading) if "牵头" in heading else None
        if match is None or item.node is None:
            return
        for node in item.node.ancestors():
            at = self.context.view.norm.find(match.group("who"), node.body, node.own_end)
            if at >= 0:
                named = Named(match.group("who"), "lead", at, at + len(match.group("who")))
                self._add_person(named, self.context.view.text[named.start : named.end], people, 0.9)
                return

    def _from_list(self, units: UnitList, people: dict[str, Responsible], groups: dict[str, Group]) -> None:
        restorer = Restorer(self.context.places)
        alone = not any(n.role in ("lead", "support") for n in units.names)
        first = True
        for named in units.names:
            if is_none(named.text):
                continue
            if (is_group(named.text) or self._is_one_of_many(named.text)) and not self._is_known(named.text):
                self._add_group(named, groups)
                continue
            full = restorer.restore(named.text)
            printed = self.context.view.text[named.start : named.end]
            name = full[: len(full) - len(named.text)] + printed
            if self.first_leads and first and alone:
                named.role = "lead"
            first = False
            self._add_person(named, name, people, self._certainty(named, name, units))

    def _is_one_of_many(self, name: str) -> bool:
        """Whether the document speaks of several of this name: 开发区管委会 where it has 各开发区管委会."""
        return name.endswith(_SEATS) and level_of(name) == "" and "各" + name in self.context.view.norm

    def _is_known(self, name: str) -> bool:
        directory = self.context.directory
        return directory is not None and not directory.members(name) and directory.resolve(name)[1] == 1.0

    def _certainty(self, named: Named, name: str, units: UnitList) -> float:
        sure = 0.97 if units.labelled else 0.93
        if len(name) != len(named.text):
            sure -= 0.05
        if not _UNIT_END.search(named.text):
            sure -= 0.3
        if level_of(name) == "" and len(named.text) > 14:
            sure -= 0.2
        return round(sure, 2)

    def _add_person(self, named: Named, name: str, people: dict[str, Responsible], sure: float) -> None:
        view = self.context.view
        known = people.get(name)
        if known is not None and _STRENGTH[known.role] <= _STRENGTH[named.role]:
            return
        official = None
        if self.context.directory is not None:
            official, match = self.context.directory.resolve(name, view.text[named.start : named.end])
            sure = round(sure * (match if official else 0.85), 2)
        people[name] = Responsible(name, named.role, view.span(named.start, named.end), sure, official)

    def _add_group(self, named: Named, groups: dict[str, Group]) -> None:
        view = self.context.view
        name = view.text[named.start : named.end]
        members = self.context.directory.members(name) if self.context.directory else ()
        groups.setdefault(name, Group(name, view.span(named.start, named.end), 0.92, members))


def _without_lists(item: Item, lists: list[UnitList]) -> list[tuple[int, int]]:
    """The stretches of the item's text between its unit lists."""
    out = []
    for a, b in item.body:
        at = a
        for units in lists:
            if a <= units.start < b:
                out.append((at, units.start))
                at = max(at, units.end)
        out.append((at, b))
    return [(a, b) for a, b in out if b > a]


_DUE_LINE = re.compile(rf"(?:^|(?<=\n)|(?<=[。;]))[ \t]*{DUE_LABEL}[ \t]*([^\n。;]{{2,40}})[。;]?")


def _without_due_lines(
    norm: str, stretches: list[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The stretches without lines like 完成时限：…, and what those lines say."""
    out, due = [], []
    if all(norm.find(":", a, b) < 0 for a, b in stretches):
        return stretches, []
    for a, b in stretches:
        at = a
        for match in _DUE_LINE.finditer(norm, a, b):
            out.append((at, match.start()))
            due.append(match.span(1))
            at = match.end()
        out.append((at, b))
    return [(a, b) for a, b in out if b > a], due


def _title_text(view: View, item: Item) -> str:
    a, b = item.title
    return _joined(view.text[a:b]).strip(" 　。：:、\t")


_BREAK = re.compile(r"\s*\n\s*")


def _joined(text: str) -> str:
    """A text without its line breaks and the blanks around them."""
    return _BREAK.sub("", text) if "\n" in text else text


_WORK_OF_YEAR = re.compile(
    r"((?:19|20)\d\d)年[^,。]{0,10}(?:工作安排|重点工作|工作重点|目标任务|工作任务|(?:发展|主要|预期)+目标|计划|主要工作|工作打算)"
)
_LIST_OF_YEAR = re.compile(r"(?:关于)?.{0,12}?((?:19|20)\d\d)年.{0,30}(?:任务|清单|分解|要点|重点工作|实事)")


_YEARLY_WORK = re.compile(
    r"(?<![\d—~至-])((?:19|20)\d\d)年(?!以来|前|[—~至-]).{0,40}(?:要点|重点工作|任务分解|任务清单|目标任务|责任分解|实事|工作安排)"
)


def _year_of_work(title: str) -> str:
    """The year in the title of a list of the year's work (关于印发甲省2031年林业工作要点的通知)."""
    match = _YEARLY_WORK.search(title)
    return match.group(1) if match else ""


def _heading_year(heads: tuple[str, ...], top: int, view: View) -> str:
    """The year a list of tasks is for (2025年…任务清单), read from the title line of its part."""
    for heading in reversed(heads):
        match = _WORK_OF_YEAR.search(heading)
        if match:
            return match.group(1)
    for a, b in reversed(paragraphs(view.norm, max(0, top - 200), top)):
        match = _LIST_OF_YEAR.match(view.norm, a, b) if b - a <= 50 else None
        if match:
            return match.group(1)
    return ""
