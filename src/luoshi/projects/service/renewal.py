"""Owners' votes and the taking of houses: what the law wants first gates what comes after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_, ExpectedError, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain import consent as rules
from ..errors import ActStopped, FieldsWrong, NotInState
from ..models import Ballot, HouseVote, Project, Taking
from ..parameters import consent_of
from ..queries import locked

GATED = frozenset({"S32", "S35"})
"""Steps of a renewal that wait for the owners: the permits to build."""
SAID = {"同意": "yes", "不同意": "no", "弃权": "abstain", "": "", "yes": "yes", "no": "no", "abstain": "abstain"}


class OwnersNotAgreed(ExpectedError):
    code = "projects.owners_not_agreed"
    message = N_("业主表决还没有通过，不能进入下一步：{why}（民法典 第二百七十八条）。请组织表决或开展第二轮。")


@dataclass(frozen=True)
class HouseRow:
    house: str
    owner: str
    area_m2: Decimal
    said: str = ""
    proxy: str = ""
    identity: str = ""
    """What tells owners of one name apart; kept only as a digest."""


def needs_consent(sector: str, works: str) -> bool:
    """Renewal of people's homes: an old quarter or village that is rebuilt or repaired."""
    return sector == "socialHousing" and works != "construction"


def consented(project: Project) -> bool:
    """Whether the newest vote has passed, or none is needed."""
    if not needs_consent(project.sector, project.works):
        return True
    newest = project.ballots.first()
    return bool(newest and newest.result.get("passed"))


def require_consent(project: Project, step: str) -> None:
    """Raises OwnersNotAgreed."""
    if step in GATED and not consented(project):
        newest = project.ballots.first()
        lacking = newest.result.get("lacking", []) if newest else []
        why = _("、").join(_(rules.LACKING[code]) for code in lacking) or (
            _("还没有计票") if newest else _("还没有组织表决")
        )
        raise OwnersNotAgreed(why=why)


def _ours(by: Viewer, code: str) -> Project:
    project = locked(code)
    require(by, "projects.consent", project.owner.code)
    return project


def _tell(by: Viewer, project: Project, ballot: Ballot, what: str, passed: bool | None = None) -> None:
    publish(
        events.BallotMoved(
            actor=by.username,
            at=now(),
            subject=project.code,
            unit=project.owner.code,
            what=what,
            round=ballot.round,
            passed=passed,
        )
    )


@transaction.atomic
def open_ballot(*, by: Viewer, code: str, question: str, matter: str, closes: date, synthetic: bool = False) -> Ballot:
    """Begin a round of voting; the one before must be closed. Raises FieldsWrong, NotInState."""
    project = _ours(by, code)
    if not question.strip() or matter not in rules.MATTERS or closes < today():
        raise FieldsWrong(problem=_("请写明表决事项，截止日期不能早于今天"))
    before = project.ballots.first()
    if before is not None and before.closed_date is None:
        raise NotInState(what=before.question, state=_("正在表决"))
    made = Ballot.objects.create(
        project=project,
        round=(before.round if before else 0) + 1,
        question=question.strip()[:300],
        matter=matter,
        opened_date=today(),
        closes_date=closes,
        synthetic=synthetic,
    )
    if before is not None:  # the same houses vote again, each anew
        HouseVote.objects.bulk_create(
            HouseVote(ballot=made, house=v.house, owner=v.owner, owner_key=v.owner_key, area_m2=v.area_m2)
            for v in before.votes.all()
        )
    _tell(by, project, made, "opened")
    return made


def _open(project: Project) -> Ballot:
    ballot = project.ballots.first()
    if ballot is None or ballot.closed_date is not None:
        raise NotInState(what=project.name, state=_("没有正在进行的表决"))
    return ballot


