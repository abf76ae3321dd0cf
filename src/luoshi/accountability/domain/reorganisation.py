"""What a merger, a transfer or a split would make of the figures, before anybody decides; and the law's clocks and checks.

企业国有资产法 (2008) 第三十条至第五十五条; 公司法 (2023) 第二百二十条: creditors are told within 10 days of the resolution, the
public within 30; a creditor may ask for payment or security within 30 days of being told, or 45 of the publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from luoshi.kernel.errors import N_, ExpectedError

from .consolidation import DEBT, INVESTMENT, Internal, Member, below, cents

NOTICE_DAYS, PUBLICATION_DAYS = 10, 30
CLAIM_AFTER_NOTICE, CLAIM_AFTER_PUBLICATION = 30, 45

Books = tuple[list[Member], list[Internal]]


class CannotReorganise(ExpectedError):
    code = "accountability.cannot_reorganise"
    message = N_("不能这样重组：{reason}。请另选企业或方式。")


def merge(members: Iterable[Member], internals: Iterable[Internal], *, gone: str, into: str) -> Books:
    """``into`` takes up ``gone`` with all it has and owes; what they owe and hold of each other ends."""
    rows = {one.firm: one for one in members}
    links = list(internals)
    first, second = rows[into], rows[gone]
    if into == gone:
        raise CannotReorganise(reason="吸收方和被吸收方是同一家")
    if second.parent not in (first.parent, into):
        raise CannotReorganise(reason="两家不在同一上级之下，应先划转")
    pair = {into, gone}
    inner = [row for row in links if {row.holder, row.other} == pair]
    debt = sum((row.amount for row in inner if row.kind == DEBT), Decimal(0))
    held = sum((row.amount for row in inner if row.kind == INVESTMENT), Decimal(0))
    sold = sum((row.amount for row in inner if row.kind == "sale"), Decimal(0))
    rows[into] = replace(
        first,
        share=first.share if second.parent == into else _joint_share(first, second),
        assets=first.assets + second.assets - debt - held,
        liabilities=first.liabilities + second.liabilities - debt,
        equity=first.equity + second.equity - held,
        revenue=first.revenue + second.revenue - sold,
        profit=first.profit + second.profit,
    )
    del rows[gone]
    kept = [replace(one, parent=into) if one.parent == gone else one for one in rows.values()]
    return kept, _renamed([row for row in links if {row.holder, row.other} != pair], {gone: into})


def _joint_share(first: Member, second: Member) -> Fraction:
    """The parent's share in both together, by what each is worth."""
    one, other = Fraction(first.equity), Fraction(second.equity)
    if first.share == second.share or one <= 0 or other <= 0:
        return first.share
    return (first.share * one + second.share * other) / (one + other)


def _renamed(links: Iterable[Internal], names: Mapping[str, str]) -> list[Internal]:
    added: dict[tuple[str, str, str], Internal] = {}
    for row in links:
        key = (row.kind, names.get(row.holder, row.holder), names.get(row.other, row.other))
        before = added.get(key)
        added[key] = Internal(
            *key,
            amount=row.amount + (before.amount if before else Decimal(0)),
            other_amount=row.other_amount + (before.other_amount if before else Decimal(0)),
        )
    return list(added.values())


def transfer(members: Iterable[Member], internals: Iterable[Internal], *, firm: str, to: str) -> Books:
    """The holding in ``firm`` goes to ``to`` (empty: straight to the state) for nothing (无偿划转), at book value."""
    rows = {one.firm: one for one in members}
    moved = rows[firm]
    if to == moved.parent:
        raise CannotReorganise(reason="它已经在这个上级之下")
    if to in {one.firm for one in below(firm, rows.values())}:
        raise CannotReorganise(reason="不能划给它自己或它的下级")
    links = list(internals)
    held = [row for row in links if (row.kind, row.holder, row.other) == (INVESTMENT, moved.parent, firm)]
    rest = [row for row in links if row not in held]
    value = sum((row.amount for row in held), Decimal(0)) if moved.parent else moved.equity
    if moved.parent:
        rows[moved.parent] = _moved(rows[moved.parent], -value)
    if to:
        rows[to] = _moved(rows[to], value)
        rest.append(Internal(INVESTMENT, to, firm, value, value))
    rows[firm] = replace(moved, parent=to)
    return list(rows.values()), _renamed(rest, {})


def _moved(one: Member, value: Decimal) -> Member:
    return replace(one, assets=one.assets + value, equity=one.equity + value)


