"""The roles a user may hold, each within a unit and the units below it."""

from __future__ import annotations

from dataclasses import dataclass

ROLES: dict[str, str] = {
    "supervisor": "督查员",
    "liaison": "联络员",
    "reviewer": "审核员",
    "leader": "领导",
    "analyst": "分析员",
    "auditor": "审计员",
    "administrator": "管理员",
    "clerk": "经办员",
    "field_worker": "网格员",
}

SUPERVISOR, LIAISON, REVIEWER, LEADER, ANALYST, AUDITOR, ADMINISTRATOR, CLERK, FIELD_WORKER = ROLES
EVERYONE = frozenset(ROLES)


@dataclass(frozen=True)
class Grant:
    """A role held over a unit and everything below it. ``units`` is that subtree; None means every unit."""

    role: str
    units: frozenset[str] | None


@dataclass(frozen=True)
class RoleViewer:
    """What a person may do, from the roles they hold. An anonymous visitor holds none."""

    username: str
    name: str
    grants: tuple[Grant, ...]
    roles_of: dict[str, frozenset[str]]
    """Permission code -> roles that hold it."""

    def _grants(self, permission: str) -> list[Grant]:
        wanted = self.roles_of.get(permission, frozenset())
        return [grant for grant in self.grants if grant.role in wanted]

    def may(self, permission: str, unit: str | None = None) -> bool:
        """Whether the permission is held: over ``unit`` when one is given, over any unit otherwise."""
        return any(unit is None or grant.units is None or unit in grant.units for grant in self._grants(permission))

    def units(self, permission: str) -> frozenset[str] | None:
        grants = self._grants(permission)
        if any(grant.units is None for grant in grants):
            return None
        return frozenset().union(*(grant.units or () for grant in grants))

    def has_role(self, role: str) -> bool:
        return any(grant.role == role for grant in self.grants)