@transaction.atomic
def take_votes(*, by: Viewer, code: str, rows: Iterable[HouseRow]) -> int:
    """The roll of houses with what was said, all or nothing: a house anew replaces what it said before.

    Raises FieldsWrong naming the row, NotInState.
    """
    project = _ours(by, code)
    ballot = _open(project)
    seen: set[str] = set()
    found = []
    for n, row in enumerate(rows, start=1):
        if not row.house.strip() or not row.owner.strip() or not 0 < row.area_m2 < Decimal(100_000):
            raise FieldsWrong(problem=_("第 %(n)s 行：房号、业主不能空，面积应大于 0") % {"n": n})
        if row.said.strip() not in SAID:
            raise FieldsWrong(
                problem=_("第 %(n)s 行：表决“%(said)s”应为同意、不同意、弃权或空") % {"n": n, "said": row.said}
            )
        if row.house.strip() in seen:
            raise FieldsWrong(problem=_("第 %(n)s 行：房号“%(house)s”重复") % {"n": n, "house": row.house})
        seen.add(row.house.strip())
        found.append(row)
    for row in found:
        said = SAID[row.said.strip()]
        key = hashlib.sha256(f"{ballot.project.code}|{row.identity or row.owner}".encode()).hexdigest()
        HouseVote.objects.update_or_create(
            ballot=ballot,
            house=row.house.strip()[:40],
            defaults={
                "owner": row.owner.strip()[:60],
                "owner_key": key,
                "area_m2": row.area_m2,
                "said": said,
                "voted_date": today() if said else None,
                "proxy": row.proxy.strip()[:60],
            },
        )
    _tell(by, project, ballot, "votes")
    return len(found)


def counted(ballot: Ballot) -> rules.Tally:
    votes = [rules.Vote(v.owner_key, v.area_m2, v.said) for v in ballot.votes.all()]  # type: ignore[arg-type]
    return rules.tally(votes, ballot.matter, consent_of(ballot.project.document, ballot.opened_date))  # type: ignore[arg-type]


@transaction.atomic
def close_ballot(*, by: Viewer, code: str) -> bool:
    """Count. Before its last day only where everybody has voted. Raises FieldsWrong, NotInState."""
    project = _ours(by, code)
    ballot = _open(project)
    found = counted(ballot)
    if today() <= ballot.closes_date and found.voting < found.owners:
        raise FieldsWrong(problem=_("还有业主没有表决，%(day)s 以后才能计票") % {"day": ballot.closes_date})
    facts: dict[str, Any] = asdict(found)
    ballot.result = {
        k: f"{v:f}" if isinstance(v, Decimal) else list(v) if isinstance(v, tuple) else v for k, v in facts.items()
    }
    ballot.closed_date = today()
    ballot.save(update_fields=["result", "closed_date"])
    _tell(by, project, ballot, "closed", found.passed)
    return found.passed


def taking_stops(one: Taking, day: date) -> list[tuple[str, dict[str, str]]]:
    return rules.stops(
        rules.Acquisition(
            plan_opened=one.plan_opened,
            money_needed=one.money_needed_yuan,
            money_in_account=one.money_yuan,
            appraisal=one.appraisal_yuan,
            market=one.market_yuan,
            stability_assessed=one.stability_assessed,
            objecting_share=Fraction(one.objecting, one.households) if one.households else Fraction(0),
            hearing_held=one.hearing_held,
        ),
        day,
    )


@transaction.atomic
def note_taking(*, by: Viewer, code: str, facts: dict[str, Any]) -> None:
    """What is known of the taking so far; amounts in yuan. Raises NotInState after the decision."""
    project = _ours(by, code)
    one, _made = Taking.objects.get_or_create(project=project)
    if one.decided_date is not None:
        raise NotInState(what=project.name, state=_("已作出征收决定"))
    for name, value in facts.items():
        setattr(one, name, value)
    one.save()


@transaction.atomic
def decide_taking(*, by: Viewer, code: str) -> None:
    """The decision to take the houses. Raises ActStopped naming what the regulation wants first, NotFound."""
    project = locked(code)
    require(by, "projects.approve")
    one = Taking.objects.select_for_update().filter(project=project).first()
    if one is None:
        raise NotFound(what=code)
    if one.decided_date is not None:
        raise NotInState(what=project.name, state=_("已作出征收决定"))
    if found := taking_stops(one, today()):
        stop, params = found[0]
        text, article = rules.STOPS[stop]
        basis = _("%(law)s 第%(n)s条") % {"law": "国有土地上房屋征收与补偿条例", "n": article}
        raise ActStopped(finding=_(text).format(**params), basis=basis)
    one.decided_date = today()
    one.save(update_fields=["decided_date"])
    publish(
        events.TakingDecided(
            actor=by.username, at=now(), subject=code, unit=project.owner.code, households=one.households
        )
    )
