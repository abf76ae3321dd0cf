"""Reminders before a report is due, on the day, and after it, once each for every report due."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from luoshi.kernel.events import publish
from luoshi.kernel.today import now

from .domain.lifecycle import TaskState
from .events import ReportReminded
from .models import Task

DAYS = {
    3: "{due} 前应报送进展",
    0: "今天应报送进展",
    -1: "应于 {due} 报送的进展已逾期",
    -3: "应于 {due} 报送的进展已逾期三天",
}
"""Days before the day it is due (after it, where negative) -> what is said."""
WAITS = (TaskState.UNDER_WAY, TaskState.RETURNED)


@transaction.atomic
def remind(day: date) -> int:
    """Tell every unit of the reports due in three days, today, since yesterday and since three days; how many. Running it
    twice on a day tells nobody twice."""
    due = {day + timedelta(days=before): words for before, words in DAYS.items()}
    rows = Task.objects.filter(state__in=WAITS, next_report_due__in=due)
    fresh = Q(reminded_on__isnull=True) | ~Q(reminded_on=day)
    tasks = list(rows.filter(fresh).select_related("lead").order_by("pk"))
    publish(
        [
            ReportReminded(
                actor="system",
                at=now(),
                subject=f"{task.document}/{task.code}",
                unit=task.lead.code,
                due=task.next_report_due,
                words=due[task.next_report_due].format(due=task.next_report_due),
            )
            for task in tasks
            if task.next_report_due
        ]
    )
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(reminded_on=day)
    return len(tasks)
