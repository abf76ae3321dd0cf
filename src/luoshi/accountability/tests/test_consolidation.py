"""Consolidated figures hold to the cent whatever the firms, and a reorganisation makes nothing appear or vanish."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.accountability.domain import layout, reorganisation
from luoshi.accountability.domain.consolidation import (
    DEBT,
    INVESTMENT,
    SALE,
    Internal,
    InternalMismatch,
    Member,
    OwnershipCircle,
    StatementUnbalanced,
    cents,
    check,
    consolidate,
    ratio,
)

pytestmark = pytest.mark.pure
D = Decimal
money = st.integers(0, 10**13).map(lambda n: D(n) / 100)
shares = st.sampled_from([Fraction(1), Fraction(3, 5), Fraction(2, 3), Fraction(51, 100)])


def member(firm: str, parent: str, assets: str, liabilities: str, share: Fraction = Fraction(1)) -> Member:
    return Member(firm, parent, share, D(assets), D(liabilities), D(assets) - D(liabilities))


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Member], list[Internal]]:
    """Two groups of up to nine firms; each firm's parent stands before it, the first two are tops."""
    count = draw(st.integers(2, 9))
    members, internals = [], []
    for n in range(count):
        parent = "" if n < 2 else f"f{draw(st.integers(0, n - 1))}"
        assets, liabilities = draw(money), draw(money)
        share = draw(shares) if parent else Fraction(1)
        members.append(
            Member(f"f{n}", parent, share, assets, liabilities, assets - liabilities, draw(money), draw(money))
        )
        if parent:
            held = draw(money)
            internals.append(Internal(INVESTMENT, parent, f"f{n}", held, held))
    for kind in (DEBT, SALE):
        pairs = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=6, unique=True))
        for one, other in pairs:
            if one != other:
                amount = draw(money)
                internals.append(Internal(kind, f"f{one}", f"f{other}", amount, amount))
    return members, internals


def test_the_sheets_example_of_two_firms() -> None:
    """A 100/60, B 50/35, 10 owed between them: 140, 85, 60.71 %; adding up alone says 63.33 %."""
    members = [member("a", "", "100", "60"), member("b", "", "50", "35")]
    whole = consolidate(["a", "b"], members, [Internal(DEBT, "a", "b", D(10), D(10))])
    assert (whole.assets, whole.liabilities, whole.equity) == (D(140), D(85), D(55))
    assert round(100 * (ratio(whole.liabilities, whole.assets) or 0), 2) == D("60.71")


def test_a_parents_investment_is_not_counted_twice_and_others_keep_their_part() -> None:
    """A parent with 100 of assets, 40 of them in a firm worth 50 of which it has 80 %: the rest is the minority's."""
    members = [member("p", "", "100", "30"), member("s", "p", "70", "20", Fraction(4, 5))]
    whole = consolidate(["p"], members, [Internal(INVESTMENT, "p", "s", D(40), D(40))])
    assert (whole.assets, whole.liabilities, whole.equity) == (D(130), D(50), D(80))
    assert (whole.minority, whole.state_equity) == (D(10), D(70))


@given(books())
def test_assets_are_liabilities_and_equity_to_the_cent(found: tuple[list[Member], list[Internal]]) -> None:
    members, internals = found
    check(members, internals)
    for tops in (["f0"], ["f1"], ["f0", "f1"]):
        whole = consolidate(tops, members, internals)
        assert whole.assets == whole.liabilities + whole.equity
        assert whole.equity == whole.state_equity + whole.minority
    assert consolidate(["f0", "f1"], members[::-1], internals[::-1]).equity == whole.equity


@given(books())
def test_groups_added_less_what_is_between_them_are_the_whole(found: tuple[list[Member], list[Internal]]) -> None:
    members, internals = found
    one, other = consolidate(["f0"], members, internals), consolidate(["f1"], members, internals)
    whole = consolidate(["f0", "f1"], members, internals)
    between = [row for row in internals if (row.holder in one.members) != (row.other in one.members)]
    debts = sum((row.amount for row in between if row.kind == DEBT), D(0))
    sales = sum((row.amount for row in between if row.kind == SALE), D(0))
    assert whole.assets == one.assets + other.assets - debts
    assert whole.liabilities == one.liabilities + other.liabilities - debts
    assert whole.revenue == one.revenue + other.revenue - sales
    # Each group's minority is rounded once, so the two may differ from the whole's by a cent.
    assert abs(whole.minority - one.minority - other.minority) <= D("0.01")


