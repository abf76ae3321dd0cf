"""Land for projects: asked for, worked out for a meeting, resolved: what was resolved becomes supervised tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.calendar import CHINA
from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.policy.api import mechanisms
from luoshi.registry.api import require

from .. import events
from ..choice import worth
from ..domain.land import CROPLAND, NEW, Demand, Plot, assign
from ..errors import FieldsWrong, NotInState, ReasonMissing
from ..lifecycle import cycle_of
from ..models import LandDemand, LandPlot, LandQuota, LandRound, Parcel, Project
from ..queries import locked

SUPPLY_DAYS = 60
"""Working days in which the office finishes the papers of a plot that a meeting gave, where the meeting says nothing else."""
LAND_STEP = "S30"


@transaction.atomic
def ask(
    *, by: Viewer, code: str, use: str, mu: Decimal, township: str = "", must: bool = False, reason: str = ""
) -> None:
    """A project asks for a plot; asking again replaces what was asked. Raises FieldsWrong, ReasonMissing, NotFound."""
    project = locked(code)
    require(by, "projects.plan", project.owner.code)
    if not 0 < mu < Decimal(100_000):
        raise FieldsWrong(problem=_("面积应大于 0、小于 100000 亩"))
    if use not in uses(project.document):
        raise FieldsWrong(problem=_("没有用途为“%(use)s”的地块") % {"use": use})
    if not reason.strip():
        raise ReasonMissing()
    facts = {"use": use, "mu": mu, "township": township, "must": must, "reason": reason.strip()[:300]}
    LandDemand.objects.update_or_create(
        project=project,
        defaults=facts | {"asked_by": by.username, "asked_date": today(), "synthetic": project.synthetic},
    )
    who: dict[str, Any] = {"actor": by.username, "at": now(), "subject": code, "unit": project.owner.code}
    publish(events.LandAsked(**who, use=use, mu=f"{mu:f}"))


def uses(document: str) -> list[str]:
    return sorted(set(LandPlot.objects.filter(document=document).order_by().values_list("use", flat=True)))


def open_demands(document: str) -> list[LandDemand]:
    """Of projects that are still to be built and have no plot yet."""
    rows = LandDemand.objects.filter(project__document=document, project__retired=False, project__plots=None)
    return list(rows.select_related("project__owner").order_by("pk"))


def free_plots(document: str) -> list[LandPlot]:
    return list(LandPlot.objects.filter(document=document, project=None))


def quota_left(document: str, year: int) -> dict[str, float]:
    """What is left of a year's quota after what meetings of the year gave; kinds of which nobody laid down a quota are not limited."""
    left = {q.kind: q.mu for q in LandQuota.objects.filter(document=document, year=year)}
    given = [
        line["plot"]
        for one in LandRound.objects.filter(document=document, year=year, state=LandRound.State.RESOLVED)
        for line in one.lines
        if line["kept"]
    ]
    for plot in LandPlot.objects.filter(document=document, code__in=given):
        for kind, mu in takes(plot).items():
            if kind in left:
                left[kind] -= mu
    return {kind: float(max(mu, Decimal(0))) for kind, mu in left.items()}


def takes(plot: LandPlot) -> dict[str, Decimal]:
    return {NEW: plot.new_mu, CROPLAND: plot.cropland_mu}


def _plain(demands: list[LandDemand]) -> list[Demand]:
    """Worth of each as the portfolio ranks its project: total, level, readiness; the least of them more than nothing."""
    projects = Project.objects.filter(pk__in=[d.project.pk for d in demands]).prefetch_related("permits")
    values = worth(list(projects))
    return [Demand(d.project.code, d.use, float(d.mu), values[d.project.code] + 1, d.township, d.must) for d in demands]


