"""Leads: registered once, moved on with evidence, promises made within the rules and kept or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.policy.api import mechanisms
from luoshi.registry.api import all_units, require, unit_facts

from .. import events, project_content
from ..domain import promotion as rules
from ..errors import ActStopped, EvidenceMissing, FieldsWrong, LeadHeld, NotInState
from ..headquarters import headquarters, read_facts
from ..models import Lead, LeadMove, Project, Promise
from ..parameters import numbers


def lead_of(code: str, *, lock: bool = False) -> Lead:
    """Raises NotFound."""
    rows = Lead.objects.select_related("owner", "project").filter(code=code)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NotFound(what=code)
    return found


def plain(lead: Lead) -> rules.LeadFacts:
    return rules.LeadFacts(
        lead.code,
        lead.company,
        lead.credit_code,
        lead.project_name,
        lead.owner.code,
        lead.stage,
        lead.stage_since,
        lead.last_contact,
    )


def doubles_of(lead: Lead, day: date) -> list[rules.Double]:
    others = Lead.objects.filter(document=lead.document).exclude(code=lead.code).select_related("owner")
    protect = int(numbers(lead.document, day, "lead_protect_days")["lead_protect_days"])
    return rules.doubles(plain(lead), [plain(other) for other in others], day, protect)


@transaction.atomic
def register(
    *,
    by: Viewer,
    document: str,
    unit: str,
    company: str,
    project_name: str,
    invest_yuan: Decimal,
    credit_code: str = "",
    source: str = "",
    industry: str = "",
    kind: str = "",
    facts: dict[str, Any] | None = None,
    synthetic: bool = False,
) -> str:
    """Register a lead for a unit; its code. Raises LeadHeld where another unit has the right of the first talk, FieldsWrong."""
    require(by, "projects.promote", unit)
    if not company.strip() or not project_name.strip() or invest_yuan <= 0:
        raise FieldsWrong(problem=_("企业、意向项目都要填写，意向投资应大于 0"))
    measure, clauses = serves(document)
    lead = Lead(
        document=document,
        code=f"lead-{Lead.objects.filter(document=document).count() + 1:04d}",
        company=company.strip()[:120],
        credit_code=credit_code.strip()[:18],
        project_name=project_name.strip()[:120],
        source=source.strip()[:60],
        industry=industry.strip()[:60],
        kind=kind.strip()[:40],
        measure=measure,
        clauses=clauses,
        invest_yuan=invest_yuan,
        owner_id=unit_facts(unit).id,
        stage_since=today(),
        last_contact=today(),
        facts=facts or {},
        by=by.username,
        synthetic=synthetic,
    )
    held = next((d for d in doubles_of(lead, today()) if d.held), None)
    if held is not None:
        until = _("签约后不限期") if held.until == date.max else held.until.isoformat()
        raise LeadHeld(company=lead.company, unit=all_units()[held.unit].short_name, lead=held.code, until=until)
    lead.save()
    LeadMove.objects.create(lead=lead, to_stage="lead", day=today(), evidence=lead.source, by=by.username)
    publish(events.LeadRegistered(actor=by.username, at=now(), subject=lead.code, unit=unit, company=lead.company))
    return lead.code


def serves(document: str) -> tuple[str, list[str]]:
    """The measure and clauses of the pipeline of headquarters and leading firms, as the realisation map says."""
    own = [m for m in mechanisms(document) if m.code == "projects.investment-pipeline"]
    last = own[-1] if own else None
    return (last.measure, list(last.clauses)) if last else ("", [])


@transaction.atomic
def move(*, by: Viewer, code: str, to: str, evidence: str, day: date | None = None) -> None:
    """One stage on, or lost. A signed lead becomes a project of the portfolio. Raises NotInState, EvidenceMissing."""
    lead, day = lead_of(code, lock=True), day or today()
    require(by, "projects.promote", lead.owner.code)
    if not rules.may_move(lead.stage, to):
        raise NotInState(what=lead.company, state=lead.get_stage_display())
    if not evidence.strip():
        raise EvidenceMissing(stage=rules.STAGES[to], evidence=rules.EVIDENCE[to])
    before, lead.stage, lead.stage_since, lead.last_contact = lead.stage, to, day, day
    if to == "registered":
        lead.credit_code = evidence.strip()[:18]
    if to == "signed" and lead.project is None:
        lead.project = project_of_lead(lead)
        publish(project_content.serves(lead.project, by.username))
    lead.save()
    LeadMove.objects.create(
        lead=lead, from_stage=before, to_stage=to, day=day, evidence=evidence.strip()[:200], by=by.username
    )
    publish(
        events.LeadMoved(
            actor=by.username,
            at=now(),
            subject=code,
            unit=lead.owner.code,
            from_stage=before,
            to_stage=to,
            evidence=evidence.strip()[:200],
        )
    )


def project_of_lead(lead: Lead) -> Project:
    return Project.objects.create(
        code=f"invest-{lead.code}",
        name=f"{lead.project_name}（{lead.company}）"[:120],
        document=lead.document,
        measure=lead.measure,
        clauses=lead.clauses,
        kind=Project.Kind.PROMOTION,
        category=Project.Category.INDUSTRY,
        sector=lead.industry[:40],
        owner=lead.owner,
        sponsor=lead.company,
        total_yuan=lead.invest_yuan,
        stage_since=today(),
        synthetic=lead.synthetic,
    )


@transaction.atomic
def promise(*, by: Viewer, code: str, side: str, what: str, amount: Decimal, due: date) -> None:
    """Note a promise of the agreement. A reward may not be more than the rules give. Raises ActStopped, FieldsWrong."""
    lead = lead_of(code, lock=True)
    require(by, "projects.promote", lead.owner.code)
    if amount <= 0 or side not in Promise.Side.values or what not in Promise.What.values:
        raise FieldsWrong(problem=_("承诺的数量应大于 0"))
    checked: dict[str, Any] = {}
    if (side, what) == (Promise.Side.GOVERNMENT, Promise.What.REWARD):
        found = headquarters(lead.document, lead.facts, today())
        checked = {"reward_yuan": found.reward_yuan, "day": today().isoformat(), "missing": list(found.missing)}
        if not found.grants:
            raise ActStopped(finding=_("现在没有生效的奖励规定，不能承诺"), basis=found.source)
        if found.reward_yuan is None:
            missing = _("、").join(_(what) for what in found.missing) or _("总部条件")
            finding = _("还缺%(what)s，算不出可以给的奖励，不能承诺") % {"what": missing}
            raise ActStopped(finding=finding, basis=found.source)
        if amount > Decimal(str(found.reward_yuan)):
            raise ActStopped(
                finding=_("承诺奖励 %(amount)s 元，规则只给 %(most)s 元")
                % {"amount": f"{amount:,.0f}", "most": f"{found.reward_yuan:,.0f}"},
                basis=found.source,
            )
    Promise.objects.create(lead=lead, side=side, what=what, amount=amount, due_date=due, checked=checked)
    publish(
        events.PromiseMade(
            actor=by.username,
            at=now(),
            subject=code,
            unit=lead.owner.code,
            side=side,
            what=what,
            amount=f"{amount:f}",
            due=due,
        )
    )


@transaction.atomic
def note_facts(*, by: Viewer, code: str, posted: Mapping[str, str]) -> None:
    """What the firm says of itself for the headquarters rules; they answer from then on. Raises FieldsWrong naming the field."""
    lead = lead_of(code, lock=True)
    require(by, "projects.promote", lead.owner.code)
    lead.facts = read_facts(lead.document, posted, today())
    lead.last_contact = today()
    lead.save(update_fields=["facts", "last_contact"])
    publish(
        events.LeadFactsNoted(
            actor=by.username, at=now(), subject=code, unit=lead.owner.code, facts=tuple(sorted(lead.facts))
        )
    )


@transaction.atomic
def fulfil(*, by: Viewer, promise_id: int, done: Decimal, evidence: str) -> None:
    """How much of a promise is done so far. Raises EvidenceMissing, FieldsWrong, NotFound."""
    one = Promise.objects.select_for_update(of=("self",)).select_related("lead__owner").filter(pk=promise_id).first()
    if one is None:
        raise NotFound(what=str(promise_id))
    require(by, "projects.promote", one.lead.owner.code)
    if not evidence.strip():
        raise EvidenceMissing(stage=one.get_what_display(), evidence=_("到账、税票、社保等证明"))
    if done < 0:
        raise FieldsWrong(problem=_("兑现数不能小于 0"))
    one.done, one.evidence = done, evidence.strip()[:200]
    one.save(update_fields=["done", "evidence"])
    publish(
        events.PromiseKept(
            actor=by.username,
            at=now(),
            subject=one.lead.code,
            unit=one.lead.owner.code,
            promise=one.pk,
            done=f"{done:f}",
        )
    )
