"""What a reading of a policy document consists of.

Every finding carries the span of characters it was read from: ``start`` is the index of its first
character in ``SourceText.text``, ``end`` the index after its last. The text is never normalised, so a
span can be highlighted on the page and corrected by a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["lead", "responsible", "support", "unspecified"]
TargetOp = Literal[">=", "<=", "=", "+", "x"]
CommitmentKind = Literal[
    "build", "service", "rule", "reform", "indicator", "campaign", "support", "cooperate", "promote", "other"
]


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table; merged cells stand once, with the rows and columns they cover."""

    row: int
    column: int
    span: Span
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    span: Span
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file as one string, lines parted by ``\\n``.

    A table stands in the text as one line a row, cells parted by ``\\t``; ``tables`` says where its cells are.
    ``notes`` are remarks of the loader for the person (an encoding repaired, a page without text).
    """

    text: str
    name: str = ""
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Responsible:
    """A unit named for a measure. ``name`` is the printed name with an elided prefix restored (工信局 → 县工信局);

    ``unit`` is the official name in the unit directory that ``name`` resolves to, None where it resolves to none.
    """

    name: str
    role: Role
    span: Span
    confidence: float = 1.0
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A collective party (各乡镇, 有关部门) and the official names of its members, where the directory knows them."""

    name: str
    span: Span
    confidence: float = 1.0
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    text: str
    metric: str
    op: TargetOp
    value: float
    unit: str
    deadline: str
    span: Span
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Deadline:
    text: str
    span: Span
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A thing the text names: in quotes, or of a known type (park, firm, road, programme ...)."""

    text: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise: a verb with its object and conditions, an exact substring of the text."""

    text: str
    kind: CommitmentKind
    span: Span
    sentence: str
    """Id of the sentence it stands in, as ``11.s1``."""
    verb: str = ""
    subject: str | None = None
    named: tuple[NamedThing, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a measure's body. ``id`` is ``<measure id>.s<n>``, n from 1."""

    id: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Measure:
    """A numbered item of the document that carries commitments. ``id`` counts from 1 through the document."""

    id: str
    number: str
    title: str
    section: str
    span: Span
    sentences: tuple[Sentence, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    groups: tuple[Group, ...] = ()
    targets: tuple[Target, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Head:
    title: str = ""
    issuer: str = ""
    doc_number: str = ""
    date: str = ""
    """Day of issue, YYYY-MM-DD; empty where the text prints none."""
    written_date: str = ""
    recipients: tuple[str, ...] = ()
    openness: str = ""
    """The openness mark, as 主动公开."""
    spans: dict[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    source: SourceText
    head: Head
    measures: tuple[Measure, ...]
    notes: tuple[str, ...] = ()
    """What a person should know of this reading: no measures found, a table skipped, a part unsure."""
