"""Open calls up to the award: opened, bid for, closed, checked, experts drawn, reviewed blind, shown to the public, awarded."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today
from luoshi.registry.api import require

from .. import events
from ..domain import calls as rules
from ..domain import draw
from ..errors import ActStopped, FieldsWrong, MarksWrong, NotInState, NotYourSeat, ReasonMissing
from ..models import Bid, Call, Expert, IntegrityEntry, Review, Seat
from ..parameters import numbers

SHINGLE = 5
BARRED = N_("“{who}”有科研失信记录（{what}），限制到 {until}")
NAMES = N_("技术方案中出现“{names}”，盲评材料不得写明申报单位和人员")
TWICE = N_("同一单位已申报 {code}，每个榜单限报一项")
COPIED = N_("技术方案与 {codes} 雷同")


def call_of(code: str, *, lock: bool = False) -> Call:
    """Raises NotFound."""
    rows = Call.objects.select_related("programme__owner").filter(code=code)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NotFound(what=code)
    return found


def ours(by: Viewer, code: str, state: str, permission: str = "projects.call") -> Call:
    """The call, held, in the state from which the act begins. Raises NotFound, NotAllowed, NotInState."""
    call = call_of(code, lock=True)
    require(by, permission, call.programme.owner.code)
    if call.state != state:
        raise NotInState(what=call.title, state=_(str(call.get_state_display())))
    return call


def move(by: Viewer, call: Call, state: str, facts: Mapping[str, str] | None = None) -> None:
    assert state in rules.NEXT[call.state]
    call.state = state
    call.save()
    publish(
        events.CallMoved(
            actor=by.username,
            at=now(),
            subject=call.code,
            unit=call.programme.owner.code,
            state=state,
            facts=tuple(sorted((facts or {}).items())),
        )
    )


@transaction.atomic
def open_call(*, by: Viewer, code: str) -> None:
    """Open it for bids: the draw's seed is made and fixed by its public hash."""
    call = ours(by, code, "draft")
    call.seed = secrets.token_hex(32)
    call.commitment = draw.commitment(call.seed)
    call.opened_date = today()
    call.closes_date = today() + timedelta(days=call.open_days)
    move(by, call, "open", {"commitment": call.commitment, "closes": call.closes_date.isoformat()})


@transaction.atomic
def take_bid(
    *,
    by: Viewer,
    code: str,
    bidder: str,
    credit_code: str,
    partners: Sequence[str],
    people: Sequence[str],
    proposal: str,
    asked: Decimal,
    budget: Decimal,
) -> str:
    """Take a bid in; its number. Bidders, partners and people are kept apart from what experts will read.

    Raises NotInState outside the time for bids, FieldsWrong.
    """
    call = call_of(code, lock=True)
    require(by, "projects.bid")
    if call.state != "open" or call.closes_date is None or today() > call.closes_date:
        state = _("已过截止日期") if call.state == "open" else _(str(call.get_state_display()))
        raise NotInState(what=call.title, state=state)
    if not bidder.strip() or not proposal.strip():
        raise FieldsWrong(problem=_("申报单位和技术方案都要填写"))
    if not 0 < asked <= budget:
        raise FieldsWrong(problem=_("申请补助应大于 0，且不超过总投入"))
    number = f"{call.code}-{call.bids.count() + 1:02d}"
    words = "\n".join([bidder, credit_code, *partners, *people, proposal, f"{asked:f}", f"{budget:f}"])
    sha256 = hashlib.sha256(words.encode()).hexdigest()
    Bid.objects.create(
        call=call,
        code=number,
        bidder=bidder.strip()[:120],
        credit_code=credit_code.strip()[:18],
        partners=[p.strip() for p in partners if p.strip()],
        people=[p.strip() for p in people if p.strip()],
        proposal=proposal.strip(),
        asked_yuan=asked,
        budget_yuan=budget,
        sha256=sha256,
        by=by.username,
        at=now(),
    )
    publish(events.BidTaken(actor=by.username, at=now(), subject=call.code, bid=number, sha256=sha256))
    return number


