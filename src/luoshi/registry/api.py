"""What other rooms may ask of the registry: who somebody is and what they may do; units, what is below
them, groups; parameters; people, households and firms, and snapshots of them all."""

from .bulk import insert_rows, set_rows
from .content import unit_codes
from .domain.registers import FIRM, FIRM_YEAR, HOUSEHOLD, PERSON, REGISTERS, TALENT, Field, Register
from .domain.roles import (
    ADMINISTRATOR,
    ANALYST,
    AUDITOR,
    CLERK,
    EVERYONE,
    FIELD_WORKER,
    LEADER,
    LIAISON,
    REVIEWER,
    ROLES,
    SUPERVISOR,
    RoleViewer,
)
from .domain.synthetic import county as synthetic_county
from .domain.synthetic import townships_like
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
from .places import PlaceFacts, place_facts, place_names, places
from .register_files import FileUnreadable, read_cells
from .registers import find_entry, has_samples, known_rows, register_frame, snapshot
from .service import (
    create_user,
    grant_role,
    holders,
    holders_over,
    people_gone,
    require,
    set_password,
    switch_user,
    system_viewer,
    viewer_of,
)
from .snapshots import SnapshotMissing, scan_snapshot, write_snapshot
from .units import UnitFacts, all_units, groups, subtree, unit_facts
from .web import PUBLIC, SIGNED_IN, Holds, ViewerRequest, paged, public, requires

__all__ = [
    "ADMINISTRATOR",
    "ANALYST",
    "AUDITOR",
    "CLERK",
    "EVERYONE",
    "FIELD_WORKER",
    "FIRM",
    "FIRM_YEAR",
    "HOUSEHOLD",
    "LEADER",
    "LIAISON",
    "PERSON",
    "PUBLIC",
    "REGISTERS",
    "REVIEWER",
    "ROLES",
    "SIGNED_IN",
    "SUPERVISOR",
    "TALENT",
    "Field",
    "FileUnreadable",
    "Holds",
    "ParameterFacts",
    "PlaceFacts",
    "Register",
    "RoleViewer",
    "SignInRefused",
    "SignedIn",
    "SnapshotMissing",
    "UnitFacts",
    "ValueFacts",
    "ViewerRequest",
    "all_units",
    "create_user",
    "find_entry",
    "grant_role",
    "groups",
    "has_samples",
    "holders",
    "holders_over",
    "insert_rows",
    "known_rows",
    "paged",
    "parameter_facts",
    "parameters",
    "parameters_in_force",
    "people_gone",
    "place_facts",
    "place_names",
    "places",
    "public",
    "read_cells",
    "register_frame",
    "require",
    "requires",
    "scan_snapshot",
    "set_parameter",
    "set_password",
    "set_rows",
    "snapshot",
    "subtree",
    "switch_user",
    "synthetic_county",
    "system_viewer",
    "townships_like",
    "unit_codes",
    "unit_facts",
    "viewer_of",
    "withdraw_parameter",
    "write_snapshot",
]
