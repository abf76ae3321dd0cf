"""A person's work as an iCalendar feed (RFC 5545), for the calendar on their desk or phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from luoshi.kernel.manifest import WorkItem

_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def feed(items: Iterable[WorkItem], *, host: str, name: str, moment: datetime) -> str:
    """All that has a day, as events of that whole day. Lines are folded at 75 octets and end as the standard says."""
    stamp = f"{moment:%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Luoshi//Calendar//ZH",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for item in items:
        if item.due is None:
            continue
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(item.room)}-{_text(item.code.replace('/', '-'))}@{host.partition(':')[0]}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{item.due:%Y%m%d}",
            f"DTEND;VALUE=DATE:{item.due + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(f'{item.action}：{item.title}')}",
            f"URL:{item.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def _text(words: str) -> str:
    return "".join(_ESCAPES.get(letter, letter) for letter in words.replace("\r", ""))


def _folded(line: str) -> str:
    """At most 75 octets a line, never inside a character; what follows begins with a blank."""
    parts, current, room = [], "", 75
    for letter in line:
        if len((current + letter).encode()) > room:
            parts.append(current)
            current, room = "", 74
        current += letter
    return "\r\n ".join([*parts, current])
