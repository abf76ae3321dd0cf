"""Certificates: issued with a number and a token that anybody can check, and revoked with a reason."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.db import transaction

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import errors, events
from ..models import Case, Certificate


def issue(*, by: Viewer, case: Case, title: str, valid_to: date | None = None) -> Certificate:
    """In the caller's transaction, by a process that has come to its result."""
    made = Certificate.objects.create(
        number=f"{case.number}-Z{case.certificates.count() + 1}",
        token=secrets.token_urlsafe(24),
        case=case,
        title=title[:160],
        holder=str(case.applicant.get("name", ""))[:160],
        facts={"unit": case.unit.name, "item": case.title},
        issued_on=today(),
        valid_to=valid_to,
    )
    told: dict[str, Any] = {"actor": by.username, "at": now(), "subject": case.number, "unit": case.unit.code}
    publish(events.CertificateIssued(**told, number=made.number))
    return made


@transaction.atomic
def revoke(*, by: Viewer, number: str, reason: str) -> None:
    found = Certificate.objects.select_for_update().select_related("case__unit").filter(number=number).first()
    if found is None:
        raise errors.NoSuchCase()
    require(by, "services.revoke", found.case.unit.code)
    if not reason.strip():
        raise errors.ReasonMissing()
    found.revoked_on, found.revoked_reason = today(), reason.strip()[:200]
    found.save(update_fields=["revoked_on", "revoked_reason"])
    told: dict[str, Any] = {
        "actor": by.username,
        "at": now(),
        "subject": found.case.number,
        "unit": found.case.unit.code,
    }
    publish(events.CertificateRevoked(**told, number=number, reason=found.revoked_reason))
