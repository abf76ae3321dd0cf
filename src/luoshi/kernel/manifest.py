"""What a room declares about itself, once, in its ``apps.py``, so that the portal knows no special cases.

A room that wants to appear in the workbench, on a clause's page, in search, in ``plan`` and ``apply``, in the
coverage count or in the navigation says so here; nothing else needs to be touched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

LightColour = Literal["green", "yellow", "red", "blue", "grey"]


class Viewer(Protocol):
    """The person who looks, as far as permissions are concerned."""

    @property
    def username(self) -> str: ...

    def may(self, permission: str, unit: str | None = None) -> bool: ...

    def units(self, permission: str) -> frozenset[str] | None:
        """Codes of the units for which the permission is held; None for all units."""


@dataclass(frozen=True)
class Permission:
    """``code`` is ``<room>.<verb>``; ``roles`` hold it, each within the units of the grant."""

    code: str
    label: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Change:
    """One thing that applying content changes: ``action`` is create, change or remove."""

    kind: str
    code: str
    action: Literal["create", "change", "remove"]
    detail: str = ""


@dataclass(frozen=True)
class Programme:
    """A folder of content and what its programme.yaml says."""

    code: str
    folder: Path
    title: str
    title_en: str = ""
    issuer: str = ""
    issued_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    jurisdiction: str = ""
    policy: str = "policy.txt"
    statutes: Path | None = None
    """The folder of national and local law shared by every programme."""
    public: bool | None = None
    """Whether anyone may see the progress; None: as the document's own openness mark says."""
    demo: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ContentKind:
    """Something of a programme's folder that a room reads. ``read`` gives typed items and raises ContentFaults;
    ``apply`` makes the store agree with them inside the caller's transaction and returns what it changed."""

    code: str
    label: str
    files: tuple[str, ...]
    read: Callable[[Programme], Any]
    apply: Callable[[Programme, Any, str], list[Change]]


@dataclass(frozen=True)
class WorkItem:
    """One thing a person has to do, from whichever room."""

    code: str
    title: str
    url: str
    action: str
    room: str
    unit: str = ""
    due: date | None = None
    light: LightColour = "grey"
    light_reason: str = ""
    detail: str = ""


@dataclass(frozen=True)
class PanelItem:
    """One thing that serves a clause, as its panel shows it."""

    title: str
    url: str
    light: LightColour = "grey"
    detail: str = ""


@dataclass(frozen=True)
class SearchHit:
    title: str
    url: str
    kind: str
    excerpt: str = ""


@dataclass(frozen=True)
class MeasureTab:
    """A tab of a measure's page. ``template`` is rendered with what ``context`` returns for (document, measure)."""

    code: str
    label: str
    template: str
    context: Callable[[Viewer, str, str], dict[str, Any]]
    order: int = 50


@dataclass(frozen=True)
class Mechanism:
    """A mechanism that a room can run. It counts as running where ``exists(document, measure)`` is true and
    ``story`` (``file::test``) is a test that the checkout holds."""

    code: str
    exists: Callable[[str, str], bool]
    story: str


@dataclass(frozen=True)
class Told:
    """Who is to hear of something: those who hold ``permission`` over ``unit`` (anywhere, where it is empty), or ``names``.
    ``many`` says the same of several such things at once, with {count}; ``count`` is of how many this is told already.
    ``urgent`` does not wait for quiet hours to end."""

    title: str
    url: str
    permission: str = ""
    unit: str = ""
    names: tuple[str, ...] = ()
    many: str = ""
    count: int = 1
    urgent: bool = False


@dataclass(frozen=True)
class NoticeKind:
    """An event that people are told of. ``tell`` returns, of a list of such events, who did it, whom to tell and what;
    nothing where nobody need hear of it."""

    code: str
    label: str
    event: type
    tell: Callable[[Sequence[Any]], Iterable[tuple[str, Told]]]


@dataclass(frozen=True)
class Figure:
    """A number that something running gives for a sentence: ``value`` in ``unit``, true of ``day``; in the words of the
    document's language, since it becomes part of a report. ``percent``: how far the
    thing itself is, 0 to 100, where it knows (a project). ``source`` says in words where it comes from, ``problem`` what
    stands in its way."""

    name: str
    value: str
    unit: str
    day: date
    source: str
    url: str = ""
    percent: float | None = None
    synthetic: bool = False
    problem: str = ""


@dataclass(frozen=True)
class NavItem:
    """A page the frame leads to; with the permission of everybody it stands on the public pages."""

    label: str
    url_name: str
    icon: str
    permission: str
    order: int = 50


@dataclass(frozen=True)
class Manifest:
    room: str
    label: str
    permissions: tuple[Permission, ...] = ()
    content_kinds: tuple[ContentKind, ...] = ()
    nav: tuple[NavItem, ...] = ()
    work_list: Callable[[Viewer, date], Iterable[WorkItem]] | None = None
    clause_panel: Callable[[Viewer, str, str], Sequence[PanelItem]] | None = None
    open_links: Callable[[str], Mapping[str, Sequence[PanelItem]]] | None = None
    """What anyone may look at of a public document's sentences: clause -> pages that need no sign-in."""
    measure_tabs: tuple[MeasureTab, ...] = ()
    search: Callable[[Viewer, str, int], Sequence[SearchHit]] | None = None
    mechanisms: tuple[Mechanism, ...] = ()
    seed: Callable[[Programme], int] | None = None
    """Makes synthetic history for a demonstration; returns how many things it made, 0 when they were there."""
    endpoints: Any = None
    """The room's part of the JSON interface (a router), gathered under ``/api/<room>/``."""
    notices: tuple[NoticeKind, ...] = ()
    figures: Callable[[str, Collection[str], date], Mapping[str, Sequence[Figure]]] | None = None
    """What runs for these clauses of a document, as known on a day: clause -> figures, so that nobody types them."""
    daily: Callable[[date], int] | None = None
    """What time alone changes (lights, escalations); run once a day and on demand."""


_manifests: dict[str, Manifest] = {}


def declare(manifest: Manifest) -> None:
    _manifests[manifest.room] = manifest


def manifests() -> tuple[Manifest, ...]:
    """All rooms' manifests, lower rooms first (the order in which the rooms are installed)."""
    return tuple(_manifests.values())


def figures_of(document: str, clauses: Collection[str], day: date) -> dict[str, list[Figure]]:
    """Clause -> what all rooms offer for it, lower rooms first."""
    found: dict[str, list[Figure]] = {clause: [] for clause in clauses}
    for manifest in manifests():
        if manifest.figures is not None:
            for clause, figures in manifest.figures(document, clauses, day).items():
                found[clause] += figures
    return found


def open_links_of(document: str) -> dict[str, list[PanelItem]]:
    """Clause -> what all rooms show of it to anyone, lower rooms first."""
    found: dict[str, list[PanelItem]] = {}
    for manifest in manifests():
        for clause, links in (manifest.open_links(document) if manifest.open_links else {}).items():
            found.setdefault(clause, []).extend(links)
    return found


def permissions() -> dict[str, Permission]:
    return {permission.code: permission for manifest in manifests() for permission in manifest.permissions}
