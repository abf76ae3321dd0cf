"""Domain events: how a room tells those above it what has happened, inside the same transaction.

An event is a frozen dataclass of codes and dates, never of model instances. Whoever changes something
publishes; a higher room subscribes in its ``apps.py``. A handler takes a list, so that a bulk change is one
call; what it raises stops the act and with it the transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has been done. ``actor`` is a user name, or ``system``; ``subject`` the code of what it was
    done to; ``unit`` the code of the unit it concerns, empty where it concerns none."""

    act: ClassVar[str] = ""
    """Stable code ``<room>.<what happened>``."""
    label: ClassVar[str] = ""
    """What happened, in official Chinese."""

    actor: str
    at: datetime
    subject: str
    unit: str = ""


E = TypeVar("E", bound=Event)
Handler = Callable[[list[Any]], None]

_held: ContextVar[list[Event] | None] = ContextVar("held events", default=None)
_handlers: list[tuple[type[Event], Handler]] = []


def subscribe(event_type: type[E], handler: Callable[[list[E]], None]) -> None:
    """Call ``handler`` with every list of published events of this type (or of a type derived from it)."""
    if (event_type, handler) not in _handlers:
        _handlers.append((event_type, handler))


@contextmanager
def told_at_the_end() -> Iterator[None]:
    """What is published inside is told, in order, when it ends: nothing when it ends with an error. Inside another, it
    is told when that one ends.

    For long acts over many rooms: subscribers take locks that everybody needs (the record's last entry), so whoever
    took them first and other rows after would stand in the way of those who take them last, as short acts do.
    """
    if (above := _held.get()) is not None:
        told = len(above)
        try:
            yield
        except BaseException:
            del above[told:]
            raise
        return
    waiting: list[Event] = []
    token = _held.set(waiting)
    try:
        yield
    finally:
        _held.reset(token)
    publish(waiting)


def publish(events: Event | Iterable[Event]) -> None:
    """Tell all subscribers, in the order they subscribed. Events of one call keep their order."""
    batch = [events] if isinstance(events, Event) else list(events)
    if not batch:
        return
    if (held := _held.get()) is not None:
        held += batch
        return
    for event_type, handler in _handlers:
        wanted = [event for event in batch if isinstance(event, event_type)]
        if wanted:
            handler(wanted)


@dataclass(frozen=True, kw_only=True)
class Serves(Event):
    """``subject`` of this room now serves these clauses: the line of sight from the words to what runs."""

    act: ClassVar[str] = "sight.serves"
    label: ClassVar[str] = "关联条款"

    document: str
    clauses: tuple[str, ...]
    room: str
    kind: str
    title: str
    url: str = ""
