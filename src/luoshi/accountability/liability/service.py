"""Acts on who answers for what: terms, decisions, damage, those held liable, and what followed for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.errors import NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain import tenures
from ..errors import StepRefused
from ..models import Accountable, Damage, Decision, Official, Sanction, Signature, Tenure


def pure(rows: Sequence[Tenure]) -> list[tenures.Tenure]:
    return [tenures.Tenure(one.official.code, one.post, one.first, one.last, one.principal) for one in rows]


@transaction.atomic
def register_term(
    *,
    by: Viewer,
    official: str,
    name: str,
    post: str,
    first: date,
    last: date | None,
    principal: bool,
    paper: str,
    unit: str = "",
    place: str = "",
    whereabouts: str = "",
    synthetic: bool = False,
) -> Tenure:
    """A term of an official, known by a number so that a change of name or post loses nobody. Raises TermsOverlap."""
    require(by, "accountability.hold_liable")
    if last is not None and last < first:
        raise StepRefused(step=_("登记任期"), reason=_("免职日期早于任职日期"))
    person, _made = Official.objects.get_or_create(code=official, defaults={"name": name, "synthetic": synthetic})
    if whereabouts:
        person.whereabouts = whereabouts
        person.save(update_fields=["whereabouts"])
    others = list(Tenure.objects.select_for_update(of=("self",)).filter(post=post).select_related("official"))
    names = {one.official.code: one.official.name for one in others} | {official: person.name}
    try:
        tenures.check_terms([*pure(others), tenures.Tenure(official, post, first, last, principal)])
    except tenures.TermsOverlap as error:
        told = {key: names.get(value, value) for key, value in error.params.items()}
        raise tenures.TermsOverlap(**told) from None
    row = Tenure.objects.create(
        official=person, post=post, first=first, last=last, principal=principal, paper=paper, unit=unit, place=place
    )
    publish(
        events.TermRegistered(
            actor=by.username, at=now(), subject=official, unit=unit, post=post, first=first, last=last
        )
    )
    return row


@transaction.atomic
def keep_decision(
    *,
    by: Viewer,
    document: str,
    title: str,
    decided_on: date,
    organ: str,
    posts: Sequence[str],
    paper: str,
    signatures: Sequence[tuple[str, str, bool]],
    synthetic: bool = False,
) -> Decision:
    """``signatures``: (official's number, role, whether dissent is on record)."""
    require(by, "accountability.hold_liable")
    if decided_on > today():
        raise StepRefused(step=_("登记决策"), reason=_("决策日期在以后"))
    if not posts or not signatures:
        raise StepRefused(step=_("登记决策"), reason=_("至少要有一个责任职务和一位参与决策的人"))
    people = {one.code: one for one in Official.objects.filter(code__in=[code for code, _r, _d in signatures])}
    if missing := [code for code, _role, _d in signatures if code not in people]:
        raise NotFound(what=missing[0])
    row = Decision.objects.create(
        code="new",
        title=title,
        decided_on=decided_on,
        organ=organ,
        posts=list(posts),
        paper=paper,
        document=document,
        synthetic=synthetic,
    )
    row.code = f"jc{decided_on:%Y}-{row.pk:03d}"
    row.save(update_fields=["code"])
    Signature.objects.bulk_create(
        [Signature(decision=row, official=people[c], role=role, dissented=d) for c, role, d in signatures]
    )
    publish(
        events.DecisionKept(
            actor=by.username,
            at=now(),
            subject=row.code,
            decided_on=decided_on,
            signed=tuple(code for code, _role, _d in signatures),
        )
    )
    return row


def answering(decision: Decision) -> list[tuple[Tenure, str]]:
    """(term, role) of all who answer for the decision, whatever they are today."""
    rows = list(Tenure.objects.filter(post__in=decision.posts).select_related("official"))
    signed = [
        tenures.Signature(one.official.code, one.role, one.dissented)
        for one in decision.signatures.select_related("official")
    ]
    by_key = {(one.official.code, one.post, one.first): one for one in rows}
    found = tenures.liable(decision.decided_on, decision.posts, signed, pure(rows))
    return [(by_key[one.official, one.term.post, one.term.first], one.role) for one in found]


@transaction.atomic
def find_damage(
    *,
    actor: str,
    document: str,
    found_on: date,
    fact: str,
    source: str,
    url: str = "",
    place: str = "",
    synthetic: bool = False,
) -> Damage:
    """A clue of damage; told twice from the same source it is one. Made by events and by people, so nobody's right is
    asked here: who may start it was asked where it began."""
    row, made = Damage.objects.get_or_create(
        source=source,
        defaults={
            "document": document,
            "found_on": found_on,
            "fact": fact,
            "url": url,
            "place": place,
            "synthetic": synthetic,
        },
    )
    if made:
        publish(events.DamageFound(actor=actor, at=now(), subject=source, found_on=found_on, fact=fact[:200]))
    return row


@transaction.atomic
def hold_liable(*, by: Viewer, damage: int, decision: str) -> list[Accountable]:
    """Those who answer for the decision now answer for the damage too. It has no end. Raises StepRefused."""
    require(by, "accountability.hold_liable")
    row = Damage.objects.select_for_update().filter(pk=damage).first()
    made = Decision.objects.filter(code=decision).first()
    if row is None or made is None:
        raise NotFound(what=decision)
    if row.decision_id not in (None, made.pk):
        raise StepRefused(step=_("认定责任人"), reason=_("这起损害已经关联另一项决策"))
    if row.found_on < made.decided_on:
        raise StepRefused(step=_("认定责任人"), reason=_("损害发现在决策之前，不是由它造成的"))
    found = answering(made)
    if not found:
        reason = _("决策当日的责任职务上没有签字且未反对的人，请核对任期和会议纪要")
        raise StepRefused(step=_("认定责任人"), reason=reason)
    row.decision = made
    row.save(update_fields=["decision"])
    rows = [
        Accountable.objects.get_or_create(damage=row, official=term.official, defaults={"tenure": term, "role": role})[
            0
        ]
        for term, role in found
    ]
    publish(
        events.HeldLiable(
            actor=by.username,
            at=now(),
            subject=row.source,
            decision=made.code,
            officials=tuple(term.official.code for term, _role in found),
        )
    )
    return rows


@transaction.atomic
def sanction(*, by: Viewer, damage: int, official: str, form: str, decided_on: date, paper: str) -> Sanction:
    """What was decided about one who answers for the damage. Raises StepRefused for anybody else."""
    require(by, "accountability.hold_liable")
    if form not in tenures.EFFECTS:
        raise NotFound(what=form)
    held = Accountable.objects.filter(damage=damage, official__code=official).select_related("official").first()
    if held is None:
        raise StepRefused(step=_("追责"), reason=_("此人没有被认定为这起损害的责任人"))
    if decided_on > today():
        raise StepRefused(step=_("追责"), reason=_("决定日期在以后"))
    row = Sanction.objects.create(
        official=held.official, damage=held.damage, form=form, decided_on=decided_on, paper=paper
    )
    publish(events.Sanctioned(actor=by.username, at=now(), subject=official, form=form, decided_on=decided_on))
    return row


def barred(official: Official) -> tuple[date | None, date | None]:
    return tenures.effects(official.sanctions.values_list("form", "decided_on"))