@given(books(), st.data())
def test_no_reorganisation_changes_the_whole(found: tuple[list[Member], list[Internal]], data: st.DataObject) -> None:
    members, internals = found
    firm, other = data.draw(st.permutations([one.firm for one in members]))[:2]
    kind = data.draw(st.sampled_from(["merge", "transfer", "split"]))
    try:
        if kind == "merge":
            after = reorganisation.merge(members, internals, gone=firm, into=other)
        elif kind == "transfer":
            after = reorganisation.transfer(members, internals, firm=firm, to=data.draw(st.sampled_from([other, ""])))
        else:
            after = reorganisation.split(members, internals, firm=firm, new="new", share=Fraction(37, 100))
    except reorganisation.CannotReorganise:
        return
    check(*after)
    names = {one.firm for one in after[0]}
    tops = [one.firm for one in after[0] if one.parent not in names]
    before, later = consolidate(["f0", "f1"], members, internals), consolidate(tops, *after)
    for name in ("assets", "liabilities", "equity", "revenue", "profit"):
        assert getattr(before, name) == getattr(later, name), name


def test_a_merger_ends_what_the_two_owe_each_other() -> None:
    members = [member("a", "p", "100", "60"), member("b", "p", "50", "35"), member("p", "", "80", "10")]
    internals = [
        Internal(DEBT, "a", "b", D(10), D(10)),
        Internal(INVESTMENT, "p", "a", D(40), D(40)),
        Internal(INVESTMENT, "p", "b", D(15), D(15)),
    ]
    rows, links = reorganisation.merge(members, internals, gone="b", into="a")
    merged = next(one for one in rows if one.firm == "a")
    assert (merged.assets, merged.liabilities, merged.equity) == (D(140), D(85), D(55))
    assert links == [Internal(INVESTMENT, "p", "a", D(55), D(55))]


def test_what_does_not_match_is_named() -> None:
    good = member("a", "", "100", "60")
    with pytest.raises(StatementUnbalanced, match=r"“a”.*差 1 元"):
        check([replace(good, equity=D(39))], [])
    with pytest.raises(InternalMismatch, match=r"“a”与“b”.*10.*9"):
        check([good, member("b", "", "5", "1")], [Internal(DEBT, "a", "b", D(10), D(9))])
    with pytest.raises(OwnershipCircle, match=r"a|b"):
        check([member("a", "b", "1", "0"), member("b", "a", "1", "0")], [])


@given(books())
def test_the_parts_of_the_layout_add_up_to_the_consolidated_state_equity(
    found: tuple[list[Member], list[Internal]],
) -> None:
    members, internals = found
    tops = [one.firm for one in members if not one.parent]
    internals = [*internals, Internal(INVESTMENT, "f0", "f1", D("12.34"), D("12.34"))]  # one group in another
    parts = layout.parts(tops, members, internals)
    whole = consolidate(tops, members, internals).state_equity
    assert cents(sum((one.equity for one in parts), Fraction(0))) == whole
    assert {one.firm for one in parts} == {one.firm for one in members}


def test_layout_by_hand() -> None:
    """p holds 80 % of s for 40, s half of t for 5: p 70 - 40, s 4/5 (50 - 5), t 2/5 of 20."""
    members = [
        member("p", "", "100", "30"),
        member("s", "p", "70", "20", Fraction(4, 5)),
        member("t", "s", "30", "10", Fraction(1, 2)),
    ]
    internals = [Internal(INVESTMENT, "p", "s", D(40), D(40)), Internal(INVESTMENT, "s", "t", D(5), D(5))]
    parts = {one.firm: one for one in layout.parts(["p"], members, internals)}
    assert {code: (one.tier, one.share, one.equity) for code, one in parts.items()} == {
        "p": (1, 1, 30),
        "s": (2, Fraction(4, 5), 36),
        "t": (3, Fraction(2, 5), 8),
    }
    sums = layout.by_industry(list(parts.values()), {"p": "4790", "s": "4812", "t": "4812"})
    assert sums == {"4812": 44, "4790": 30}
    assert layout.concentration(sums) == pytest.approx((44**2 + 30**2) / 74**2)
    assert layout.concentration({"a": Fraction(-1), "b": Fraction(5)}) is None


def test_the_sheets_concentration_and_overlap() -> None:
    """Shares 0.5, 0.3, 0.2: 0.38. A 70 % roads, 30 % tunnels; B 20 % roads, 80 % parking: 0.20."""
    assert layout.concentration({"a": Fraction(5), "b": Fraction(3), "c": Fraction(2)}) == pytest.approx(0.38)
    revenue = {"a1": D(70), "a2": D(30), "b1": D(20), "b2": D(80), "c1": D(1)}
    industry = {"a1": "4812", "a2": "4813", "b1": "4812", "b2": "5442", "c1": ""}
    found = layout.overlaps(revenue, industry, {code: code[0] for code in revenue})
    assert found == [("a", "b", pytest.approx(0.2))]  # c's industry is not known: left out
