"""What every test of every room starts from: files kept apart, the real clock unless a test fixes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from luoshi.kernel.today import fix_today, fixed_today
from luoshi.services.service.writing import writes_nothing_yet


@pytest.fixture(autouse=True)
def _evidence_apart(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "evidence"
    settings.REGISTERS_ROOT = tmp_path / "registers"


@pytest.fixture(autouse=True)
def _cache_apart(settings: object, tmp_path: Path) -> None:
    # What one test keeps, counts or clears is not another's, in this worker or beside it.
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }


@pytest.fixture(autouse=True)
def _quick_passwords(settings: object) -> None:
    # Hashing slowly is right for people and a third of the time of the tests, which make many accounts.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _acts_write_when_they_may() -> Iterator[None]:
    # One act of several in a transaction that writes to the tables without ``write_now`` could not be taken back alone.
    def watched(execute: Callable[..., object], sql: str, *more: object) -> object:
        assert not (writes_nothing_yet() and sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))), sql
        return execute(sql, *more)

    with connection.execute_wrapper(watched):
        yield


@pytest.fixture
def on_day() -> Iterator[Callable[[date], None]]:
    """``on_day(date(...))`` lets it be that day for the rest of the test."""
    before = fixed_today()
    yield fix_today
    fix_today(before)
