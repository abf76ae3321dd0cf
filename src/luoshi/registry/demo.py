"""Demonstration accounts: named by function, without a password, offered on the sign-in page in demo mode only."""

from __future__ import annotations

from pydantic import BaseModel

from luoshi.kernel.content import load_csv
from luoshi.kernel.manifest import Programme

from .domain.roles import LIAISON, ROLES
from .models import Unit, User
from .service import create_user, grant_role, system_viewer

LIAISONS = 5


class AccountRow(BaseModel):
    username: str
    display_name: str
    role: str
    unit: str | None = None


def _accounts(programme: Programme) -> list[AccountRow]:
    """The programme's own accounts; without a list, one for each role, and a liaison for each of the first units."""
    path = programme.folder / "demo" / "accounts.csv"
    if path.exists():
        return load_csv(path, AccountRow)
    rows = [
        AccountRow(username=role, display_name=f"{label}（演示）", role=role)
        for role, label in ROLES.items()
        if role != LIAISON
    ]
    units = Unit.objects.order_by("order")[:LIAISONS]
    return rows + [
        AccountRow(username=unit.code, display_name=f"{unit.short_name}联络员（演示）", role=LIAISON, unit=unit.code)
        for unit in units
    ]


def seed(programme: Programme) -> int:
    made = 0
    for row in _accounts(programme):
        if User.objects.filter(username=row.username).exists():
            continue
        by = system_viewer()
        create_user(by=by, username=row.username, display_name=row.display_name, password=None, is_demo=True)
        grant_role(by=by, username=row.username, role=row.role, unit=row.unit)
        made += 1
    return made
