"""Papers of a case: which are wanted, which are there, which are missing; handed in at a window or by who applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from luoshi.kernel.errors import N_
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import today
from luoshi.registry.api import require, system_viewer

from .. import errors, events
from ..models import Attachment, Case, Item, Step
from ..papers import attach
from .cases import _of, locked

HANDED_IN = N_("申请人已交来补正，请核对")


@dataclass
class Paper:
    """A paper that an item asks for. ``shared``: the government has it and never asks for it again."""

    name: str
    name_en: str = ""
    necessity: str = "required"
    shared: bool = False
    files: list[Attachment] = field(default_factory=list)

    @property
    def is_missing(self) -> bool:
        return self.necessity == "required" and not self.shared and not self.files


def wanted(item: Item | None) -> list[Paper]:
    materials = item.facts.get("materials", ()) if item is not None else ()
    return [
        Paper(one["name"], one.get("name_en", ""), one.get("necessity", "required"), one.get("exempt_by_share", False))
        for one in materials
    ]


def asked_for(item: Item | None) -> list[Paper]:
    """What an applicant can hand in; what is shared is not asked for."""
    return [paper for paper in wanted(item) if not paper.shared]


def papers_of(case: Case) -> list[Paper]:
    """The item's papers with what has come of each; whatever else came stands behind them under its own name."""
    found = {paper.name: paper for paper in wanted(case.item)}
    for file in case.attachments.order_by("pk"):
        found.setdefault(file.material, Paper(file.material, necessity="optional")).files.append(file)
    return list(found.values())


@transaction.atomic
def take(by: Viewer, case: Case, files: Mapping[str, Any]) -> list[errors.PhotoRefused]:
    """Keep what is picture or PDF, by the name of its paper; what was refused is given back."""
    kept, refused = [], []
    for name, upload in files.items():
        try:
            attach(case, name, upload)
            kept.append(name)
        except errors.PhotoRefused as error:
            refused.append(error)
    if kept:
        publish(events.PapersTaken(**_of(by, case), papers=tuple(kept)))
    return refused


@transaction.atomic
def add(*, by: Viewer, number: str, files: Mapping[str, Any]) -> None:
    """Papers that came to the window. Raises PhotoRefused, and then takes none; NothingHandedIn."""
    require(by, "services.start")
    case = locked(number)
    if not files:
        raise errors.NothingHandedIn()
    for refused in take(by, case, files):
        raise refused


@transaction.atomic
def hand_in(*, number: str, query_code: str, note: str, files: Mapping[str, Any]) -> None:
    """What was told to be missing, from whoever holds the number and the query code. Whether it is all there is for the
    desk to say; the clock then goes on from today. Raises NoSuchCase, CaseNotOpen, NothingHandedIn, PhotoRefused."""
    case = Case.objects.select_for_update(of=("self",)).select_related("unit", "item").filter(number=number).first()
    if case is None or not query_code or case.query_code != query_code.strip().upper():
        raise errors.NoSuchCase()
    if case.state != Case.State.RETURNED:
        raise errors.NothingAskedFor(number=number)
    if not files and not note.strip():
        raise errors.NothingHandedIn()
    for refused in take(system_viewer(), case, files):
        raise refused
    case.data["handed_in"] = {"on": today().isoformat(), "note": note.strip()[:500]}
    case.save(update_fields=["data"])
    case.steps.filter(state=Step.State.OPEN, kind=Step.Kind.HUMAN).update(note=HANDED_IN)
    publish(events.CorrectionHandedIn(**_of(system_viewer(), case)))
