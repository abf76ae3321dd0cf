"""What other rooms may ask of services: start a case, report an event, read where a case stands; and what it tells."""

from .domain.purposes import AIR_EXCEEDANCE, CREDIT_OBJECTION, CREDIT_REPAIR, DAMAGE_COMPENSATION
from .events import CaseFinished, CaseOverdue, CaseStarted, ResolutionsTaken
from .field import report
from .queries import CaseFacts, case_facts
from .service.intake import start

__all__ = [
    "AIR_EXCEEDANCE",
    "CREDIT_OBJECTION",
    "CREDIT_REPAIR",
    "DAMAGE_COMPENSATION",
    "CaseFacts",
    "CaseFinished",
    "CaseOverdue",
    "CaseStarted",
    "ResolutionsTaken",
    "case_facts",
    "report",
    "start",
]
