"""A project and a plan as files carry them: plain records, apart from tables; and the checks every format shares."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_, ExpectedError
from luoshi.standards.gb40058 import ProjectCodeWrong, read_project_code

from ..domain.network import Activity, Link, LinkKind, schedule


@dataclass(frozen=True, order=True)
class FileFault:
    """``row`` counts as the file shows it (a table's first row of data is 2); ``where`` names the sheet or part."""

    where: str
    row: int
    column: str
    value: str
    rule: str


class FileRefused(ExpectedError):
    code = "projects.file_refused"
    message = N_("文件有 {count} 处错误，没有导入任何内容。请按报告更正后重新上传。")

    def __init__(self, faults: Iterable[FileFault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__(count=len(self.faults))


class FileNotUnderstood(ExpectedError):
    code = "projects.file_not_understood"
    message = N_(
        "读不出这个文件：{reason}。请用 xlsx（本页可下载模板）、OC4IDS 的 JSON 或 Microsoft Project 的 XML 文件。"
    )


@dataclass(frozen=True)
class FundingRecord:
    source: str
    year: int
    planned_yuan: Decimal
    paid_yuan: Decimal = Decimal(0)


@dataclass(frozen=True)
class ParcelRecord:
    code: str
    name: str
    area_mu: Decimal
    approval: str = ""


@dataclass(frozen=True)
class ContractRecord:
    code: str
    name: str
    kind: str
    value_yuan: Decimal
    supplier: str = ""
    tendered: bool = True
    start: date | None = None
    finish: date | None = None


@dataclass(frozen=True)
class PermitRecord:
    """A permit step as other systems see it: a milestone of approval."""

    step: str
    name: str
    due: date | None = None
    done: date | None = None


@dataclass(frozen=True)
class ProjectRecord:
    """Money in yuan, land in mu, place in WGS84 degrees. ``row``: where the file has it, for faults found later."""

    code: str
    name: str
    national_code: str = ""
    name_en: str = ""
    scale: str = ""
    kind: str = "government"
    category: str = "infrastructure"
    works: str = "construction"
    sector: str = ""
    stage: str = "reserve"
    level: str = "county"
    city: str = ""
    township: str = ""
    owner: str = ""
    owner_name: str = ""
    sponsor: str = ""
    leader: str = ""
    lon: Decimal | None = None
    lat: Decimal | None = None
    outline: dict[str, Any] | None = None
    total_yuan: Decimal | None = None
    estimate_yuan: Decimal | None = None
    budget_yuan: Decimal | None = None
    start: date | None = None
    finish: date | None = None
    started: date | None = None
    finished: date | None = None
    document: str = ""
    measure: str = ""
    clauses: tuple[str, ...] = ()
    synthetic: bool = False
    funding: tuple[FundingRecord, ...] = ()
    parcels: tuple[ParcelRecord, ...] = ()
    contracts: tuple[ContractRecord, ...] = ()
    permits: tuple[PermitRecord, ...] = ()
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ActivityRecord:
    """``parent`` makes a work breakdown: what others name as parent is a summary and is not scheduled itself."""

    code: str
    name: str
    days: int
    parent: str = ""
    earliest: date | None = None
    percent: Decimal = Decimal(0)
    budget_yuan: Decimal | None = None
    actual_start: date | None = None
    actual_finish: date | None = None
    baseline_start: date | None = None
    baseline_finish: date | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class LinkRecord:
    before: str
    after: str
    kind: LinkKind = "FS"
    lag_days: int = 0


@dataclass(frozen=True)
class PlanRecord:
    name: str
    start: date | None
    activities: tuple[ActivityRecord, ...]
    links: tuple[LinkRecord, ...]

    @property
    def summaries(self) -> frozenset[str]:
        return frozenset(a.parent for a in self.activities if a.parent)


_FEW, _MANY = Decimal("0.0002"), Decimal("5000")
"""Amounts that differ by about 10,000: one in 元 beside one in 万元."""


def check_projects(where: str, records: Sequence[ProjectRecord], known: Collection[str] = ()) -> list[FileFault]:
    """Faults that any format can have. ``known``: national codes that other projects of the registry hold."""
    faults: list[FileFault] = []
    codes: dict[str, int] = {}
    national: dict[str, ProjectRecord] = {}
    for record in records:
        found = list(_own_faults(record))
        if codes.setdefault(record.code, record.row) != record.row:
            found.append(("编号", record.code, _("与第 %(n)s 行的编号重复") % {"n": codes[record.code]}))
        if record.national_code:
            other = national.setdefault(record.national_code, record)
            if other is not record or record.national_code in known:
                row = _("第 %(n)s 行的“%(name)s”") % {"n": other.row, "name": other.name}
                whose = row if other is not record else _("库中另一个项目")
                rule = _("%(whose)s已使用这个代码，一个代码只能对应一个项目") % {"whose": whose}
                found.append(("项目代码", record.national_code, rule))
        faults += [FileFault(where, record.row, column, str(value), rule) for column, value, rule in found]
        faults += _money_faults(where, record)
    return faults


def _own_faults(record: ProjectRecord) -> Iterator[tuple[str, object, str]]:
    """(column, value, rule) of what is wrong with a project by itself."""
    if not record.name.strip():
        yield "名称", "", _("项目没有名称")
    if record.national_code:
        try:
            read_project_code(record.national_code)
        except ProjectCodeWrong as error:
            yield "项目代码", record.national_code, error.text(_(error.message))
    lon, lat = record.lon, record.lat
    if (lon is None or lat is None) and not record.township and not record.outline:
        yield "经度", "", _("项目没有位置：请填写经纬度，或至少填写所在乡镇")
    if lon is not None and lat is not None and not (73 <= lon <= 136 and 3 <= lat <= 54):
        yield "经度", f"{lon},{lat}", _("不在中国范围内") + (_("，经度和纬度像是写反了") if 73 <= lat <= 136 else "")
    if record.start and record.finish and record.finish < record.start:
        yield "计划竣工", record.finish, _("早于计划开工 %(day)s") % {"day": record.start}
    if record.started and record.finished and record.finished < record.started:
        yield "实际竣工", record.finished, _("早于实际开工 %(day)s") % {"day": record.started}


def _money_faults(where: str, record: ProjectRecord) -> list[FileFault]:
    found = []
    amounts = {"可研估算": record.estimate_yuan, "概算": record.budget_yuan}
    funded = sum((f.planned_yuan for f in record.funding), Decimal(0))
    if funded:
        amounts["资金合计"] = funded
    for label, amount in (("总投资", record.total_yuan), *amounts.items()):
        if amount is not None and amount < 0:
            found.append(FileFault(where, record.row, label, f"{amount}", _("金额不能小于 0")))
    for label, amount in amounts.items():
        if not amount or not record.total_yuan or record.total_yuan < 0 or amount < 0:
            continue
        ratio = amount / record.total_yuan
        if ratio > _MANY or ratio < _FEW:
            rule = _("与总投资 %(total)s 元相差约一万倍，多半一个写成了元、一个写成了万元，请核对单位") % {
                "total": record.total_yuan
            }
            found.append(FileFault(where, record.row, label, f"{amount}", rule))
    return found


def check_plan(where: str, plan: PlanRecord) -> list[FileFault]:
    """Faults of a plan: durations, dates, percentages; then what keeps it from being scheduled, circles by name."""
    faults: list[FileFault] = []
    seen: dict[str, int] = {}
    for a in plan.activities:
        if seen.setdefault(a.code, a.row) != a.row:
            faults.append(FileFault(where, a.row, "工序编号", a.code, _("与第 %(n)s 行重复") % {"n": seen[a.code]}))
        if a.days < 0:
            faults.append(FileFault(where, a.row, "工期", str(a.days), _("工期不能小于 0")))
        if not 0 <= a.percent <= 100:
            faults.append(FileFault(where, a.row, "完成百分比", str(a.percent), _("应在 0 到 100 之间")))
        if a.actual_start and a.actual_finish and a.actual_finish < a.actual_start:
            faults.append(
                FileFault(
                    where, a.row, "实际完成", str(a.actual_finish), _("早于实际开始 %(day)s") % {"day": a.actual_start}
                )
            )
        if a.parent and a.parent not in {b.code for b in plan.activities}:
            faults.append(FileFault(where, a.row, "上级", a.parent, _("没有这道上级工序")))
    if faults:
        return faults
    try:
        leaves = [Activity(a.code, a.days) for a in plan.activities if a.code not in plan.summaries]
        schedule(leaves, [Link(k.before, k.after, k.kind, k.lag_days) for k in plan.links])
    except ExpectedError as error:
        faults.append(FileFault(where, 0, "前置关系", "", error.text(_(error.message))))
    return faults
