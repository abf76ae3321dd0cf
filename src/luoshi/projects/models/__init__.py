"""The tables of projects, one file a subject."""

from .content import Backdrop, City, LifeCycle, Place
from .progress import Activity, Baseline, Dependency, MonthReport, Permit, Photo, Problem
from .project import Contract, Funding, Parcel, Project
from .rolling import Roll, RollLine, YearPlan

__all__ = [
    "Activity",
    "Backdrop",
    "Baseline",
    "City",
    "Contract",
    "Dependency",
    "Funding",
    "LifeCycle",
    "MonthReport",
    "Parcel",
    "Permit",
    "Photo",
    "Place",
    "Problem",
    "Project",
    "Roll",
    "RollLine",
    "YearPlan",
]
