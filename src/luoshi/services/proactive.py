"""Services that come to people (主动服务): what a rule has found about somebody opens a case, before anybody applies."""

from __future__ import annotations

from datetime import date

from luoshi.entitlements.api import Found, HelperAssigned, SweepDone, findings, is_sample_run
from luoshi.kernel.errors import ExpectedError
from luoshi.registry.api import system_viewer

from .domain.purposes import SCALE_COACHING
from .models import Case, ProcessVersion
from .parameters import numbers
from .service.intake import Application, once_only, start, start_all

ENTITLED = "entitled"


def on_sweep(events: list[SweepDone]) -> None:
    """Cases for what the latest run has found, as many as the desks take in a day; ``daily`` goes on with the rest."""
    if events:
        open_found(events[-1].subject, events[-1].at.date())


def on_helper(events: list[HelperAssigned]) -> None:
    """A coaching case at the helper's desk, where the programme has such a process; once for each firm and helper."""
    process = ProcessVersion.objects.filter(purpose=SCALE_COACHING, is_current=True).first()
    if process is None:
        return
    for event in events:
        start(
            by=system_viewer(),
            process=process.code,
            title=event.firm,
            applicant={"name": event.firm, "code": event.subject},
            data={"found_by": "升规培育名单", "gap_note": event.note},
            unit=event.helper,
            channel="rule",
            external_id=once_only(f"{SCALE_COACHING}|{event.subject}|{event.helper}"),
            synthetic=event.synthetic,
        )


def open_found(run: str, day: date) -> int:
    """Open a case for each finding that has none yet, in order of the findings; returns how many."""
    made, sample, by = 0, is_sample_run(run), system_viewer()
    for process in ProcessVersion.objects.filter(is_current=True).exclude(opened_by_rule=""):
        most = int(numbers(process.document, day, "proactive_cases")["proactive_cases"])
        found = {_once(process.code, one): one for one in findings(run, ENTITLED, process.opened_by_rule)}
        known = set(Case.objects.filter(external_id__in=found).values_list("external_id", flat=True))
        wanted = [
            Application(
                by,
                {
                    "process": process.code,
                    "title": f"{process.title}：{one.key[:2]}…{one.key[-4:]}",
                    "applicant": {"name": f"…{one.key[-4:]}", "code": one.key},
                    "data": {"found_by": process.opened_by_rule, "run": run, "found": one.entity, "amount": one.amount},
                    "channel": "rule",
                    "external_id": external_id,
                    "synthetic": sample,
                },
            )
            for external_id, one in [pair for pair in found.items() if pair[0] not in known][:most]
        ]
        for outcome in start_all(wanted):
            if isinstance(outcome, ExpectedError):
                raise outcome  # it would refuse every finding alike
            made += 1
    return made


def _once(process: str, one: Found) -> str:
    """One case for one finding about one entity, whatever the number of runs; the number itself is not kept in it."""
    return once_only(f"{process}|{one.entity}|{one.key}")
