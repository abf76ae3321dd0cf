"""Letting writers of one thing take turns where no row stands for it that could be locked."""

from __future__ import annotations

from django.db import connection


def take_turns(what: str) -> None:
    """Until the transaction ends, nobody else gets past here for the same thing.

    SQLite's writers take turns anyway. To keep writers from locking each other out, turns at codes are taken before
    anything is published, turns at tallies after.
    """
    _lock("pg_advisory_xact_lock", what)


def share_turn(what: str) -> None:
    """Until the transaction ends, only those who share the turn as well get past; who takes it alone waits."""
    _lock("pg_advisory_xact_lock_shared", what)


def _lock(function: str, what: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(hashtext(%s))", [f"luoshi.delivery.{what}"])
