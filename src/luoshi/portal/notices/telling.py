"""From events to notices: each room says whom to tell of what; here it is written down, once for each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.timezone import localtime

from luoshi.kernel.events import Event, subscribe
from luoshi.kernel.manifest import NoticeKind, Told, manifests
from luoshi.kernel.today import now
from luoshi.registry.api import holders_over

from ..models import Message, Notice, Wish
from .timing import Quiet, not_before
from .ways import open_to

FEW = 5
"""More things than this of one kind at once are told together."""


def kinds() -> dict[str, NoticeKind]:
    return {kind.code: kind for manifest in manifests() for kind in manifest.notices}


def listen() -> None:
    """Subscribe to every event that a room wants people to hear of."""
    for kind in kinds().values():
        subscribe(kind.event, _hearing(kind))


_hearings: dict[str, Callable[[list[Any]], None]] = {}


def _hearing(kind: NoticeKind) -> Callable[[list[Any]], None]:
    if kind.code not in _hearings:

        def hear(events: list[Event]) -> None:
            tell(kind, kind.tell(events))

        _hearings[kind.code] = hear
    return _hearings[kind.code]


def tell(kind: NoticeKind, told: Iterable[tuple[str, Told]]) -> None:
    """Write notices for everybody concerned (not for who did it), and the messages they wish for."""
    by_person: dict[str, list[Told]] = defaultdict(list)
    several = list(told)
    known = _holders(one for _actor, one in several)
    for actor, one in several:
        held = known[one.permission][one.unit or None] if one.permission else ()
        for name in dict.fromkeys((*one.names, *held)):
            if name != actor:
                by_person[name].append(one)
    if not by_person:
        return
    users = {user.username: user for user in get_user_model().objects.filter(username__in=by_person, is_active=True)}
    moment = now()
    made = [
        Notice(
            user=users[name],
            kind=kind.code,
            title=one.title[:300],
            url=one.url[:300],
            urgent=one.urgent,
            at=moment,
        )
        for name, many in by_person.items()
        if name in users
        for one in _together(many)
    ]
    Notice.objects.bulk_create(made)
    _send_later(kind.code, made, moment)


def _holders(told: Iterable[Told]) -> dict[str, dict[str | None, dict[str, str]]]:
    """Permission -> unit -> those who hold it."""
    units: dict[str, set[str | None]] = defaultdict(set)
    for one in told:
        if one.permission:
            units[one.permission].add(one.unit or None)
    return {permission: holders_over(permission, over) for permission, over in units.items()}


def _together(many: list[Told]) -> list[Told]:
    first, count = many[0], sum(one.count for one in many)
    if len(many) == 1 or count <= FEW or not first.many:
        return many
    return [Told(first.many.format(count=count), first.url, urgent=any(one.urgent for one in many))]


def _send_later(kind: str, made: list[Notice], moment: datetime) -> None:
    wishes = {w.user_id: w for w in Wish.objects.filter(user__in=[notice.user_id for notice in made])}
    for notice in made:
        wish = wishes.get(notice.user_id)
        if wish is None or kind in wish.muted:
            continue
        quiet = Quiet(wish.quiet_from, wish.quiet_to) if wish.quiet_from and wish.quiet_to else None
        daily = wish.pace == Wish.Pace.DAILY
        at = not_before(localtime(moment), quiet=quiet, daily=daily, urgent=notice.urgent)
        for way in open_to(wish):
            # What waits for the same moment goes in one message.
            waiting = None
            if daily and not notice.urgent:
                waiting = Message.objects.filter(
                    user=notice.user, way=way, state=Message.State.WAITING, not_before=at, tries=0
                ).first()
            message = waiting or Message.objects.create(user=notice.user, way=way, not_before=at)
            message.notices.add(notice)


def settle(before: datetime) -> None:
    """What a demonstration's history told people counts as read: only its last days are news."""
    Notice.objects.filter(at__lt=before, read_at__isnull=True).update(read_at=before)
