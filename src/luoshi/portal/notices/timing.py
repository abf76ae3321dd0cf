"""When a message may go: at once, after quiet hours, or with the others of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

TRIES = 6
DIGEST_AT = time(8, 30)


@dataclass(frozen=True)
class Quiet:
    """From a time of day to another, over midnight where it begins later than it ends."""

    start: time
    end: time

    def holds(self, moment: time) -> bool:
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


def not_before(moment: datetime, *, quiet: Quiet | None, daily: bool, urgent: bool) -> datetime:
    """The earliest moment (local time) at which a message about something of ``moment`` may go.

    Urgent ones go at once. Daily ones wait for the next ``DIGEST_AT``, the others for the end of quiet hours.
    """
    if urgent:
        return moment
    if daily:
        today = datetime.combine(moment.date(), DIGEST_AT, moment.tzinfo)
        return today if moment < today else today + timedelta(days=1)
    if quiet is None or not quiet.holds(moment.time()):
        return moment
    end = datetime.combine(moment.date(), quiet.end, moment.tzinfo)
    return end if end > moment else end + timedelta(days=1)


def next_try(tries: int, moment: datetime) -> datetime | None:
    """When to try again after ``tries`` failures: after 1, 4, 16 … minutes; None when it is given up."""
    return None if tries >= TRIES else moment + timedelta(minutes=4 ** (tries - 1))
