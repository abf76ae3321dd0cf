"""What another parameter would do: cost, gainers and losers, by township and group, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import polars as pl

from .domain import sweeping
from .domain.law import LawOnDay
from .groups import LABELS, groups


@dataclass(frozen=True)
class Share:
    """Money in fen, and how many gain and lose, of those in one township or group."""

    code: str
    before: int
    after: int
    gainers: int
    losers: int


@dataclass(frozen=True)
class Comparison:
    """Money in fen a period. ``open_before`` and ``open_after`` are those whose amount is not known."""

    before: int
    after: int
    entitled_before: int
    entitled_after: int
    gainers: int
    losers: int
    open_before: int
    open_after: int
    townships: tuple[Share, ...]
    groups: tuple[Share, ...]
    """Groups overlap: a household may have elders and children."""

    @property
    def difference_yuan(self) -> str:
        return f"{(self.after - self.before) / 100:+,.2f}"

    @property
    def before_yuan(self) -> str:
        return f"{self.before / 100:,.2f}"

    @property
    def after_yuan(self) -> str:
        return f"{self.after / 100:,.2f}"


def compare(law: LawOnDay, other: LawOnDay, benefit: str, frames: Mapping[str, pl.DataFrame], day: date) -> Comparison:
    """The benefit under two laws over the same tables; who is not known under either is neither gainer nor loser."""
    one, two = _amounts(law, benefit, frames, "before"), _amounts(other, benefit, frames, "after")
    both = one.join(two.drop("township"), on="key", how="inner")
    townships = _shares(both.with_columns(pl.col("township").fill_null("")), "township")
    members = groups(law.rules[benefit].entity, frames, day)
    by_group = {
        share.code: share
        for share in _shares(both.with_columns(pl.col("key").cast(pl.String)).join(members, on="key"), "group")
    }
    return Comparison(
        before=sum(t.before for t in townships),
        after=sum(t.after for t in townships),
        entitled_before=int(both["before"].sum()),
        entitled_after=int(both["after"].sum()),
        gainers=sum(t.gainers for t in townships),
        losers=sum(t.losers for t in townships),
        open_before=both["before_amount"].null_count(),
        open_after=both["after_amount"].null_count(),
        townships=townships,
        groups=tuple(by_group[code] for code in LABELS if code in by_group),
    )


def _shares(table: pl.DataFrame, by: str) -> tuple[Share, ...]:
    gain = pl.col("after_amount") > pl.col("before_amount")
    lose = pl.col("after_amount") < pl.col("before_amount")
    rows = table.group_by(by).agg(
        pl.col("before_amount").sum(), pl.col("after_amount").sum(), gain.sum().alias("gain"), lose.sum().alias("lose")
    )
    return tuple(Share(*row) for row in rows.sort(by).iter_rows())


def _amounts(law: LawOnDay, benefit: str, frames: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame:
    rule = law.rules[benefit]
    entity = law.entities[rule.entity]
    plan = sweeping.plan_of(law, [rule])
    state = sweeping.run(plan, {code: nw.from_native(frame) for code, frame in frames.items()})
    found = nw.to_native(state[rule.entity])
    where = "residence" if rule.entity == "person" else "township"
    places = frames[rule.entity].select(entity.key, where)
    if where in found.columns:
        found = found.drop(where)
    found = found.join(places, on=entity.key, how="left", nulls_equal=False)
    amounts: pl.DataFrame = found.select(
        pl.col(entity.key).alias("key"),
        pl.col(where).alias("township"),
        pl.col(rule.name).alias(name),
        pl.col(rule.amount).alias(f"{name}_amount"),
    ).filter(pl.col("key").is_not_null())
    return amounts