@transaction.atomic
def propose(*, by: Viewer, document: str, quota: Mapping[str, float] | None = None) -> LandRound:
    """Work out who gets which plot and put it to the next meeting; what was waiting for a meeting before is dropped.

    ``quota``: another quota to try with than what is left of the year's.
    """
    require(by, "projects.land")
    year = today().year
    demands, plots = open_demands(document), free_plots(document)
    if not demands:
        raise FieldsWrong(problem=_("还没有项目提出用地需求"))
    limits = dict(quota) if quota is not None else quota_left(document, year)
    lots = [
        Plot(p.code, p.use, float(p.area_mu), p.township, {k: float(v) for k, v in takes(p).items()}) for p in plots
    ]
    found = assign(_plain(demands), lots, limits)
    LandRound.objects.filter(document=document, state=LandRound.State.PROPOSED).update(state=LandRound.State.DROPPED)
    made = LandRound.objects.create(
        document=document,
        year=year,
        by=by.username,
        at=now(),
        quota=limits,
        lines=[{"project": d, "plot": p, "kept": True, "reason": ""} for d, p in sorted(found.pairs.items())],
        left=[{"project": code, "why": one.why, "what": list(one.what)} for code, one in sorted(found.left.items())],
        jam={"projects": list(found.jam.demands), "limits": list(found.jam.limits)} if found.jam else None,
        value=found.value,
        bound=found.bound,
    )
    publish(
        events.LandProposed(
            actor=by.username,
            at=now(),
            subject=document,
            round=made.pk,
            pairs=tuple(sorted(found.pairs.items())),
            jam=found.jam.demands if found.jam else (),
        )
    )
    return made


@transaction.atomic
def resolve(
    *, by: Viewer, round_: int, meeting: date, minutes: str, refused: Mapping[str, str], due: date | None = None
) -> None:
    """What the meeting said: each line as proposed, except those ``refused`` (project -> reason).

    Plots become the projects' parcels, and supplying them tasks of the office that gives land permits.
    Raises NotFound, NotInState, ReasonMissing, FieldsWrong.
    """
    require(by, "projects.land_resolve")
    one = LandRound.objects.select_for_update().filter(pk=round_).first()
    if one is None:
        raise NotFound(what=str(round_))
    if one.state != LandRound.State.PROPOSED or one.jam:
        raise NotInState(what=_("用地方案"), state=_("有冲突，待调整") if one.jam else one.get_state_display())
    if not minutes.strip() or any(not reason.strip() for reason in refused.values()):
        raise ReasonMissing()
    if meeting > today():
        raise FieldsWrong(problem=_("会议日期在今天之后"))
    due = due or CHINA.add_working_days(meeting, SUPPLY_DAYS)
    lines = [
        {**line, "kept": line["project"] not in refused, "reason": refused.get(line["project"], "").strip()[:300]}
        for line in one.lines
    ]
    resolutions = [_give(one.document, line["project"], line["plot"], due) for line in lines if line["kept"]]
    one.lines, one.state, one.meeting_date = lines, LandRound.State.RESOLVED, meeting
    one.minutes, one.resolved_by = minutes.strip(), by.username
    one.save()
    publish(
        events.LandResolved(
            actor=by.username,
            at=now(),
            subject=one.document,
            document=one.document,
            clause=_clause(one.document),
            round=one.pk,
            resolutions=tuple(resolutions),
        )
    )


def _give(document: str, code: str, plot_code: str, due: date) -> tuple[str, str, str]:
    project = locked(code)
    plot = LandPlot.objects.select_for_update().filter(document=document, code=plot_code, project=None).first()
    if plot is None:
        raise NotInState(what=plot_code, state=_("已安排给别的项目"))
    plot.project = project
    plot.save(update_fields=["project"])
    Parcel.objects.update_or_create(
        project=project, code=plot.code, defaults={"name": plot.name, "area_mu": plot.area_mu, "approval": ""}
    )
    cycle = cycle_of(project)
    office = next((s.office for s in cycle.steps if s.code == LAND_STEP and s.office), "") if cycle else ""
    what = f"落实“{project.name}”用地：{plot.name}（{plot.code}，{plot.area_mu.normalize():f} 亩）"
    return what, office or project.owner.code, due.isoformat()


def _clause(document: str) -> str:
    """The clause that land coordination serves, as the programme's realisation map says; empty where it says nothing."""
    found = (m.clauses for m in mechanisms(document) if m.code == "projects.land-coordination" and m.clauses)
    return next((clauses[0] for clauses in found), "")
