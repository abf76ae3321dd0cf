"""Projects as OC4IDS 0.9.5 JSON (Open Contracting for Infrastructure Data Standard), written and read.

What the standard has no field for travels in its own extension point, classifications of our schemes (``LUOSHI-*``), so that
what is written can be read again without loss and every other reader still understands the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft4Validator

from ..domain import rolling
from .records import (
    ContractRecord,
    FileFault,
    FileNotUnderstood,
    FileRefused,
    FundingRecord,
    ParcelRecord,
    PermitRecord,
    ProjectRecord,
)

VERSION = "0.9"
SCHEMA = Path(__file__).resolve().parent / "oc4ids_schema" / "project-schema.json"
_STATUS = {
    rolling.RESERVE: "identification",
    rolling.PRELIMINARY: "preparation",
    rolling.STARTING: "preparation",
    rolling.UNDER_WAY: "implementation",
    rolling.DONE: "completion",
    rolling.ENDED: "cancelled",
}
_STAGE = {
    "identification": rolling.RESERVE,
    "preparation": rolling.PRELIMINARY,
    "implementation": rolling.UNDER_WAY,
    "completion": rolling.DONE,
    "maintenance": rolling.DONE,
    "decommissioning": rolling.ENDED,
    "decommissioned": rolling.ENDED,
    "cancelled": rolling.ENDED,
}
_TEXTS = ("kind", "category", "stage", "level", "city", "name_en", "leader", "document", "measure", "township")
_NATURE = {"works": "construction", "goods": "construction", "services": "supervision"}
CODE_SCHEME = "CN-INVESTMENT-PROJECT"


@cache
def _validator() -> Draft4Validator:
    return Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))


def faults_of(project: dict[str, Any]) -> list[str]:
    """What of one project the standard's schema does not allow, with the path of each."""
    return [
        f"{'/'.join(map(str, error.absolute_path)) or '/'}: {error.message[:200]}"
        for error in _validator().iter_errors(project)
    ]


def package(records: Iterable[ProjectRecord], *, publisher: str, uri: str, published: date) -> dict[str, Any]:
    return {
        "uri": uri,
        "publishedDate": _moment(published),
        "version": VERSION,
        "publisher": {"name": publisher},
        "projects": [write(record) for record in records],
    }


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _amount(value: Decimal) -> dict[str, Any]:
    return {"amount": float(value) if value % 1 else int(value), "currency": "CNY"}


def _period(start: date | None, end: date | None) -> dict[str, Any] | None:
    found = {"startDate": start, "endDate": end}
    return {name: _moment(day) for name, day in found.items() if day} or None


