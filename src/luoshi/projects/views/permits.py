"""Permits of a project: how its page tells of them, and the acts upon them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.errors import ExpectedError, NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import ViewerRequest, all_units, requires

from ..domain import permits as rules
from ..lifecycle import Cycle, clocks
from ..models import Permit, Project
from ..parameters import rules_of
from ..present import holder_words
from ..service import permit_clock, permits
from ..standing import Standing
from .portfolio import as_date
from .shared import told


def permit_rows(one: Project, cycle: Cycle, day: date) -> list[dict[str, Any]]:
    """The life cycle with where each step stands and what may be done with it now."""
    known = {p.step: p for p in one.permits.all()}
    state = clocks(known.values())
    open_ = {step.code for step in rules.ready(cycle.steps, state)}
    english, units = get_language() == "en", all_units()
    names = {s.code: (cycle.facts[s.code]["name_en"] if english else "") or s.name for s in cycle.steps}
    found = []
    for step in cycle.steps:
        permit = known.get(step.code)
        lacking = rules.missing(step, state, names)
        basis = cycle.facts[step.code].get("basis") or {}
        found.append(
            {
                "code": step.code,
                "name": names[step.code],
                "stage": step.stage,
                "office": holder_words(step.office, units) if step.office else _("项目单位"),
                "own": not step.office,
                "limit": step.limit,
                "promised": step.promised,
                "calendar": step.day_type == "calendar_day",
                "basis": f"《{basis['title']}》"
                + (_("第 %(n)s 条") % {"n": basis["article"]} if basis.get("article") else "")
                if basis
                else "",
                "unverified": basis.get("verified") != "seen",
                "state": permit.state if permit else Permit.State.WAITING,
                "state_word": _(permit.get_state_display() if permit else Permit.State.WAITING.label),
                "permit": permit,
                "late": bool(permit and permit.state == "running" and permit.due_date and permit.due_date < day),
                "ready": step.code in open_,
                "lacking": [names[code] for code in lacking],
                "item": cycle.facts[step.code].get("item", ""),
                "stopped": bool(permit and any(row["to"] is None for row in permit.suspensions)),
                "may_extend": bool(permit and permit.state == "running" and not permit.extensions and not permit.case)
                and permit_clock.most_extension(one.document, step, day),
                "may_prolong": bool(permit and permit.valid_until and step.valid)
                and len(permit.prolonged if permit else []) < (step.valid.times if step.valid else 0),
                "may_lapse": bool(permit and permit.state == "done" and step.office and one.started_date is None),
                "lapsed": bool(permit and permit.valid_until and permit.valid_until < day and not one.started_date),
            }
        )
    return found


def path_words(standing: Standing, cycle: Cycle | None, units: dict[str, Any]) -> dict[str, Any] | None:
    """The critical permit path in words: who holds the project, since when, what a quick answer would gain."""
    path = standing.path
    if path is None or path.holder is None or cycle is None:
        return None
    english = get_language() == "en"
    names = {code: (facts["name_en"] if english else "") or facts["name"] for code, facts in cycle.facts.items()}
    end = CHINA.add_working_days(today(), path.length)
    return {
        "holder": holder_words(path.holder.office, units),
        "office": path.holder.office,
        "step": names[path.holder.step],
        "since": path.holder.since,
        "due": path.holder.due,
        "left": path.holder.days_left,
        "late": -path.holder.days_left if path.holder.days_left < 0 else 0,
        "stopped": path.holder.stopped,
        "legs": [{"name": names[leg.step], "days": leg.finish - leg.start} for leg in path.legs],
        "beside": [f"{names[h.step]}（{holder_words(h.office, units)}）" for h in path.beside],
        "length": path.length,
        "end": end,
        "gain": path.gain,
    }


def government(one: Project, cycle: Cycle | None, day: date) -> dict[str, Any] | None:
    if cycle is None:
        return None
    days = rules.government_days(cycle.steps, clocks(one.permits.all()), day, CHINA)
    total, limit = sum(days.values()), rules_of(one.document, day).approval_days
    return {"stages": days, "total": total, "limit": limit, "over": total > limit} if days else None


@requires("projects.permit")
@require_POST
def permit_act(request: ViewerRequest, code: str, step: str, act: str) -> HttpResponse:
    by, given = request.viewer, request.POST
    paper, reason = given.get("paper", ""), given.get("reason", "")
    days = int(given["days"]) if given.get("days", "").isdecimal() else 0
    acts: dict[str, tuple[Any, str]] = {
        "finish": (lambda: permits.finish(by=by, code=code, step=step, paper=paper), _("已办结。")),
        "leave-out": (lambda: permits.leave_out(by=by, code=code, step=step, reason=paper), _("已登记为不需要。")),
        "suspend": (lambda: permit_clock.suspend(by=by, code=code, step=step, reason=reason), _("计时已中止。")),
        "resume": (lambda: permit_clock.resume(by=by, code=code, step=step, reason=reason), _("计时已恢复。")),
        "extend": (
            lambda: permit_clock.extend(by=by, code=code, step=step, days=days, reason=reason),
            _("期限已延长。"),
        ),
        "prolong": (lambda: permit_clock.prolong(by=by, code=code, step=step, reason=reason), _("批文已延期。")),
        "lapse": (
            lambda: permit_clock.lapse(by=by, code=code, step=step, reason=reason),
            _("已登记失效，可以重新办理。"),
        ),
    }
    try:
        if act == "accept":
            messages.success(request, _accepted(request, code, step))
        elif act in acts:
            what, done = acts[act]
            what()
            messages.success(request, done)
        else:
            raise NotFound(what=act)
    except ExpectedError as error:
        told(request, error)
    return redirect("projects:project", code)


def _accepted(request: ViewerRequest, code: str, step: str) -> str:
    given = request.POST
    due = as_date(given.get("follow_due", ""))
    case = permits.accept(by=request.viewer, code=code, step=step, to_follow=given.get("to_follow", ""), due=due)
    return _("已受理，计时开始。") + (_("办件编号 %(case)s。") % {"case": case} if case else "")
