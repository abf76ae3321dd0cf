"""What time alone brings in services: timers gone off, clocks counted again, cases overdue, papers lapsed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from luoshi.entitlements.api import latest_run
from luoshi.kernel.events import publish, told_at_the_end
from luoshi.kernel.today import now
from luoshi.registry.api import system_viewer

from . import events
from .clocks import recount, work_calendar
from .domain.timers import last_start
from .figures import feed_month
from .models import Case, ProcessVersion, Step
from .normative import lapse, open_reviews
from .proactive import open_found
from .service.cases import _of, locked, move_on, running
from .service.intake import once_only, start
from .service.writing import written_at_the_end


def tick(moment: datetime) -> int:
    """Let every timer go off whose time has come; returns how many did. Each in a transaction of its own."""
    by, fired = system_viewer(), 0
    due = Step.objects.filter(kind=Step.Kind.TIMER, state=Step.State.OPEN, due_at__lte=moment).order_by("due_at", "pk")
    for pk, number in list(due.values_list("pk", "case__number")):
        with transaction.atomic(), told_at_the_end(), written_at_the_end():
            case = locked(number)
            step = case.steps.filter(pk=pk, state=Step.State.OPEN).first()
            if step is None:
                continue
            step.state, step.done_at, step.done_by = Step.State.DONE, now(), by.username
            step.save(update_fields=["state", "done_at", "done_by"])
            publish(events.TimerFired(**_of(by, case), step=step.name))
            move_on(by, case, running(by, case).fire(step.token), done=step)
            fired += 1
    return fired


def daily(day: date) -> int:
    """Clocks counted again, timers gone off, overdue cases told once, documents near their last day reviewed and past it lapsed."""
    changed = recount(work_calendar()) + tick(now())
    by = system_viewer()
    late = Case.objects.filter(finished_at__isnull=True, due_date__lt=day).exclude(data__has_key="overdue_told")
    for number in list(late.values_list("number", flat=True)[:1000]):
        with transaction.atomic():
            case = locked(number)
            case.data["overdue_told"] = True
            case.save(update_fields=["data"])
            clause = (case.version.clauses or [""])[0]
            about = {"document": case.document, "clause": clause, "title": case.title, "due": case.due_date or day}
            publish(events.CaseOverdue(**_of(by, case), **about))
            changed += 1
    run = latest_run()
    changed += start_by_calendar(now())
    return changed + lapse(day) + open_reviews(day) + feed_month(day) + (open_found(run, day) if run else 0)


def start_by_calendar(moment: datetime) -> int:
    """A case of each process that starts on a day (定时启动) that has come since it was published; once for each day."""
    rows = ProcessVersion.objects.filter(is_current=True).order_by("code")
    made = 0
    for code, nodes, published in list(rows.values_list("code", "nodes", "published_at")):
        timers = [n["timer"] for n in nodes.values() if n["kind"] == "startEvent" and not n["parent"] and n["timer"]]
        for day in filter(None, (last_start(timer, published, moment) for timer in timers)):
            mark = once_only(f"{code}|{day:%Y-%m-%d}")
            if not Case.objects.filter(external_id=mark).exists():
                start(by=system_viewer(), process=code, channel="calendar", external_id=mark)
                made += 1
    return made