def write(record: ProjectRecord) -> dict[str, Any]:
    """One project; what is not known is left out, as the standard wants."""
    classes = [
        {"scheme": f"LUOSHI-{name.upper().replace('_', '-')}", "id": value}
        for name in _TEXTS
        if (value := getattr(record, name))
    ]
    classes += [{"scheme": "LUOSHI-CLAUSE", "id": clause} for clause in record.clauses]
    if record.synthetic:
        classes.append({"scheme": "LUOSHI-SYNTHETIC", "id": "true", "description": "样例数据（合成）"})
    roles = [(record.owner, record.owner_name, "publicAuthority"), (record.sponsor, record.sponsor, "procuringEntity")]
    found: dict[str, Any] = {
        "id": record.code,
        "title": record.name,
        "description": record.scale,
        "status": _STATUS[record.stage],
        "type": record.works,
        "sector": [record.sector] if record.sector else None,
        "language": "zh",
        "identifiers": [{"scheme": CODE_SCHEME, "id": record.national_code}] if record.national_code else None,
        "publicAuthority": {"id": record.owner, "name": record.owner_name or record.owner} if record.owner else None,
        "parties": [{"id": code, "name": name or code, "roles": [role]} for code, name, role in roles if code],
        "period": _period(record.start, record.finish),
        "implementationPeriod": _period(record.started, record.finished),
        "locations": _locations(record),
        "budget": _budget(record),
        "metrics": _metrics(record),
        "milestones": [_milestone(permit) for permit in record.permits],
        "contractingProcesses": [_process(contract) for contract in record.contracts],
        "additionalClassifications": classes,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def _locations(record: ProjectRecord) -> list[dict[str, Any]]:
    found = []
    if record.lon is not None and record.lat is not None:
        point = [float(record.lon), float(record.lat)]
        found.append({"id": "point", "geometry": {"type": "Point", "coordinates": point}})
    if record.outline:
        found.append({"id": "outline", "geometry": record.outline})
    return found


def _budget(record: ProjectRecord) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if record.total_yuan is not None:
        found["amount"] = _amount(record.total_yuan)
    if record.funding:
        rows = [
            {
                "id": f"{f.source}-{f.year}",
                "description": f.source,
                "amount": _amount(f.planned_yuan),
                "period": _period(date(f.year, 1, 1), date(f.year, 12, 31)),
            }
            for f in record.funding
        ]
        found["budgetBreakdowns"] = [
            {"id": "source-and-year", "description": "资金来源和年度", "budgetBreakdown": rows}
        ]
    return found


def _metrics(record: ProjectRecord) -> list[dict[str, Any]]:
    found = [
        {"id": code, "title": title, "observations": [{"id": "1", "value": _amount(value)}]}
        for code, title, value in (
            ("feasibilityEstimate", "可研估算", record.estimate_yuan),
            ("approvedBudget", "概算", record.budget_yuan),
        )
        if value is not None
    ]
    if record.funding and any(f.paid_yuan for f in record.funding):
        paid = [
            {"id": f"{f.source}-{f.year}", "value": _amount(f.paid_yuan), "notes": f.source}
            for f in record.funding
            if f.paid_yuan
        ]
        found.append({"id": "fundsPaid", "title": "到位资金", "observations": paid})
    if record.parcels:
        areas = [
            {"id": p.code, "measure": str(p.area_mu), "unit": {"name": "亩"}, "notes": f"{p.name}\n{p.approval}"}
            for p in record.parcels
        ]
        found.append({"id": "landParcels", "title": "用地", "observations": areas})
    return found


def _milestone(permit: PermitRecord) -> dict[str, Any]:
    found: dict[str, Any] = {"id": permit.step, "title": permit.name, "type": "approval", "code": permit.step}
    found["status"] = "met" if permit.done else "scheduled"
    if permit.due:
        found["dueDate"] = _moment(permit.due)
    if permit.done:
        found["dateMet"] = _moment(permit.done)
    return found


def _process(contract: ContractRecord) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "title": contract.name,
        "externalReference": contract.kind,
        "nature": [_NATURE[contract.kind]],
        "status": "active",
        "tender": {"procurementMethod": "open" if contract.tendered else "direct"},
        "contractValue": _amount(contract.value_yuan),
    }
    if contract.supplier:
        summary["suppliers"] = [{"id": contract.supplier, "name": contract.supplier}]
    if period := _period(contract.start, contract.finish):
        summary["contractPeriod"] = period
    return {"id": contract.code, "summary": summary}


def read(content: bytes) -> list[ProjectRecord]:
    """A package, a list of projects or one project. Raises FileNotUnderstood, FileRefused naming each project's faults."""
    try:
        given = json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FileNotUnderstood(reason=str(error)[:80]) from None
    projects = given.get("projects", [given]) if isinstance(given, dict) else given
    if not isinstance(projects, list) or not all(isinstance(p, dict) for p in projects):
        raise FileNotUnderstood(reason=_("没有 projects"))
    faults, found = [], []
    for n, project in enumerate(projects, start=1):
        plain = json.loads(json.dumps(project, default=float))
        if wrong := faults_of(plain):
            faults += [
                FileFault("projects", n, path, "", rule) for path, _c, rule in (w.partition(": ") for w in wrong)
            ]
            continue
        try:
            found.append(_record(project, n))
        except (ValueError, TypeError, AttributeError, InvalidOperation, OverflowError) as error:
            faults.append(FileFault("projects", n, "", "", _("内容无法识别：%(error)s") % {"error": str(error)[:80]}))
    if faults:
        raise FileRefused(faults)
    return found


def _day(text: str | None) -> date | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC).date() if text else None


def _value(found: dict[str, Any] | None) -> Decimal | None:
    if not found or found.get("amount") is None:
        return None
    if found.get("currency", "CNY") != "CNY":
        raise ValueError(_("金额的币种是 %(currency)s，请先换算成人民币") % {"currency": found["currency"]})
    return Decimal(found["amount"])


