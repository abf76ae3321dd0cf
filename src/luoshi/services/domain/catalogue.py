"""The catalogue of service items: its data elements, its named checks, and what it promises as a whole.

Data elements after GB/T 39554.2-2020; the checks are those that real catalogues are audited by; shares and compression
keep numerator and denominator, since published ratios differ in what they leave out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

WORKING_DAYS = {"working_day": 1, "month": 22, "year": 250}
"""Working days that a limit printed in another unit counts for when limits of many items are added up."""


class Material(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    name_en: str = ""
    source: Literal["applicant", "government", "other"] = "applicant"
    form: str = "原件或电子件"
    form_en: str = ""
    necessity: Literal["required", "optional", "later"] = "required"
    exempt_by_share: bool = False
    by_commitment: bool = False

    @model_validator(mode="after")
    def _usual_form_in_english(self) -> Self:
        if self.form == Material.model_fields["form"].default and not self.form_en:
            self.form_en = "Original or electronic copy"
        return self


class ItemFacts(BaseModel):
    """One item as a file gives it. ``legal_days`` None: the law sets no limit; ``promised_days`` 0: same day."""

    model_config = ConfigDict(extra="forbid")
    code: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=160)
    name_en: str = ""
    type_code: str = Field(pattern=r"^\d\d$")
    kind: Literal["instant", "promised"]
    unit: str
    process: str
    objects: list[Literal["person", "firm"]] = ["person", "firm"]
    legal_days: int | None = Field(default=None, ge=0)
    promised_days: int = Field(ge=0)
    visits: int = Field(default=0, ge=0)
    visit_reason: str = ""
    visit_reason_en: str = ""
    online_depth: Literal["I", "II", "III", "IV"] = "IV"
    mail: bool = True
    conditions: list[str] = []
    materials: list[Material] = []
    fee: bool = False
    fee_basis: str = ""
    fee_yuan: str = ""
    pay_online: bool = False
    result_name: str = ""
    result_name_en: str = ""
    result_type: Literal["certificate", "document", "closed"] = "closed"
    by_law: str = ""
    levels: list[Literal["county", "township", "village"]] = ["county"]
    consult_phone: str = ""
    complaint_phone: str = ""
    themes: list[str] = []
    themes_en: list[str] = []
    """The same in English and in the same order, or none."""
    words: list[str] = []
    bundle: dict[str, list[str]] = {}
    """For one thing in one go: code of each part -> codes of the parts whose results it needs."""
    national_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    synthetic: bool = False


class ItemFile(BaseModel):
    """A catalogue as it is taken in and given out."""

    model_config = ConfigDict(extra="forbid")
    items: list[ItemFacts]


class ItemFault(NamedTuple):
    """``field`` is where in the file it is to be mended."""

    rule: str
    field: str
    problem: str


_AREA_CODE = re.compile(r"^0\d{2,3}-?\d{7,8}$|^1\d{4}$")


def faults(item: ItemFacts) -> list[ItemFault]:
    """Every named rule that an item breaks."""
    found = []

    def wrong(rule: str, field: str, problem: str, broken: bool) -> None:
        if broken:
            found.append(ItemFault(rule, field, problem))

    wrong(
        "instant_same_day",
        "promised_days",
        "即办件应承诺当日办结，其余应为承诺件",
        (item.promised_days == 0) != (item.kind == "instant"),
    )
    wrong(
        "promise_longer_than_law",
        "promised_days",
        "承诺时限长于法定时限",
        item.legal_days is not None and item.promised_days > item.legal_days,
    )
    wrong(
        "themes_in_english",
        "themes_en",
        "英文主题应与主题一一对应",
        bool(item.themes_en) and len(item.themes_en) != len(item.themes),
    )
    wrong("visit_reason_missing", "visits", "要到现场，但没有写原因", item.visits > 0 and not item.visit_reason)
    wrong(
        "visit_reason_idle",
        "visit_reason",
        "不必到现场，不应再写到现场的原因",
        item.visits == 0 and bool(item.visit_reason),
    )
    wrong(
        "depth_and_visits",
        "online_depth",
        "网办深度为Ⅳ级的，到现场次数应为 0",
        item.online_depth == "IV" and item.visits > 0,
    )
    wrong(
        "offline_needs_mail",
        "mail",
        "零跑动又不能全程网办的，应可邮寄办理",
        item.visits == 0 and item.online_depth != "IV" and not item.mail,
    )
    wrong(
        "fee_basis_missing",
        "fee",
        "收费的，应写依据并开通网上支付",
        item.fee and not (item.fee_basis and item.pay_online),
    )
    wrong(
        "fee_idle", "fee", "不收费的，不应有网上支付或依据", not item.fee and (item.pay_online or bool(item.fee_basis))
    )
    wrong("result_type", "result_type", "结果名称以“证”结尾的应为证照，以“文”“批复”结尾的应为文书", _result_wrong(item))
    wrong(
        "phones_equal",
        "complaint_phone",
        "咨询电话与投诉电话应不同",
        bool(item.consult_phone) and item.consult_phone == item.complaint_phone,
    )
    for name, phone in (("consult_phone", item.consult_phone), ("complaint_phone", item.complaint_phone)):
        wrong("phone_area_code", name, f"电话“{phone}”应带区号", bool(phone) and not _AREA_CODE.match(phone))
    return found


def _result_wrong(item: ItemFacts) -> bool:
    name = item.result_name
    if name.endswith(("证", "执照")):
        return item.result_type != "certificate"
    return name.endswith(("文", "批复")) and item.result_type != "document"


class Share(NamedTuple):
    """A share with what it was made of; None of nothing."""

    part: float
    whole: float

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


def zero_trip(visits: Sequence[int], *, at_most: int = 0, left_out: int = 0) -> Share:
    """一趟不用跑 (``at_most`` 0) or 最多跑一趟 (1); ``left_out`` are items on the list of those that can't (不宜跑零次)."""
    return Share(sum(n <= at_most for n in visits), len(visits) - left_out)


