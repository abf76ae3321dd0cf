"""The tables of projects, one file a subject."""

from .calls import Acceptance, Bid, Call, Expert, IntegrityEntry, Milestone, Programme, Review, Seat
from .content import Backdrop, City, LifeCycle, Place
from .land import LandDemand, LandPlot, LandQuota, LandRound
from .oversight import ChangeRequest, ClawBack, Objection, Refund
from .progress import Activity, Baseline, Dependency, MonthReport, Permit, Photo, Problem
from .project import Contract, Funding, Parcel, Payment, Project
from .promotion import Lead, LeadMove, Promise
from .renewal import Ballot, HouseVote, Taking, YearFlow
from .rolling import Roll, RollLine, YearPlan

__all__ = [
    "Acceptance",
    "Activity",
    "Backdrop",
    "Ballot",
    "Baseline",
    "Bid",
    "Call",
    "ChangeRequest",
    "City",
    "ClawBack",
    "Contract",
    "Dependency",
    "Expert",
    "Funding",
    "HouseVote",
    "IntegrityEntry",
    "LandDemand",
    "LandPlot",
    "LandQuota",
    "LandRound",
    "Lead",
    "LeadMove",
    "LifeCycle",
    "Milestone",
    "MonthReport",
    "Objection",
    "Parcel",
    "Payment",
    "Permit",
    "Photo",
    "Place",
    "Problem",
    "Programme",
    "Project",
    "Promise",
    "Refund",
    "Review",
    "Roll",
    "RollLine",
    "Seat",
    "Taking",
    "YearFlow",
    "YearPlan",
]
