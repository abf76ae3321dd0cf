"""What other rooms may ask of entitlements: run a sweep, read its findings, ask what the rules say of given facts."""

from dataclasses import dataclass

from .domain.errors import EntityUnknown, NameUnknown, RuleCycle, RuleNotInForce, RuleUnknown
from .domain.law import LawOnDay
from .domain.reasons import Reason, missing, reasons
from .domain.single import Answer, ask, written
from .events import HelperAssigned, SweepDone
from .models import Finding, Sweep
from .service import SweepOutcome, law_on, place_of, run_sweep

__all__ = [
    "Answer",
    "EntityUnknown",
    "Found",
    "HelperAssigned",
    "LawOnDay",
    "NameUnknown",
    "Reason",
    "RuleCycle",
    "RuleNotInForce",
    "RuleUnknown",
    "SweepDone",
    "SweepOutcome",
    "ask",
    "findings",
    "is_sample_run",
    "latest_run",
    "law_on",
    "missing",
    "place_of",
    "reasons",
    "run_sweep",
    "written",
]


@dataclass(frozen=True)
class Found:
    """``key`` is the number in the register, not masked: for computation, never for showing."""

    kind: str
    rule: str
    entity: str
    key: str
    township: str
    amount: int | None
    missing: tuple[str, ...]


def is_sample_run(run: str) -> bool:
    """Whether the registers held sample data when the run was made."""
    return Sweep.objects.filter(run=run, synthetic=True).exists()


def latest_run() -> str:
    """The last run over all registers; empty before the first."""
    return Sweep.objects.values_list("run", flat=True).first() or ""


def findings(run: str, kind: str = "", rule: str = "") -> list[Found]:
    """Whom a run points out."""
    rows = Finding.objects.filter(sweep__run=run)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(rule=rule) if rule else rows
    return [
        Found(r.kind, r.rule, r.entity, r.key, r.township, r.amount, tuple(filter(None, r.missing.split(","))))
        for r in rows
    ]
