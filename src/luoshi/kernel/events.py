"""Domain events: how a room tells those above it what has happened, inside the same transaction.

An event is a frozen dataclass of codes and dates, never of model instances. Whoever changes something
publishes; a higher room subscribes in its ``apps.py``. A handler takes a list, so that a bulk change is one
call; what it raises stops the act and with it the transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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

_handlers: list[tuple[type[Event], Handler]] = []


def subscribe(event_type: type[E], handler: Callable[[list[E]], None]) -> None:
    """Call ``handler`` with every list of published events of this type (or of a type derived from it)."""
    if (event_type, handler) not in _handlers:
        _handlers.append((event_type, handler))


def publish(events: Event | Iterable[Event]) -> None:
    """Tell all subscribers, in the order they subscribed. Events of one call keep their order."""
    batch = [events] if isinstance(events, Event) else list(events)
    if not batch:
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
