"""The registers of this room as rows: one description serves the JSON interface and the files that pages offer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.kernel.errors import N_, NotFound
from luoshi.kernel.manifest import Viewer
from luoshi.registry.api import require

from . import models

VIEW, AUDITS = "accountability.view", "accountability.view_audits"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True)
class Register:
    """``columns``: name in the file -> field of the rows. ``of``: which rows belong to a document."""

    label: str
    permission: str
    model: type[Model]
    columns: Mapping[str, str]
    of: str = "document"

    def rows(self, viewer: Viewer, document: str) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.filter(**{self.of: document})
        return rows.order_by("pk")


def _same(*names: str, **others: str) -> dict[str, str]:
    return {**{name: name for name in names}, **others}


class _Credit(Register):
    """What is kept and not published goes only to those who keep the file, as on the page."""

    def rows(self, viewer: Viewer, document: str) -> QuerySet[Any]:
        rows = super().rows(viewer, document)
        shown = Q(state=models.CreditRecord.State.PUBLISHED)
        return rows if viewer.may("accountability.keep_credit") else rows.filter(shown)


class _Officials(Register):
    """Terms belong to no one document: all there are."""

    def rows(self, viewer: Viewer, document: str) -> QuerySet[Any]:
        return models.Tenure.objects.order_by("pk")


REGISTERS: Mapping[str, Register] = {
    "state-firms": Register(
        N_("国有企业名录"),
        VIEW,
        models.StateFirm,
        _same("code", "uscc", "name", "parent", "share", "function_class", "industry", "state", "synthetic"),
    ),
    "statements": Register(
        N_("企业报表"),
        VIEW,
        models.FirmStatement,
        {
            "firm": "firm__code",
            **_same("year", "parent", "share", "assets", "liabilities", "equity_open", "equity_close", "revenue"),
            **_same("main_revenue", "total_profit", "net_profit", "interest", "source", "synthetic"),
        },
        of="firm__document",
    ),
    "internals": Register(
        N_("内部往来"),
        VIEW,
        models.InternalBalance,
        {"year": "year", "kind": "kind", "holder": "holder__code", "other": "other__code"}
        | _same("amount", "other_amount"),
        of="holder__document",
    ),
    "accounts": Register(
        N_("自然资源账户"),
        VIEW,
        models.ResourceAccount,
        _same("place", "account", "kind", "year", "unit", "opening", "increase_human", "increase_natural")
        | _same("decrease_human", "decrease_natural", "revaluation", "reason", "closing", "source", "synthetic"),
    ),
    "credit": _Credit(
        N_("信用信息"),
        VIEW,
        models.CreditRecord,
        _same("number", "subject", "subject_name", "category", "severity", "issuer", "title", "decided_on")
        | _same("publish_from", "repair_from", "stop_on", "disputed", "state", "ended_on", "synthetic"),
    ),
    "drawings": Register(
        N_("双随机抽查"),
        VIEW,
        models.Drawing,
        _same("number", "title", "agency", "seed", "rates", "drawn", "fingerprint", "made_at", "made_by", "synthetic"),
    ),
    "joint-inspections": Register(
        N_("联合抽查"),
        VIEW,
        models.JointInspection,
        _same("number", "title", "visits", "apart", "fingerprint", "made_at", "made_by", "synthetic"),
    ),
    "lot-objections": Register(
        N_("抽查异议"),
        VIEW,
        models.LotObjection,
        {"drawing": "drawing__number"}
        | _same("subject", "kind", "inspector", "reason", "raised_on", "outcome", "answer", "answered_on"),
        of="drawing__document",
    ),
    "inspection-results": Register(
        N_("抽查结果"),
        VIEW,
        models.InspectionResult,
        {"drawing": "drawing__number"}
        | _same(
            "subject", "subject_name", "inspectors", "inspected_on", "outcome", "note", "recorded_on", "corrected_on"
        )
        | _same("synthetic"),
        of="drawing__document",
    ),
    "compensation": Register(
        N_("流域生态补偿"),
        VIEW,
        models.CompensationLine,
        {"year": "round__year", "state": "round__state", **_same("place", "water", "forest", "use", "coefficient")}
        | _same("basis", "amount_fen"),
        of="round__document",
    ),
    "basin-debts": Register(
        N_("补偿资金台账"),
        VIEW,
        models.BasinDebt,
        _same("year", "debtor", "creditor", "amount_fen", "basis", "synthetic", agreement="agreement__code"),
    ),
    "basin-payments": Register(
        N_("补偿资金支付"),
        VIEW,
        models.BasinPayment,
        {"year": "debt__year", "debtor": "debt__debtor", "creditor": "debt__creditor"}
        | _same("kind", "amount_fen", "paid_on", "voucher", "reason"),
        of="debt__document",
    ),
    "audits": Register(
        N_("离任（任中）审计"),
        AUDITS,
        models.Audit,
        {"number": "number", "official": "tenure__official__code", "post": "tenure__post"}
        | _same("kind", "first", "last", "state", "issued_on", "result", "synthetic"),
    ),
    "findings": Register(
        N_("审计问题"),
        AUDITS,
        models.Finding,
        {"audit": "audit__number"} | _same("clause", "fact", "amount", "responsibility", "rectify_by", "rectified_on"),
        of="audit__document",
    ),
    "terms": _Officials(
        N_("任期"),
        AUDITS,
        models.Tenure,
        {"official": "official__code", "name": "official__name"}
        | _same("post", "unit", "place", "first", "last", "principal", "paper"),
    ),
    "decisions": Register(
        N_("决策"),
        AUDITS,
        models.Decision,
        _same("code", "title", "decided_on", "organ", "posts", "paper", "synthetic"),
    ),
    "damages": Register(
        N_("损害线索"),
        AUDITS,
        models.Damage,
        _same("found_on", "fact", "source", "place", "synthetic", decision="decision__code"),
    ),
    "answerable": Register(
        N_("责任人"),
        AUDITS,
        models.Accountable,
        {"damage": "damage__source", "official": "official__code", "post": "tenure__post", "role": "role"},
        of="damage__document",
    ),
}


def register_of(name: str, by: Viewer) -> Register:
    """Raises NotFound, NotAllowed."""
    if name not in REGISTERS:
        raise NotFound(what=name)
    require(by, REGISTERS[name].permission)
    return REGISTERS[name]


def rows_of(
    found: Register, by: Viewer, document: str, first: int = 0, most: int | None = None
) -> Iterator[dict[str, Any]]:
    """Rows in the order they were made; ``first`` and ``most`` cut a page out of them."""
    rows = found.rows(by, document).values_list(*found.columns.values())
    page = rows[first : None if most is None else first + most]
    for row in page.iterator(chunk_size=2000):
        yield dict(zip(found.columns, map(_plain, row), strict=True))


def _plain(value: Any) -> Any:
    """Exact numbers as text, so that no reader makes floats of money."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def write_csv(name: str, by: Viewer, document: str) -> Iterator[str]:
    """Line by line, so that a large register is never held whole. A text that a spreadsheet would run is put in quotes."""
    found = register_of(name, by)
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def flushed() -> str:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    writer.writerow(found.columns)
    yield "﻿" + flushed()
    for row in rows_of(found, by, document):
        writer.writerow([_cell(value) for value in row.values()])
        yield flushed()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA) and not _is_number(value):
        return f"'{value}"
    return "" if value is None else value


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def listed(by: Viewer) -> list[dict[str, Any]]:
    """What this person may read."""
    return [
        {"name": name, "label": _(one.label), "columns": list(one.columns)}
        for name, one in REGISTERS.items()
        if by.may(one.permission)
    ]