def split(members: Iterable[Member], internals: Iterable[Internal], *, firm: str, new: str, share: Fraction) -> Books:
    """``new`` takes this share of what the firm has and owes, under the same parent; inner balances stay behind."""
    rows = {one.firm: one for one in members}
    if not 0 < share < 1:
        raise CannotReorganise(reason="分出的比例应大于 0、小于 100%")
    if new in rows:
        raise CannotReorganise(reason="新企业的代码已经有了")
    old = rows[firm]
    taken = {
        name: cents(Fraction(getattr(old, name)) * share) for name in ("assets", "liabilities", "revenue", "profit")
    }
    equity = taken["assets"] - taken["liabilities"]
    born = Member(
        new, old.parent, old.share, taken["assets"], taken["liabilities"], equity, taken["revenue"], taken["profit"]
    )
    rows[firm] = replace(
        old, **{name: getattr(old, name) - amount for name, amount in taken.items()}, equity=old.equity - equity
    )
    links: list[Internal] = []
    for row in internals:
        if (row.kind, row.other) == (INVESTMENT, firm):
            part = cents(Fraction(row.amount) * share)
            links.append(replace(row, amount=row.amount - part, other_amount=row.other_amount - part))
            links.append(Internal(INVESTMENT, row.holder, new, part, part))
        else:
            links.append(row)
    return [*rows.values(), born], links


STEPS: Sequence[tuple[str, str, str]] = (
    ("proposed", N_("集团提出方案"), "企业国有资产法 第三十条"),
    ("staff", N_("职工代表大会审议安置方案"), "企业国有资产法 第四十一条"),
    ("valued", N_("资产评估核准或备案"), "企业国有资产法 第四十七条"),
    ("decided", N_("出资人机构决定"), "企业国有资产法 第三十一条"),
    ("approved", N_("本级政府批准"), "企业国有资产法 第三十四条"),
    ("notified", N_("通知债权人"), "公司法 第二百二十条"),
    ("published", N_("公告"), "公司法 第二百二十条"),
    ("completed", N_("办理登记、完成交接"), "企业国有资产法 第三十九条"),
)


@dataclass(frozen=True)
class Case:
    """What decides which steps a case needs. ``important``: the government approves; ``resettles``: staff are moved."""

    kind: str
    important: bool = False
    resettles: bool = False
    secured: bool = False


def steps_of(case: Case) -> tuple[str, ...]:
    """The steps of this case, in their order: a free transfer tells no creditors, for the firm stays as it is."""
    left_out = set()
    if not case.important:
        left_out.add("approved")
    if not case.resettles:
        left_out.add("staff")
    if case.kind == "transfer":
        left_out |= {"notified", "published"}
    return tuple(code for code, _label, _law in STEPS if code not in left_out)


def notice_due(decided: date) -> date:
    return decided + timedelta(days=NOTICE_DAYS)


def publication_due(decided: date) -> date:
    return decided + timedelta(days=PUBLICATION_DAYS)


def claims_end(*, notified: date | None, published: date | None) -> date | None:
    """The last day on which a creditor may ask; for one who was told by 30 days from then, else 45 from the
    publication. The later of the two where both are known: not every creditor was told."""
    ends = []
    if notified:
        ends.append(notified + timedelta(days=CLAIM_AFTER_NOTICE))
    if published:
        ends.append(published + timedelta(days=CLAIM_AFTER_PUBLICATION))
    return max(ends, default=None)


def step_problem(case: Case, done: Mapping[str, date], step: str, day: date) -> str:
    """Why the step cannot be taken that day, in words; empty where it can."""
    needed = steps_of(case)
    if step not in needed:
        return "本事项不需要这一步"
    if step in done:
        return "这一步已经办过"
    labels = {code: label for code, label, _law in STEPS}
    free = {"notified", "published"}
    before = [code for code in needed[: needed.index(step)] if not (step in free and code in free)]
    if waiting := [labels[code] for code in before if code not in done]:
        return f"应先完成“{waiting[0]}”"
    if any(done[code] > day for code in before):
        return "日期早于前面的步骤"
    ends = claims_end(notified=done.get("notified"), published=done.get("published"))
    if step == "completed" and ends and day <= ends and not case.secured:
        return f"债权人可以要求清偿或担保至 {ends.isoformat()}，届满前不能完成；已提供担保的请注明"
    return ""


def lateness(done: Mapping[str, date], today: date) -> list[tuple[str, date]]:
    """The clocks of the law that ran out: (step, its last day)."""
    decided = done.get("decided")
    if decided is None:
        return []
    due = {"notified": notice_due(decided), "published": publication_due(decided)}
    return [(step, last) for step, last in due.items() if done.get(step, today) > last]
