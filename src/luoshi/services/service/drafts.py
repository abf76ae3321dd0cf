"""Drawing a process anew over several days: the draft is kept, told of, published or dropped."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from luoshi.kernel.events import publish as tell
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.registry.api import require

from ..errors import ChangedMeanwhile
from ..events import ProcessDraftDropped, ProcessDraftKept
from ..models import ProcessDraft, ProcessVersion
from .cases import current
from .processes import Draft, publish_process


def draft_of(code: str) -> ProcessDraft | None:
    return ProcessDraft.objects.filter(code=code).first()


def stands(code: str) -> str:
    """How a process and its draft stand, as a mark: who sends an older one has not seen what others did since."""
    version, draft = current(code), draft_of(code)
    return f"{version.number}|{draft.saved_at.isoformat() if draft else ''}"


@transaction.atomic
def keep(*, by: Viewer, code: str, bpmn: str, seen: str) -> None:
    """Keep the drawing as it is, with whatever is still wrong with it. Raises ChangedMeanwhile."""
    version = _unchanged(by, code, seen)
    ProcessDraft.objects.update_or_create(
        code=code,
        defaults={"bpmn": bpmn, "saved_at": now(), "saved_by": by.username},
        create_defaults={"bpmn": bpmn, "saved_at": now(), "saved_by": by.username, "based_on": version.number},
    )
    tell(ProcessDraftKept(**_told(by, version)))


@transaction.atomic
def publish(*, by: Viewer, draft: Draft, seen: str) -> ProcessVersion:
    """Publish the drawing; the draft is done with. Raises ChangedMeanwhile, ProcessFaulty."""
    _unchanged(by, draft.code, seen)
    made = publish_process(by=by, draft=draft)
    ProcessDraft.objects.filter(code=draft.code).delete()
    return made


@transaction.atomic
def drop(*, by: Viewer, code: str, seen: str) -> None:
    """Go back to the version in force. Raises ChangedMeanwhile."""
    version = _unchanged(by, code, seen)
    if ProcessDraft.objects.filter(code=code).delete()[0]:
        tell(ProcessDraftDropped(**_told(by, version)))


def _unchanged(by: Viewer, code: str, seen: str) -> ProcessVersion:
    """The version in force, locked until the act is over, so that of two who act at once the second is told."""
    require(by, "services.publish")
    rows = ProcessVersion.objects.select_for_update(of=("self",)).select_related("unit")
    version = rows.get(code=code, is_current=True)
    if stands(code) != seen:
        draft = draft_of(code)
        raise ChangedMeanwhile(who=draft.saved_by if draft else version.published_by)
    return version


def _told(by: Viewer, version: ProcessVersion) -> dict[str, Any]:
    return {"actor": by.username, "at": now(), "subject": version.code, "unit": version.unit.code}
