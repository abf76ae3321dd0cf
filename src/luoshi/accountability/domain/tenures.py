"""Who was in a post on a day, whose term is whose, and what an official answers for after leaving (终身追究).

党政领导干部生态环境损害责任追究办法(试行) (2015) 第四条: for life, whatever became of the person's post. Days in office include the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from luoshi.kernel.calendar import corresponding_day
from luoshi.kernel.errors import N_, ExpectedError

DIRECT, LEADING, NONE = "direct", "leading", "none"
RESPONSIBILITY_LABELS: Final = {DIRECT: N_("直接责任"), LEADING: N_("领导责任"), NONE: N_("不承担责任")}


class TermsOverlap(ExpectedError):
    code = "accountability.terms_overlap"
    message = N_(
        "“{post}”的任期重叠：{first} 的 {first_term} 与 {second} 的 {second_term}。请核对任免文件的日期后更正。"
    )


class TermMissing(ExpectedError):
    code = "accountability.term_missing"
    message = N_("{official} 在 {first} 至 {last} 没有“{post}”的任期，不能审计。请先登记任免文件，再选任期内的时间。")


@dataclass(frozen=True)
class Tenure:
    """``last`` None: still in office. ``principal``: head of the post, of whom there is one at a time."""

    official: str
    post: str
    first: date
    last: date | None
    principal: bool = True

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def words(self) -> str:
        return f"{self.first.isoformat()}—{self.last.isoformat() if self.last else '今'}"


def check_terms(tenures: Iterable[Tenure]) -> None:
    """Raises TermsOverlap for two principals of one post at once, or one person twice in one post."""
    rows = sorted(tenures, key=lambda one: (one.post, one.first, one.official))
    for n, one in enumerate(rows):
        for other in rows[n + 1 :]:
            if other.post != one.post:
                break
            meets = one.last is None or other.first <= one.last
            if meets and (other.official == one.official or (one.principal and other.principal)):
                raise TermsOverlap(
                    post=one.post,
                    first=one.official,
                    first_term=one.words(),
                    second=other.official,
                    second_term=other.words(),
                )


def within(tenures: Iterable[Tenure], official: str, post: str, first: date, last: date) -> Tenure:
    """The term that covers the whole time. Raises TermMissing."""
    for one in tenures:
        if (one.official, one.post) == (official, post) and one.holds(first) and one.holds(last):
            return one
    raise TermMissing(official=official, post=post, first=first.isoformat(), last=last.isoformat())


@dataclass(frozen=True)
class Signature:
    official: str
    role: str
    dissented: bool = False


@dataclass(frozen=True)
class Liable:
    official: str
    role: str
    term: Tenure


def liable(
    decided_on: date, posts: Iterable[str], signatures: Sequence[Signature], tenures: Iterable[Tenure]
) -> list[Liable]:
    """Who answers for a decision: those in one of the posts that day who signed and did not dissent. What has become
    of them since, another post, promotion, retirement, is not asked."""
    signed = {one.official: one for one in signatures if not one.dissented}
    wanted = set(posts)
    return [
        Liable(term.official, signed[term.official].role, term)
        for term in tenures
        if term.post in wanted and term.official in signed and term.holds(decided_on)
    ]


def responsibility(
    *, broke_law: bool, ordered: bool, alone: bool, against_majority: bool, collective: bool, in_charge: bool
) -> str:
    """Direct: broke the law oneself, had others do it, decided without the collective procedure or against the majority.
    Leading: decided together, or in charge of what failed. 党政主要领导干部和国有企事业单位主要领导人员经济责任审计规定 (2019)
    第四十一条至第四十二条, to be verified."""
    if broke_law or ordered or alone or against_majority:
        return DIRECT
    return LEADING if collective or in_charge else NONE


EFFECTS: Final = {
    "transfer": (0, 12),
    "resignation": (12, 24),
    "ordered_resignation": (12, 24),
    "removal": (12, 24),
    "demotion": (0, 24),
    "admonition": (0, 0),
    "apology": (0, 0),
}
"""Form -> months without a post, months without a higher one (第十五条, to be verified)."""
FORM_LABELS: Final = {
    "admonition": N_("诫勉"),
    "apology": N_("责令公开道歉"),
    "transfer": N_("调离岗位"),
    "resignation": N_("引咎辞职"),
    "ordered_resignation": N_("责令辞职"),
    "removal": N_("免职"),
    "demotion": N_("降职"),
}


def effects(forms: Iterable[tuple[str, date]]) -> tuple[date | None, date | None]:
    """First day a post may be held again, and a higher one; of several the longer. None where nothing bars it."""
    posts, higher = [], []
    for form, day in forms:
        no_post, no_higher = EFFECTS[form]
        if no_post:
            posts.append(corresponding_day(day, no_post))
        if no_higher:
            higher.append(corresponding_day(day, no_higher))
    return max(posts, default=None), max(higher, default=None)
