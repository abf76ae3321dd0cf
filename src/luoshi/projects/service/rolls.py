"""The quarter's roll of a programme: proposed by rule, decided line by line by a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain import rolling
from ..errors import ReasonMissing, RollAlready, RollDecided
from ..models import Permit, Project, Roll, RollLine
from ..parameters import rules_of

_APPROVALS = ("S12", "S13", "S14")


def quarter_of(day: date) -> str:
    return f"{day.year}Q{(day.month + 2) // 3}"


def standings(document: str) -> list[rolling.Standing]:
    """What the roll looks at, for every project of a programme. Four queries, however many projects."""
    rows = Project.objects.filter(document=document, retired=False).exclude(stage__in=[rolling.DONE, rolling.ENDED])
    projects = list(rows.prefetch_related("funding", "parcels"))
    done: dict[int, set[str]] = {}
    for project, step in Permit.objects.filter(
        project__in=rows, state__in=[Permit.State.DONE, Permit.State.LEFT_OUT]
    ).values_list("project_id", "step"):
        done.setdefault(project, set()).add(step)
    return [
        rolling.Standing(p.code, p.stage, frozenset(_passed(p, done.get(p.pk, set()))), p.stage_since) for p in projects
    ]


def _passed(p: Project, done: set[str]) -> set[str]:
    parcels = list(p.parcels.all())
    facts = {
        "coded": bool(p.national_code),
        "owned": bool(p.owner_id),
        "placed": bool(p.township or p.lon is not None),
        "approved": bool(done & set(_APPROVALS)),
        # Land counts when its permit is given, or every parcel has its approval.
        "land": bool(done & {"S30", "S31"}) or (bool(parcels) and all(parcel.approval for parcel in parcels)),
        "money": any(f.planned_yuan > 0 for f in p.funding.all()),
        "permitted": "S35" in done,
        "started": p.started_date is not None,
        "finished": p.points is not None and p.points >= 100,
        "accepted": "S50" in done or p.finished_date is not None,
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
