"""The present moment, read in one place, so that a demonstration can stand on a fixed day.

Pure rules never call this: they get the day as an argument. Views, commands and acts do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")

_fixed: date | None = None
_moment: datetime | None = None


def fix_today(day: date | None) -> None:
    """Let every ``today()`` of this process be ``day`` (the demonstration's day); None goes back to the real one."""
    global _fixed
    _fixed = day


def fixed_today() -> date | None:
    return _fixed


def now() -> datetime:
    """The moment, in China's time; on a fixed day, the real time of day on that day."""
    if _moment is not None:
        return _moment
    real = datetime.now(CHINA)
    return real if _fixed is None else datetime.combine(_fixed, real.timetz())


@contextmanager
def at_moment(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` inside the block: for making a history, never while serving people."""
    global _moment
    before, _moment = _moment, moment
    try:
        yield
    finally:
        _moment = before


def today() -> date:
    return now().date()
