"""Tables of this room, one file a subject."""

from .assets import (
    EquityAdjustment,
    FirmStatement,
    InternalBalance,
    PerformanceTable,
    Reorganisation,
    ReorganisationStep,
    StateFirm,
)
from .compensation import (
    BasinAgreement,
    BasinDebt,
    BasinDispute,
    BasinPayment,
    CompensationLine,
    CompensationRound,
)
from .credit import CreditRecord, Drawing, InspectionResult, JointInspection, LotObjection
from .liability import Accountable, Damage, Decision, Official, Sanction, Signature, Tenure
from .record import RecordEntry, RecordHead
from .resources import Audit, AuditTable, Finding, ResourceAccount

__all__ = [
    "Accountable",
    "Audit",
    "AuditTable",
    "BasinAgreement",
    "BasinDebt",
    "BasinDispute",
    "BasinPayment",
    "CompensationLine",
    "CompensationRound",
    "CreditRecord",
    "Damage",
    "Decision",
    "Drawing",
    "EquityAdjustment",
    "Finding",
    "FirmStatement",
    "InspectionResult",
    "InternalBalance",
    "JointInspection",
    "LotObjection",
    "Official",
    "PerformanceTable",
    "RecordEntry",
    "RecordHead",
    "Reorganisation",
    "ReorganisationStep",
    "ResourceAccount",
    "Sanction",
    "Signature",
    "StateFirm",
    "Tenure",
]