def compression(limits: Iterable[tuple[float | None, float]]) -> Share:
    """承诺时限压缩比, pooled: days saved of all legal days; items without a legal limit are left out."""
    known = [(legal, promised) for legal, promised in limits if legal is not None]
    return Share(sum(legal - promised for legal, promised in known), sum(legal for legal, _ in known))


def mean_compression(limits: Iterable[tuple[float | None, float]]) -> float | None:
    """The other formula in use: the mean of the items' own ratios."""
    ratios = [1 - promised / legal for legal, promised in limits if legal]
    return sum(ratios) / len(ratios) if ratios else None


def shared_materials(items: Iterable[ItemFacts]) -> dict[str, list[str]]:
    """Papers that several items ask for, asked for once: name -> codes of the items."""
    found: dict[str, list[str]] = {}
    for item in items:
        for material in item.materials:
            found.setdefault(material.name, []).append(item.code)
    return {name: codes for name, codes in found.items() if len(codes) > 1}


_UNITS = re.compile(r"^(\d+)\s*(?:个)?(工作日|日|天|月|年)$")


def working_days(text: str) -> int | None:
    """A limit as catalogues print it, in working days: ``20个工作日``, ``3个月``, ``1年``, ``即办``; None for ``无``.

    Raises ValueError for anything else: a limit that is not understood is never guessed.
    """
    words = text.strip()
    if words in ("", "无", "无期限", "-1"):
        return None
    if words in ("即办", "当日办结", "0"):
        return 0
    found = _UNITS.match(words)
    if not found:
        raise ValueError(words)
    number, unit = int(found[1]), found[2]
    return number * {"月": WORKING_DAYS["month"], "年": WORKING_DAYS["year"]}.get(unit, 1)
