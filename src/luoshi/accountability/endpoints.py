"""The JSON interface of accountability: its registers, consolidated assets, credit, proofs, the record; and the same acts as
the pages."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from luoshi.kernel.errors import NotFound
from luoshi.kernel.today import today
from luoshi.registry.api import Holds, ViewerRequest

from . import exports
from .assets import books
from .compensation import basin
from .credit import drawing, results, service
from .domain import consolidation
from .history import history_of
from .models import CreditRecord, JointInspection
from .record import head, verify

router = Router(tags=["accountability"], auth=Holds("accountability.view"))
MOST = 1000


class Page(Schema):
    offset: int = Field(0, ge=0)
    limit: int = Field(100, ge=1, le=MOST)


class NewRecord(Schema):
    """A credit record as its issuer decided it."""

    number: str = Field(max_length=80)
    subject: str = Field(min_length=18, max_length=18)
    subject_name: str = Field(max_length=120)
    category: str
    severity: str
    issuer: str
    title: str = Field(max_length=200)
    decided_on: date
    special: bool = False


class Lots(Schema):
    """``conflicts``: inspector -> firms he may not be sent to."""

    title: str = Field(max_length=120)
    agency: str
    inspectors: list[str] = Field(max_length=2000)
    conflicts: dict[str, list[str]] = {}


class Result(Schema):
    subject: str = Field(max_length=18)
    outcome: str = Field(max_length=14)
    inspected_on: date
    note: str = Field(default="", max_length=1000)
    reason: str = Field(default="", max_length=300)


class Joint(Schema):
    title: str = Field(max_length=120)
    drawings: list[str] = Field(min_length=2, max_length=50)


class Payment(Schema):
    """``kind``: paid or recovered; a recovery needs its ``reason``."""

    kind: str = "paid"
    amount_fen: int
    paid_on: date
    voucher: str = Field(max_length=120)
    reason: str = Field("", max_length=200)


@router.get("/registers")
def registers(request: ViewerRequest) -> dict[str, Any]:
    """The registers that the person may read, with their columns."""
    return {"registers": exports.listed(request.viewer)}


@router.get("/{document}/registers/{name}")
def register(request: ViewerRequest, document: str, name: str, page: Query[Page]) -> dict[str, Any]:
    """A page of a register. Money is text, exact to the cent; ``_fen`` are whole fen."""
    found = exports.register_of(name, request.viewer)
    rows = list(exports.rows_of(found, request.viewer, document, page.offset, page.limit))
    return {"count": found.rows(request.viewer, document).count(), "offset": page.offset, "rows": rows}


@router.get("/{document}/assets/{year}")
def assets(request: ViewerRequest, document: str, year: int) -> dict[str, Any]:
    """Each group of a year consolidated, and all together, with what was eliminated."""
    now = books.of_year(document, year)
    if not now.members:
        raise NotFound(what=str(year))
    before = books.of_year(document, year - 1) if year - 1 in books.years(document) else None
    return {
        "year": year,
        "synthetic": now.synthetic,
        "groups": [_group([top], now, before) for top in now.tops],
        "all": _group(now.tops, now, before),
    }


def _group(tops: list[str], now: books.Year, before: books.Year | None) -> dict[str, Any]:
    found = consolidation.consolidate(tops, now.members, now.internals)
    ratios = asdict(books.ratios(tops, found, now, before))
    kinds = (consolidation.DEBT, consolidation.INVESTMENT, consolidation.SALE)
    amounts = ("assets", "liabilities", "equity", "minority", "state_equity", "revenue", "profit")
    return {
        "tops": tops,
        "firms": list(found.members),
        **{name: str(getattr(found, name)) for name in amounts},
        "eliminated": {kind: str(found.eliminated(kind)) for kind in kinds},
        "ratios": {name: str(v) if isinstance(v, Decimal) else v for name, v in ratios.items()},
    }


@router.get("/credit/{subject}")
def credit(request: ViewerRequest, subject: str) -> dict[str, Any]:
    """A firm's grade with the records it comes of; those not published go only to who keeps the file."""
    found = service.standing_of(subject, today())
    may = request.viewer.may("accountability.keep_credit")
    shown = [row for row in found.records if may or row.state == CreditRecord.State.PUBLISHED]
    names = ("number", "title", "severity", "issuer", "decided_on", "repair_from", "stop_on", "state", "disputed")
    return {
        "subject": found.subject,
        "name": found.name,
        "grade": found.grade,
        "on_list": found.on_list,
        "records": [{name: getattr(row, name) for name in names} for row in shown],
    }