@transaction.atomic
def close(*, by: Viewer, code: str) -> None:
    """No more bids: their digest and the seed are shown, which fixes the order of opening and the draw."""
    call = ours(by, code, "open")
    if call.closes_date is None or today() <= call.closes_date:
        raise FieldsWrong(problem=_("还没有过截止日期 %(day)s") % {"day": call.closes_date})
    bids = list(call.bids.all())
    call.received = draw.digest(bid.sha256 for bid in bids)
    call.opening = draw.order(draw.OPENING, call.seed, call.received, [bid.code for bid in bids])
    for bid in bids:
        bid.number = call.opening.index(bid.code) + 1
    Bid.objects.bulk_update(bids, ["number"])
    move(by, call, "closed", {"seed": call.seed, "received": call.received, "opening": "、".join(call.opening)})


@transaction.atomic
def check(*, by: Viewer, code: str) -> int:
    """The formal check of every bid by rule; how many are admitted."""
    call = ours(by, code, "closed")
    bids = list(call.bids.all())
    listed = barred(call.programme.document)
    earlier = dict(
        Bid.objects.exclude(call=call).filter(call__programme=call.programme).values_list("code", "proposal")
    )
    limit = float(numbers(call.programme.document, today(), "copied_share")["copied_share"]) / 100
    for bid in bids:
        bid.faults = _faults(bid, bids, listed, earlier, limit)
        bid.state = Bid.State.REFUSED if bid.faults else Bid.State.ADMITTED
    Bid.objects.bulk_update(bids, ["faults", "state"])
    admitted = sum(bid.state == Bid.State.ADMITTED for bid in bids)
    move(by, call, "checked", {"admitted": str(admitted), "refused": str(len(bids) - admitted)})
    return admitted


def barred(document: str) -> list[IntegrityEntry]:
    return list(IntegrityEntry.objects.filter(document=document, until__gte=today()))


def _faults(
    bid: Bid, bids: Sequence[Bid], listed: Sequence[IntegrityEntry], earlier: Mapping[str, str], limit: float
) -> list[Any]:
    """[template, what stands in it] of each fault, so that it is told in the reader's language."""
    units = [bid.bidder, *bid.partners]
    found: list[Any] = []
    for entry in listed:
        same_code = entry.credit_code and entry.credit_code == bid.credit_code
        if same_code or entry.who in [*units, *bid.people]:
            found.append([BARRED, {"who": entry.who, "what": entry.what, "until": entry.until.isoformat()}])
    if told := rules.names_in(bid.proposal, [*units, *bid.people]):
        found.append([NAMES, {"names": "、".join(told)}])
    first = next(b for b in bids if (b.credit_code or b.bidder) == (bid.credit_code or bid.bidder))
    if first.pk != bid.pk:
        found.append([TWICE, {"code": first.code}])
    others = {b.code: b.proposal for b in bids if b.pk < bid.pk} | dict(earlier)
    if copied := [code for code, text in others.items() if alike(bid.proposal, text) >= limit]:
        found.append([COPIED, {"codes": "、".join(copied)}])
    return found


def alike(one: str, two: str) -> float:
    """Share of runs of five characters that two texts have in common, of all they have (Jaccard)."""
    parts = [{text[n : n + SHINGLE] for n in range(max(len(text) - SHINGLE + 1, 1))} for text in (one, two)]
    return len(parts[0] & parts[1]) / len(parts[0] | parts[1])


def _expert(row: Expert) -> rules.ExpertFacts:
    close = tuple((who, kind, int(year)) for who, kind, year in row.close)
    return rules.ExpertFacts(row.code, row.name, row.employer, frozenset(row.fields), close)


