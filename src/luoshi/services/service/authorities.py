"""Powers of attorney: registered at a window, good for one service or all, until their last day or until revoked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import errors, events
from ..models import Item, PowerOfAttorney

MOST_DAYS = 3 * 366
"""Nobody signs for longer without looking again."""


@transaction.atomic
def grant(
    *, by: Viewer, number: str, principal: str, principal_code: str, agent: str, scope: str, first: date, last: date
) -> PowerOfAttorney:
    """Register a signed paper. ``scope`` is an item's code, or ``*`` for every service.

    Raises AuthorityRefused, saying what is wrong with it.
    """
    require(by, "services.start")
    texts = [text.strip() for text in (number, principal, principal_code, agent)]
    if not all(texts):
        raise errors.AuthorityRefused(why=_(errors.AUTHORITY_INCOMPLETE))
    if not first <= last or (last - first).days > MOST_DAYS or last < today():
        raise errors.AuthorityRefused(why=_(errors.AUTHORITY_DAYS))
    if scope != "*" and not Item.objects.filter(code=scope, is_current=True).exists():
        raise errors.ItemNotThere(item=scope)
    number, principal, principal_code, agent = texts
    try:
        with transaction.atomic():
            made = PowerOfAttorney.objects.create(
                number=number[:32],
                principal=principal[:120],
                principal_code=principal_code[:32],
                agent=agent[:120],
                scope=scope,
                valid_from=first,
                valid_to=last,
                registered_by=by.username,
            )
    except IntegrityError:
        raise errors.AuthorityRefused(why=_(errors.AUTHORITY_KNOWN)) from None
    publish(events.AuthorityGranted(**_told(by, made), scope=scope, valid_to=last))
    return made


@transaction.atomic
def revoke(*, by: Viewer, number: str) -> None:
    """The principal takes it back: from now on nobody acts under it; cases already begun go on."""
    require(by, "services.start")
    found = PowerOfAttorney.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise NotFound(what=number)
    if found.revoked_on is not None:
        raise errors.AuthorityRefused(why=_(errors.AUTHORITY_REVOKED))
    found.revoked_on = today()
    found.save(update_fields=["revoked_on"])
    publish(events.AuthorityRevoked(**_told(by, found)))


def _told(by: Viewer, paper: PowerOfAttorney) -> dict[str, Any]:
    return {"actor": by.username, "at": now(), "subject": paper.number}
