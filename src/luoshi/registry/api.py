"""What other rooms may ask of the registry: who somebody is and what they may do; units, what is below them, groups."""

from .domain.roles import (
    ADMINISTRATOR,
    ANALYST,
    AUDITOR,
    EVERYONE,
    LEADER,
    LIAISON,
    REVIEWER,
    ROLES,
    SUPERVISOR,
    RoleViewer,
)
from .events import SignedIn, SignInRefused
from .parameters import (
    ParameterFacts,
    ValueFacts,
    parameter_facts,
    parameters,
    parameters_in_force,
    set_parameter,
    withdraw_parameter,
)
from .service import create_user, grant_role, require, set_password, system_viewer, viewer_of
from .units import UnitFacts, all_units, groups, subtree, unit_facts
from .web import PUBLIC, SIGNED_IN, Holds, ViewerRequest, paged, public, requires

__all__ = [
    "ADMINISTRATOR",
    "ANALYST",
    "AUDITOR",
    "EVERYONE",
    "LEADER",
    "LIAISON",
    "PUBLIC",
    "REVIEWER",
    "ROLES",
    "SIGNED_IN",
    "SUPERVISOR",
    "Holds",
    "ParameterFacts",
    "RoleViewer",
    "SignInRefused",
    "SignedIn",
    "UnitFacts",
    "ValueFacts",
    "ViewerRequest",
    "all_units",
    "create_user",
    "grant_role",
    "groups",
    "paged",
    "parameter_facts",
    "parameters",
    "parameters_in_force",
    "public",
    "require",
    "requires",
    "set_parameter",
    "set_password",
    "subtree",
    "system_viewer",
    "unit_facts",
    "viewer_of",
    "withdraw_parameter",
]
