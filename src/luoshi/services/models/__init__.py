"""Tables of services, one file a subject."""

from .cases import (
    Attachment,
    Case,
    Certificate,
    Contact,
    FeeLine,
    Grid,
    Item,
    NormativeDocument,
    PowerOfAttorney,
    ProcessVersion,
    Rating,
    ServicePoint,
    Step,
    Suspension,
)
from .drafts import ProcessDraft
from .inspections import (
    Inspection,
    InspectionMonth,
    InspectionObjection,
    InspectionPhoto,
    InspectionSheet,
    InspectionSubject,
)

__all__ = [
    "Attachment",
    "Case",
    "Certificate",
    "Contact",
    "FeeLine",
    "Grid",
    "Inspection",
    "InspectionMonth",
    "InspectionObjection",
    "InspectionPhoto",
    "InspectionSheet",
    "InspectionSubject",
    "Item",
    "NormativeDocument",
    "PowerOfAttorney",
    "ProcessDraft",
    "ProcessVersion",
    "Rating",
    "ServicePoint",
    "Step",
    "Suspension",
]
