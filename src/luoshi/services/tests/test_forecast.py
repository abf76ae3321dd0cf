"""Where is my application: a range of days from like cases, and what is said when too few are known."""

from __future__ import annotations

from datetime import date, datetime

from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA
from luoshi.services.models import Case
from luoshi.services.queries import forecast

from .samples import TWO_STEPS, begun, published


def finished(days: int) -> None:
    case = Case.objects.get(number=begun())
    case.counted_days, case.state = days, "done"
    case.finished_at = datetime(2021, 9, 1, tzinfo=CHINA)
    case.save()


def test_the_range_is_that_of_nine_in_ten_like_cases(programme: Programme, on_day) -> None:
    on_day(date(2021, 9, 10))
    published(TWO_STEPS)
    for days in range(1, 10):
        finished(days)
    open_case = Case.objects.get(number=begun())
    assert forecast(open_case, date(2021, 9, 10)) is None  # nine are too few to promise anything by
    finished(10)
    # 1 to 10 counted days: the 5th percentile is 1.45, the 95th 9.55, so from the first to the tenth working day
    # after Friday the 10th, over the holiday and the worked 18th and 26th.
    found = forecast(open_case, date(2021, 9, 10))
    assert found is not None
    assert (found.earliest, found.latest, found.based_on) == (date(2021, 9, 13), date(2021, 9, 26), 10)
    later = forecast(open_case, date(2021, 9, 22))
    assert later is not None
    assert later.earliest == date(2021, 9, 22)  # what has passed is promised no more