@router.post("/{document}/credit", auth=Holds("accountability.keep_credit"))
def take_record(request: ViewerRequest, document: str, given: NewRecord) -> dict[str, Any]:
    """Take a record into the file. Refused where the directory does not name it, or the code does not check."""
    row = service.take_record(by=request.viewer, document=document, **given.dict())
    return {"number": row.number, "state": row.state, "repair_from": row.repair_from, "stop_on": row.stop_on}


@router.post("/{document}/drawings", auth=Holds("accountability.draw"))
def draw(request: ViewerRequest, document: str, given: Lots) -> dict[str, Any]:
    """Draw by lot from a seed that nobody chose."""
    row = drawing.draw_lots(by=request.viewer, document=document, **given.dict())
    return {"number": row.number, "seed": row.seed, "fingerprint": row.fingerprint, "drawn": row.drawn}


@router.get("/drawings/{number}/proof")
def proof(request: ViewerRequest, number: str) -> dict[str, Any]:
    """The drawing made again, and all that anyone needs to make it himself."""
    row = drawing.drawing_of(number)
    found = drawing.prove(row)
    names = ("number", "seed", "population", "rates", "inspectors", "conflicts", "drawn", "fingerprint")
    return {**{name: getattr(row, name) for name in names}, "proof": {**asdict(found), "holds": found.holds}}


@router.post("/drawings/{number}/results", auth=Holds("accountability.inspect"))
def record_result(request: ViewerRequest, number: str, given: Result) -> dict[str, Any]:
    """Enter what was found at a firm that was drawn, or correct it with a reason."""
    row = results.record_result(by=request.viewer, number=number, **given.dict())
    return {
        "firm": row.subject,
        "outcome": row.outcome,
        "inspected_on": row.inspected_on,
        "corrected": row.corrected_on,
    }


@router.post("/{document}/joint-inspections", auth=Holds("accountability.draw"))
def merge(request: ViewerRequest, document: str, given: Joint) -> dict[str, Any]:
    """Take drawings of several agencies together: one visit for a firm that more than one drew."""
    return _joint(drawing.merge_visits(by=request.viewer, document=document, **given.dict()))


@router.get("/joint-inspections/{number}/proof")
def joint(request: ViewerRequest, number: str) -> dict[str, Any]:
    row = JointInspection.objects.filter(number=number).first()
    if row is None:
        raise NotFound(what=number)
    found = drawing.prove_joint(row)
    return {**_joint(row), "proof": {**asdict(found), "holds": found.holds}}


def _joint(row: JointInspection) -> dict[str, Any]:
    return {"number": row.number, "apart": row.apart, "saved": row.saved, "visits": row.visits}


@router.get("/{document}/ledger")
def ledger(request: ViewerRequest, document: str, year: int | None = None) -> dict[str, Any]:
    """Who owes whom, in fen, with what was paid and recovered of it."""
    return {"debts": [_debt(one) for one in basin.ledger(document, year)]}


def _debt(one: basin.Standing) -> dict[str, Any]:
    row = one.debt
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in ("year", "debtor", "creditor", "amount_fen", "basis")},
        **{"paid_fen": one.paid, "recovered_fen": one.recovered, "open_fen": one.open, "disputed": one.disputed},
    }


@router.post("/ledger/{debt}/payments", auth=Holds("accountability.keep"))
def pay(request: ViewerRequest, debt: int, given: Payment) -> dict[str, Any]:
    """Enter a payment or a recovery; refused beyond what is open, or while a dispute is."""
    made = basin.pay(by=request.viewer, debt=debt, **given.dict())
    return _debt(basin.standing(made.debt))


@router.get("/record/head", auth=Holds("accountability.view_record"))
def record_head(request: ViewerRequest) -> dict[str, Any]:
    """The record's last entry: to be noted elsewhere, so that cutting the end off shows."""
    seq, digest = head()
    return {"seq": seq, "hash": digest}


@router.get("/record/verify", auth=Holds("accountability.view_record"))
def record_verify(request: ViewerRequest, seq: int | None = None, digest: str = "") -> dict[str, Any]:
    """Every break of the chain, against itself and against a head noted before (``seq`` and ``digest``)."""
    found = verify((seq, digest) if seq is not None and digest else None)
    return {"holds": not found, "breaks": [asdict(one) for one in found]}


@router.get("/record/history", auth=Holds("accountability.view_record"))
def record_history(request: ViewerRequest, subject: str) -> dict[str, Any]:
    """What the record tells of one thing, newest first."""
    return {"subject": subject, "entries": [asdict(line) for line in history_of([subject])]}
