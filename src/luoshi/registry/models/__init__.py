"""The registry's tables, one file a subject."""

from .entries import (
    VERSIONS,
    Entry,
    FirmVersion,
    FirmYearVersion,
    HouseholdVersion,
    PersonVersion,
    RegisterImport,
    RegisterMark,
    TalentVersion,
    Version,
)
from .parameters import Parameter, ParameterValue
from .places import Place
from .units import Unit, UnitGroup
from .users import RoleGrant, User
from .uses import RegisterUse

__all__ = [
    "VERSIONS",
    "Entry",
    "FirmVersion",
    "FirmYearVersion",
    "HouseholdVersion",
    "Parameter",
    "ParameterValue",
    "PersonVersion",
    "Place",
    "RegisterImport",
    "RegisterMark",
    "RegisterUse",
    "RoleGrant",
    "TalentVersion",
    "Unit",
    "UnitGroup",
    "User",
    "Version",
]
