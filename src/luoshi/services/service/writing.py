"""What an act changes of cases is written when the act ends, each row once and as it then stands.

A case that is taken in, decided and finished in one breath is one row and one row a step; a hundred of them are two
statements. Code that reads these rows before the act is over (an action of a process) gets them by ``write_now``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection, models

from ..models import Case, Step

_MOVED = (
    "data",
    "engine_state",
    "state",
    "limit_days",
    "due_date",
    "finished_at",
    "counted_days",
    "result",
    "result_en",
)


@dataclass
class Held:
    """Rows that are still to be written."""

    new: list[Case] = field(default_factory=list)
    moved: list[Case] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def take(self, other: Held) -> None:
        self.new += other.new
        self.moved += other.moved
        self.steps += other.steps

    def write(self) -> None:
        new, moved, steps = self.new, self.moved, self.steps
        self.new, self.moved, self.steps = [], [], []
        if new:
            # In the order of the marks, so that two who send the same in another order don't lock each other out.
            Case.objects.bulk_create(sorted(new, key=lambda case: case.external_id or ""))
        for case in moved:
            case.save(update_fields=_MOVED)
        if steps:
            Step.objects.bulk_create(steps)


_held: ContextVar[Held | None] = ContextVar("held rows", default=None)


@contextmanager
def written_at_the_end(into: Held | None = None) -> Iterator[None]:
    """Cases and new steps that are saved inside are written when it ends, or left to ``into``; none after an error."""
    held = Held()
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    if into is None:
        held.write()
    else:
        into.take(held)


def write_now() -> None:
    """What this act has changed up to here can be read from the tables."""
    if (held := _held.get()) is not None:
        held.write()


def save_case(case: Case) -> None:
    held = _held.get() or Held()
    rows = held.new if case._state.adding else held.moved
    if all(row is not case for row in rows):
        rows.append(case)
    if _held.get() is None:
        held.write()


def add_steps(steps: Iterable[Step]) -> None:
    held = _held.get() or Held()
    held.steps += steps
    if _held.get() is None:
        held.write()


def save_step(step: Step, *names: str) -> None:
    """Nothing to do for a step that is itself still to be written."""
    if step.pk is not None:
        step.save(update_fields=names)


def next_key(model: type[models.Model]) -> int:
    """The key that the next row of the table gets, taken before the row is written."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            return int(cursor.fetchone()[0])
        # SQLite keeps the last key in a table of its own; writers take turns, so nobody reads it in between.
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = %s", [table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 1)", [table])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        return int(cursor.fetchone()[0])
