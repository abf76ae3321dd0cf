"""Keeping what somebody has typed of a report and not yet sent. Nothing official: no event, no entry of the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now
from luoshi.registry.api import require

from ..models import ReportDraft
from .tasks import get

FIELDS = {"text": 5000, "percent": 20, "figures": 2000, "problems": 2000, "next_steps": 2000}


@transaction.atomic
def save(*, by: Viewer, document: str, code: str, given: Mapping[str, str]) -> datetime:
    """The person's draft of the task's next report; each person has one of their own."""
    task = get(document, code)
    require(by, "delivery.report", task.lead.code)
    kept = {name: given[name].replace("\0", "")[:most] for name, most in FIELDS.items() if name in given}
    saved, _fresh = ReportDraft.objects.update_or_create(
        task=task, author=by.username, defaults={"given": kept, "saved_at": now()}
    )
    return saved.saved_at
