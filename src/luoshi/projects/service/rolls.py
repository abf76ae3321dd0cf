"""The quarter's roll of a programme: proposed by rule, decided line by line by a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain import rolling
from ..errors import ReasonMissing, RollAlready, RollDecided
from ..models import Ballot, Funding, Parcel, Permit, Project, Roll, RollLine
from ..parameters import rules_of
from .renewal import needs_consent

_APPROVALS = ("S12", "S13", "S14")


def quarter_of(day: date) -> str:
    return f"{day.year}Q{(day.month + 2) // 3}"


_FACTS: tuple[str, ...] = ("pk", "code", "stage", "stage_since", "national_code", "owner_id", "township", "lon")
_FACTS += ("started_date", "finished_date", "points", "sector", "works")


def standings(document: str) -> list[rolling.Standing]:
    """What the roll looks at, for every project of a programme. Five queries, however many projects."""
    rows = Project.objects.filter(document=document, retired=False).exclude(stage__in=[rolling.DONE, rolling.ENDED])
    own = rows.order_by().values("pk")
    done: dict[int, set[str]] = {}
    ended = Permit.objects.filter(project__in=own, state__in=[Permit.State.DONE, Permit.State.LEFT_OUT])
    for project, step in ended.order_by().values_list("project_id", "step"):
        done.setdefault(project, set()).add(step)
    funded = Funding.objects.filter(project__in=own, planned_yuan__gt=0)
    with_money = set(funded.order_by().values_list("project_id", flat=True).distinct())
    land = Parcel.objects.filter(project__in=own).order_by().values("project_id")
    votes = Ballot.objects.filter(project__in=own).order_by("round").values_list("project_id", "result")
    agreed = {project: bool(result.get("passed")) for project, result in votes}  # the newest round is what holds
    open_parcels = dict(land.annotate(n=Count("pk", filter=Q(approval=""))).values_list("project_id", "n"))
    return [
        rolling.Standing(
            p["code"],
            p["stage"],
            frozenset(
                _passed(p, done.get(p["pk"], set()), p["pk"] in with_money, open_parcels.get(p["pk"]))
                | ({"consented"} if agreed.get(p["pk"]) or not needs_consent(p["sector"], p["works"]) else set())
            ),
            p["stage_since"],
        )
        for p in rows.order_by().values(*_FACTS)
    ]


def _passed(p: dict[str, Any], done: set[str], money: bool, open_parcels: int | None) -> set[str]:
    """``open_parcels``: how many of its parcels have no approval yet, None where it has no parcel."""
    facts = {
        "coded": bool(p["national_code"]),
        "owned": bool(p["owner_id"]),
        "placed": bool(p["township"] or p["lon"] is not None),
        "approved": bool(done & set(_APPROVALS)),
        # Land counts when its permit is given, or every parcel has its approval.
        "land": bool(done & {"S30", "S31"}) or open_parcels == 0,
        "money": money,
        "permitted": "S35" in done,
        "started": p["started_date"] is not None,
        "finished": p["points"] is not None and p["points"] >= 100,
        "accepted": "S50" in done or p["finished_date"] is not None,
    }
    return {name for name, passed in facts.items() if passed}


@transaction.atomic
def propose(*, by: Viewer, document: str, cutoff: date | None = None) -> Roll:
    """Put forward this quarter's moves. Raises RollAlready."""
    require(by, "projects.roll")
    cutoff = cutoff or today()
    quarter = quarter_of(cutoff)
    if Roll.objects.filter(document=document, quarter=quarter).exists():
        raise RollAlready(quarter=quarter)
    proposals = rolling.roll(standings(document), cutoff, rules_of(document, cutoff).longest)
    ids = dict(Project.objects.filter(document=document).values_list("code", "pk"))
    made = Roll.objects.create(document=document, quarter=quarter, cutoff=cutoff, by=by.username, at=now())
    RollLine.objects.bulk_create(
        [
            RollLine(
                roll=made,
                project_id=ids[p.project],
                from_stage=p.stage,
                to_stage=p.to,
                met=list(p.met),
                lacking=list(p.lacking),
                warns=p.warns,
            )
            for p in proposals
        ],
        batch_size=1000,
    )
    moves = sum(p.moves for p in proposals)
    publish(events.RollProposed(actor=by.username, at=now(), subject=document, quarter=quarter, moves=moves))
    return made


@transaction.atomic
def decide(*, by: Viewer, line: int, confirm: bool, reason: str = "") -> None:
    """Confirm a move, or leave the project where it is, with a reason. Raises NotFound, RollDecided, ReasonMissing."""
    require(by, "projects.confirm")
    found = RollLine.objects.select_for_update().select_related("roll", "project__owner").filter(pk=line).first()
    if found is None:
        raise NotFound(what=str(line))
    project = found.project
    if found.decision != RollLine.Decision.PENDING:
        raise RollDecided(project=project.name)
    if not confirm and not reason.strip():
        raise ReasonMissing()
    found.decision = RollLine.Decision.CONFIRMED if confirm else RollLine.Decision.REFUSED
    found.reason, found.decided_by, found.decided_at = reason.strip()[:300], by.username, now()
    found.save()
    who: dict[str, Any] = {"actor": by.username, "at": now(), "subject": project.code, "unit": project.owner.code}
    quarter = found.roll.quarter
    if not confirm:
        publish(events.RollLineRefused(**who, quarter=quarter, reason=found.reason))
        return
    project.stage, project.stage_since = found.to_stage, today()
    project.save(update_fields=["stage", "stage_since"])
    publish(events.StageMoved(**who, quarter=quarter, from_stage=found.from_stage, to_stage=found.to_stage))