@transaction.atomic
def draw_experts(*, by: Viewer, code: str) -> list[str]:
    """Draw the panel from the pool of the call's field; who is close to any bidder stands aside. Raises PoolTooSmall."""
    call = ours(by, code, "checked")
    document = call.programme.document
    out = {entry.who for entry in barred(document)}
    pool = [e for e in Expert.objects.filter(document=document) if call.field in e.fields and e.name not in out]
    bids = [
        rules.BidFacts(b.code, frozenset([b.bidder, *b.partners]), frozenset(b.people))
        for b in call.bids.filter(state=Bid.State.ADMITTED)
    ]
    if not bids:
        raise NotInState(what=call.title, state=_("没有进入评审的申报"))
    aside = [c for e in pool for c in rules.conflicts(_expert(e), bids, today())]
    call.pool = sorted(e.code for e in pool)
    call.aside = [[c.expert, c.bid, c.kind, c.who] for c in aside]
    seats = draw.drawn(call.seed, call.received, call.pool, {c.expert for c in aside}, call.seats)
    by_code = {e.code: e for e in pool}
    Seat.objects.bulk_create(Seat(call=call, expert=by_code[e], rank=n) for n, e in enumerate(seats, start=1))
    move(by, call, "drawn", {"pool": draw.digest(call.pool), "seats": "、".join(seats)})
    return seats


def seat_of(call: Call, by: Viewer) -> Seat:
    """The viewer's own seat. Raises NotYourSeat."""
    found = call.panel_seats.select_related("expert").filter(expert__username=by.username, left_for="").first()
    if not by.username or found is None:
        raise NotYourSeat()
    return found


@transaction.atomic
def stand_aside(*, by: Viewer, code: str, reason: str) -> str:
    """An expert declares a conflict and leaves; the next in drawn order takes the seat. Raises PoolTooSmall."""
    call = _ours_judging(by, code)
    seat = seat_of(call, by)
    if not reason.strip():
        raise ReasonMissing()
    seat.left_for = reason.strip()[:200]
    seat.save(update_fields=["left_for"])
    seat.reviews.all().delete()
    call.aside = [*call.aside, [seat.expert.code, "", "declared", reason.strip()[:200]]]
    call.save(update_fields=["aside"])
    out = {row[0] for row in call.aside}
    seats = draw.drawn(call.seed, call.received, call.pool, out, call.seats)
    held = set(call.panel_seats.filter(left_for="").values_list("expert__code", flat=True))
    new = next(e for e in seats if e not in held)
    expert = Expert.objects.get(document=call.programme.document, code=new)
    Seat.objects.create(call=call, expert=expert, rank=call.panel_seats.count() + 1)
    publish(
        events.ExpertStoodAside(
            actor=by.username, at=now(), subject=call.code, expert=seat.expert.code, reason=reason, next_expert=new
        )
    )
    return new


def _ours_judging(by: Viewer, code: str) -> Call:
    call = call_of(code, lock=True)
    require(by, "projects.judge")
    if call.state != "drawn":
        raise NotInState(what=call.title, state=_(str(call.get_state_display())))
    return call


@transaction.atomic
def review(*, by: Viewer, code: str, number: int, marks: Mapping[str, Decimal], words: str) -> None:
    """One expert's marks for the bid of that number. Raises NotYourSeat, MarksWrong, ReasonMissing, NotFound."""
    call = _ours_judging(by, code)
    seat = seat_of(call, by)
    bid = call.bids.filter(number=number, state=Bid.State.ADMITTED).first()
    if bid is None:
        raise NotFound(what=str(number))
    for criterion, (label, most) in rules.CRITERIA.items():
        if criterion not in marks or not 0 <= marks[criterion] <= most:
            raise MarksWrong(criterion=label, most=most)
    if not words.strip():
        raise ReasonMissing()
    total = sum((marks[c] for c in rules.CRITERIA), Decimal(0))
    facts = {"marks": {c: f"{marks[c]:f}" for c in rules.CRITERIA}, "total": total, "words": words.strip(), "at": now()}
    Review.objects.update_or_create(bid=bid, seat=seat, defaults=facts)
    publish(events.BidReviewed(actor=by.username, at=now(), subject=call.code, number=number, total=f"{total:f}"))


@transaction.atomic
def end_review(*, by: Viewer, code: str) -> None:
    """All marks are in: bids get their joined mark."""
    call = ours(by, code, "drawn")
    bids = list(call.bids.filter(state=Bid.State.ADMITTED).prefetch_related("reviews__seat"))
    seats = call.panel_seats.filter(left_for="").count()
    for bid in bids:
        marks = [r.total for r in bid.reviews.all() if not r.seat.left_for]
        if len(marks) < seats:
            raise FieldsWrong(
                problem=_("%(number)s 号申报还差 %(n)s 位专家的评分") % {"number": bid.number, "n": seats - len(marks)}
            )
        bid.mark = rules.joined(marks)
    Bid.objects.bulk_update(bids, ["mark"])
    move(by, call, "reviewed", {str(b.number): f"{b.mark}" for b in bids})


