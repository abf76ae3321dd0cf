"""A citation: where a figure or a rule comes from, its dates, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .errors import N_, ExpectedError
from .numerals import chinese

Verified = Literal["seen", "second_hand", "unverified"]
VERIFIED_LABELS: dict[Verified, str] = {"seen": "已核对原文", "second_hand": "转引", "unverified": "待核实"}


class CitationDatesWrong(ExpectedError):
    code = "citation.dates_wrong"
    message = N_("《{title}》的日期不对：{earlier_label} {earlier} 应不晚于{later_label} {later}。请对照原文更正。")


@dataclass(frozen=True, slots=True)
class Citation:
    """A document, and where given the provision in it.

    ``in_force_from`` is the first day in force (None: not known), ``in_force_to`` the first day no longer in force
    (None: still in force). Raises CitationDatesWrong when they, or issue and publication, are out of order; taking
    effect before publication is possible and allowed.
    """

    title: str
    number: str = ""
    """The document's number (文号), as 国务院令第711号."""
    article: int | None = None
    paragraph: int | None = None
    item: int | None = None
    issued: date | None = None
    published: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    verified: Verified = "unverified"

    def __post_init__(self) -> None:
        self._in_order("发文日期", self.issued, "公布日期", self.published)
        self._in_order("施行日期", self.in_force_from, "失效日期", self.in_force_to)

    def _in_order(self, earlier_label: str, earlier: date | None, later_label: str, later: date | None) -> None:
        if earlier is not None and later is not None and later < earlier:
            raise CitationDatesWrong(
                title=self.title, earlier_label=earlier_label, earlier=earlier, later_label=later_label, later=later
            )

    def in_force(self, day: date) -> bool:
        """Whether it is in force on a day; a document whose first day is not known is not."""
        if self.in_force_from is None or day < self.in_force_from:
            return False
        return self.in_force_to is None or day < self.in_force_to

    @property
    def provision(self) -> str:
        """第四十二条第二款第（三）项; empty where only the document is cited."""
        text = f"第{chinese(self.article)}条" if self.article else ""
        text += f"第{chinese(self.paragraph)}款" if self.paragraph else ""
        return text + (f"第（{chinese(self.item)}）项" if self.item else "")

    def __str__(self) -> str:
        """《政府信息公开条例》（国务院令第711号）第二十六条."""
        return f"《{self.title}》{f'（{self.number}）' if self.number else ''}{self.provision}"

    def in_full(self) -> str:
        """The citation with its dates and, unless the text itself was seen, a warning."""
        parts = [str(self)]
        for label, day in (
            ("发文", self.issued),
            ("公布", self.published),
            ("施行", self.in_force_from),
            ("失效", self.in_force_to),
        ):
            if day is not None:
                parts.append(f"{day.isoformat()} {label}")
        if self.verified != "seen":
            parts.append(VERIFIED_LABELS[self.verified])
        return "，".join(parts)