def _record(p: dict[str, Any], row: int) -> ProjectRecord:
    classes: dict[str, list[str]] = {}
    for one in p.get("additionalClassifications", []):
        classes.setdefault(str(one.get("scheme", "")), []).append(str(one.get("id", "")))
    own = {name: classes.get(f"LUOSHI-{name.upper().replace('_', '-')}", [""])[0] for name in _TEXTS}
    facts = {name: value for name, value in own.items() if value}
    facts.setdefault("stage", _STAGE.get(p.get("status", ""), rolling.RESERVE))
    places = {place.get("geometry", {}).get("type"): place for place in p.get("locations", [])}
    point = places.pop("Point", {}).get("geometry", {}).get("coordinates") or (None, None)
    outline = next((place["geometry"] for place in places.values() if place.get("geometry")), None)
    period, real = p.get("period", {}), p.get("implementationPeriod", {})
    metrics = {m["id"]: m.get("observations", []) for m in p.get("metrics", [])}
    single = {code: _value(rows[0].get("value")) for code, rows in metrics.items() if rows and "value" in rows[0]}
    authority = p.get("publicAuthority", {})
    sponsor = next((q.get("name", "") for q in p.get("parties", []) if "procuringEntity" in q.get("roles", [])), "")
    identifiers = {i.get("scheme"): i.get("id", "") for i in p.get("identifiers", [])}
    return ProjectRecord(
        code=p["id"],
        name=p.get("title", ""),
        scale=p.get("description", ""),
        national_code=identifiers.get(CODE_SCHEME, ""),
        works=p.get("type", "construction"),
        sector=(p.get("sector") or [""])[0],
        owner=authority.get("id", ""),
        owner_name=authority.get("name", ""),
        sponsor=sponsor,
        lon=Decimal(str(point[0])) if point[0] is not None else None,
        lat=Decimal(str(point[1])) if point[0] is not None else None,
        outline=json.loads(json.dumps(outline, default=float)) if outline else None,
        total_yuan=_value(p.get("budget", {}).get("amount")),
        estimate_yuan=single.get("feasibilityEstimate"),
        budget_yuan=single.get("approvedBudget"),
        start=_day(period.get("startDate")),
        finish=_day(period.get("endDate")),
        started=_day(real.get("startDate")),
        finished=_day(real.get("endDate")),
        clauses=tuple(classes.get("LUOSHI-CLAUSE", [])),
        synthetic="LUOSHI-SYNTHETIC" in classes,
        funding=_funding(p, metrics.get("fundsPaid", [])),
        parcels=tuple(_parcel(o) for o in metrics.get("landParcels", [])),
        contracts=tuple(_contract(c) for c in p.get("contractingProcesses", [])),
        permits=tuple(
            PermitRecord(m["id"], m.get("title", ""), _day(m.get("dueDate")), _day(m.get("dateMet")))
            for m in p.get("milestones", [])
            if m.get("type") == "approval"
        ),
        row=row,
        **facts,
    )


def _funding(p: dict[str, Any], paid: Sequence[dict[str, Any]]) -> tuple[FundingRecord, ...]:
    arrived = {o["id"]: _value(o.get("value")) or Decimal(0) for o in paid}
    found = []
    for group in p.get("budget", {}).get("budgetBreakdowns", []):
        for row in group.get("budgetBreakdown", []):
            start = _day(row.get("period", {}).get("startDate"))
            amount = _value(row.get("amount"))
            if start and amount is not None:
                source = row.get("description") or row.get("sourceParty", {}).get("name") or row["id"]
                found.append(FundingRecord(source, start.year, amount, arrived.get(row["id"], Decimal(0))))
    return tuple(found)


def _parcel(o: dict[str, Any]) -> ParcelRecord:
    name, _line, approval = str(o.get("notes", "")).partition("\n")
    return ParcelRecord(o["id"], name, Decimal(str(o.get("measure", 0))), approval)


def _contract(c: dict[str, Any]) -> ContractRecord:
    s = c.get("summary", {})
    nature = (s.get("nature") or ["construction"])[0]
    kind = s.get("externalReference", "")
    period = s.get("contractPeriod", {})
    return ContractRecord(
        code=c["id"],
        name=s.get("title", ""),
        kind=kind if kind in _NATURE else ("works" if nature == "construction" else "services"),
        value_yuan=_value(s.get("contractValue")) or Decimal(0),
        supplier=next((q.get("name", "") for q in s.get("suppliers", [])), ""),
        tendered=s.get("tender", {}).get("procurementMethod", "open") != "direct",
        start=_day(period.get("startDate")),
        finish=_day(period.get("endDate")),
    )