@transaction.atomic
def publicise(*, by: Viewer, code: str, panel: str, awards: int = 1) -> None:
    """The panel's words and the bids chosen by rank are shown; without one good enough the call ends."""
    call = ours(by, code, "reviewed")
    if not panel.strip():
        raise ReasonMissing()
    document = call.programme.document
    rates = numbers(document, today(), "publicity_days", "review_least")
    ranked = list(
        call.bids.filter(state=Bid.State.ADMITTED, mark__gte=rates["review_least"]).order_by("-mark", "number")
    )
    for bid in ranked[:awards]:
        bid.state = Bid.State.CHOSEN
        bid.grant_yuan = rules.granted(
            asked=bid.asked_yuan, budget=bid.budget_yuan, share=call.share, cap=call.cap_yuan
        )
        bid.save(update_fields=["state", "grant_yuan"])
    call.panel = panel.strip()
    if not ranked:
        move(by, call, "ended")
        return
    _require_money(call, sum((b.grant_yuan or Decimal(0) for b in ranked[:awards]), Decimal(0)))
    call.bids.filter(state=Bid.State.ADMITTED).update(state=Bid.State.NOT_CHOSEN)
    call.shown_from, call.shown_until = today(), today() + timedelta(days=int(rates["publicity_days"]))
    move(
        by,
        call,
        "publicised",
        {"until": call.shown_until.isoformat(), "chosen": "、".join(b.code for b in ranked[:awards])},
    )


def granted_so_far(programme: int) -> Decimal:
    """What a programme has granted already, in yuan."""
    rows = Bid.objects.filter(call__programme=programme).filter(Q(state=Bid.State.AWARDED) | Q(state=Bid.State.CHOSEN))
    return rows.aggregate(n=Sum("grant_yuan"))["n"] or Decimal(0)


def _require_money(call: Call, wanted: Decimal) -> None:
    """``wanted`` is among what is granted already, as the bids were marked as chosen before."""
    over = granted_so_far(call.programme_id) - call.programme.budget_yuan
    if over > 0:
        finding = _("拟补助 %(wanted)s 元，超出专项资金余额 %(over)s 元")
        raise ActStopped(
            finding=finding % {"wanted": f"{wanted:,.0f}", "over": f"{over:,.0f}"}, basis=_("专项资金预算")
        )


@transaction.atomic
def end(*, by: Viewer, code: str, reason: str) -> None:
    """End a call without an award, with a reason."""
    call = call_of(code, lock=True)
    require(by, "projects.call", call.programme.owner.code)
    if "ended" not in rules.NEXT.get(call.state, ()):
        raise NotInState(what=call.title, state=_(str(call.get_state_display())))
    if not reason.strip():
        raise ReasonMissing()
    call.panel = "\n".join(filter(None, [call.panel, reason.strip()]))
    call.bids.filter(state__in=[Bid.State.ADMITTED, Bid.State.CHOSEN]).update(state=Bid.State.NOT_CHOSEN)
    move(by, call, "ended", {"reason": reason.strip()[:300]})


def proof(call: Call) -> dict[str, Any]:
    """All that is needed to compute the draw and the order of opening again. The seed only once bids are closed."""
    shown = call.state not in ("draft", "open")
    seats = list(call.panel_seats.order_by("rank").values_list("expert__code", flat=True))
    return {
        "call": call.code,
        "commitment": call.commitment,
        "seed": call.seed if shown else None,
        "bids_sha256": sorted(call.bids.values_list("sha256", flat=True)) if shown else None,
        "received": call.received or None,
        "opening": call.opening,
        "bids": sorted(call.opening),
        "pool": call.pool,
        "aside": sorted({row[0] for row in call.aside}),
        "need": call.seats,
        "drawn": seats,
        "rule": "sha256('<purpose>|<seed>|<received>|<code>'), smallest first; purpose: opening, experts",
    }
