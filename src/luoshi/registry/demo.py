"""Demonstration accounts: named by function, without a password, offered on the sign-in page in demo mode only."""

from __future__ import annotations

from pydantic import BaseModel

from luoshi.kernel.content import load_csv
from luoshi.kernel.manifest import Programme

from .models import User
from .service import create_user, grant_role, system_viewer


class AccountRow(BaseModel):
    username: str
    display_name: str
    role: str
    unit: str | None = None


def seed(programme: Programme) -> int:
    path = programme.folder / "demo" / "accounts.csv"
    if not path.exists():
        return 0
    made = 0
    for row in load_csv(path, AccountRow):
        if User.objects.filter(username=row.username).exists():
            continue
        by = system_viewer()
        create_user(by=by, username=row.username, display_name=row.display_name, password=None, is_demo=True)
        grant_role(by=by, username=row.username, role=row.role, unit=row.unit)
        made += 1
    return made
