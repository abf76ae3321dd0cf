"""What only a demonstration has: accounts named by function, without a password, and a small synthetic population."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from pydantic import BaseModel

from luoshi.kernel.content import load_csv
from luoshi.kernel.manifest import Programme

from .domain.frames import SAMPLE
from .domain.registers import REGISTERS
from .domain.roles import LIAISON, ROLES
from .domain.synthetic import county, townships_like
from .models import Entry, Unit, User
from .places import TownshipRow
from .register_acts import take_in
from .service import create_user, grant_role, system_viewer

LIAISONS = 5
PEOPLE = 1500
FIRMS = 400
"""Many firms for few people: a county's industries show only in numbers."""


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
    return _seed_accounts(programme) + _seed_registers(programme)


def _seed_registers(programme: Programme) -> int:
    """A small synthetic population, so that registers and rules have something to show."""
    if not programme.demo or Entry.objects.exists():
        return 0
    day = programme.demo["as_of"]
    townships = _townships(programme)
    frames = county(PEOPLE, seed=programme.demo["seed"], as_of=day, townships=townships, firms=FIRMS)
    with transaction.atomic():
        for code, frame in frames.items():
            take_in(
                by=system_viewer(),
                register=REGISTERS[code],
                frame=frame,
                valid_from=date(day.year, 1, 1),
                source=SAMPLE,
                synthetic=True,
            )
    return sum(frame.height for frame in frames.values())


def _townships(programme: Programme) -> list[str]:
    """The codes of the programme's own townships, so that maps and lists agree; else codes of no county."""
    path = programme.folder / "places" / "townships.csv"
    return [row.code for row in load_csv(path, TownshipRow)] if path.exists() else townships_like()


def _seed_accounts(programme: Programme) -> int:
    made = 0
    for row in _accounts(programme):
        if User.objects.filter(username=row.username).exists():
            continue
        by = system_viewer()
        create_user(by=by, username=row.username, display_name=row.display_name, password=None, is_demo=True)
        grant_role(by=by, username=row.username, role=row.role, unit=row.unit)
        made += 1
    return made
