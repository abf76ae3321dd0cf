"""What an act changes of cases is written when the act ends, each row once and as it then stands.

A case that is taken in, decided and finished in one breath is one row and one row a step; a hundred of them are two
statements. Code that reads these rows before the act is over (an action of a process) gets them by ``write_now``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from luoshi.registry.api import set_rows

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
_WORKED = ("state", "done_at", "done_by", "draft", "claimed_by")


@dataclass
class Held:
    """Rows that are still to be written."""

    new: list[Case] = field(default_factory=list)
    moved: list[Case] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    worked: list[Step] = field(default_factory=list)
    savepoint: ExitStack | None = None
    """Of an act among others: where the savepoint goes that it needs as soon as it writes."""

    def take(self, other: Held) -> None:
        self.new += other.new
        self.moved += other.moved
        self.steps += other.steps
        self.worked += other.worked

    def write(self) -> None:
        new, moved, steps, worked = self.new, self.moved, self.steps, self.worked
        self.new, self.moved, self.steps, self.worked = [], [], [], []
        if new:
            # In the order of the marks, so that two who send the same in another order don't lock each other out.
            Case.objects.bulk_create(sorted(new, key=lambda case: case.external_id or ""))
        set_rows(Case, _MOVED, _rows(moved, _MOVED))
        set_rows(Step, _WORKED, _rows(worked, _WORKED))
        if steps:
            Step.objects.bulk_create(steps)


def _rows(things: Sequence[models.Model], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """As the store takes them, and the key last."""
    fields: list[Any] = [things[0]._meta.get_field(name) for name in (*names, "id")] if things else []
    return [
        tuple(field.get_db_prep_save(getattr(thing, field.attname), connection) for field in fields) for thing in things
    ]


_held: ContextVar[Held | None] = ContextVar("held rows", default=None)


@contextmanager
def written_at_the_end() -> Iterator[None]:
    """Cases and steps that are saved inside are written when it ends; none after an error."""
    held = Held()
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    held.write()


@contextmanager
def among_others(into: Held) -> Iterator[None]:
    """One of several acts of a transaction: what it saves is left to ``into``, and after an error nothing of it stays.

    Most acts write nothing before they end, so a savepoint is made only by ``write_now``: without it nothing inside may
    write to the tables.
    """
    with ExitStack() as savepoint:
        held = Held(savepoint=savepoint)
        token = _held.set(held)
        try:
            yield
        finally:
            _held.reset(token)
    into.take(held)


def write_now() -> None:
    """What this act has changed up to here can be read from the tables; from here on it may write to them."""
    if (held := _held.get()) is None:
        return
    if held.savepoint is not None:
        held.savepoint.enter_context(transaction.atomic())
        held.savepoint = None
    held.write()


def writes_nothing_yet() -> bool:
    """Whether an act is under way among others that has no savepoint."""
    held = _held.get()
    return held is not None and held.savepoint is not None


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


def save_step(step: Step) -> None:
    """What was done at it. Nothing to do for a step that is itself still to be written."""
    held = _held.get() or Held()
    if step.pk is not None and all(row is not step for row in held.worked):
        held.worked.append(step)
    if _held.get() is None:
        held.write()


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """The keys that the next rows of the table get, taken before the rows are written."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            taken = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(taken, [table, count])
            return [int(row[0]) for row in cursor.fetchall()]
        # SQLite keeps the last key in a table of its own; writers take turns, so nobody reads it in between.
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = int(cursor.fetchone()[0])
        return list(range(last - count + 1, last + 1))
