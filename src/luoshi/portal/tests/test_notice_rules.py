"""When messages may go, and how a calendar feed is written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from luoshi.kernel.manifest import WorkItem
from luoshi.portal.notices.calendar import feed
from luoshi.portal.notices.timing import TRIES, Quiet, next_try, not_before

pytestmark = pytest.mark.pure
CHINA = timezone(timedelta(hours=8))
NIGHT = Quiet(time(22), time(7))


def at(hour: int, minute: int = 0, day: int = 6) -> datetime:
    return datetime(2021, 9, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("moment", "options", "expected"),
    [
        (at(10), {}, at(10)),
        (at(23), {"quiet": NIGHT}, at(7, day=7)),
        (at(3), {"quiet": NIGHT}, at(7)),
        (at(7), {"quiet": NIGHT}, at(7)),
        (at(12, 30), {"quiet": Quiet(time(12), time(14))}, at(14)),
        (at(23), {"quiet": NIGHT, "urgent": True}, at(23)),
        (at(8), {"daily": True}, at(8, 30)),
        (at(9), {"daily": True}, at(8, 30, day=7)),
        (at(9), {"daily": True, "urgent": True}, at(9)),
    ],
)
def test_a_message_waits_for_quiet_hours_and_the_days_digest_unless_it_is_urgent(
    moment: datetime, options: dict[str, object], expected: datetime
) -> None:
    wish = {"quiet": None, "daily": False, "urgent": False, **options}
    assert not_before(moment, **wish) == expected  # type: ignore[arg-type]


def test_a_message_that_does_not_go_is_tried_again_later_and_later_and_then_given_up() -> None:
    moment, waits = at(10), []
    for tries in range(1, TRIES):
        again = next_try(tries, moment)
        assert again is not None
        waits.append((again - moment).total_seconds() / 60)
    assert waits == [1, 4, 16, 64, 256]
    assert next_try(TRIES, moment) is None


def test_a_feed_is_folded_escaped_and_has_only_what_has_a_day() -> None:
    title = "完善“云代办”服务，压减许可时间；报送进展, 并附佐证\n第二行" * 2
    items = [
        WorkItem(code="sample/1.s1.c1", title=title, url="/x/", action="报送", room="delivery", due=date(2021, 9, 30)),
        WorkItem(code="2", title="不限时", url="/y/", action="看", room="services"),
    ]
    text = feed(items, host="localhost:8000", name="我的工作", moment=datetime(2021, 9, 1, 2, 3, 4))
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "" and lines[-2] == "END:VCALENDAR"
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text.replace("\r\n ", "")
    assert whole.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20210930" in whole and "DTEND;VALUE=DATE:20211001" in whole
    assert "\\n第二行" in whole and "进展\\, 并附" in whole
    assert "UID:delivery-sample-1.s1.c1@localhost" in whole
