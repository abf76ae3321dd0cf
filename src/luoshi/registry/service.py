"""Acts on users and their roles."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from luoshi.kernel import manifest
from luoshi.kernel.errors import N_, ExpectedError, NotAllowed, NotFound
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now

from . import events
from .domain.roles import ROLES, Grant, RoleViewer
from .models import RoleGrant, Unit, User
from .units import all_units


class NameTaken(ExpectedError):
    code = "registry.name_taken"
    message = N_("账号“{username}”已经存在。请换一个账号名。")


class LastAdministrator(ExpectedError):
    code = "registry.last_administrator"
    message = N_("这是最后一个管理员，不能停用或撤销。请先给另一个账号授予管理员角色。")


def viewer_of(user: object) -> RoleViewer:
    """What the user may do now. Anonymous visitors and switched-off accounts hold no role."""
    roles_of = {code: permission.roles for code, permission in manifest.permissions().items()}
    if not isinstance(user, User) or not user.is_active:
        return RoleViewer(username="", name="", grants=(), roles_of=roles_of)
    return RoleViewer(username=user.username, name=str(user), grants=_grants(user.pk), roles_of=roles_of)


_GRANTS = """
WITH RECURSIVE below (id, role, unit) AS (
    SELECT id, role, unit_id FROM {grant} WHERE user_id = %s
    UNION
    SELECT below.id, below.role, {unit}.id FROM {unit} JOIN below ON {unit}.parent_id = below.unit
)
SELECT below.id, below.role, {unit}.code FROM below LEFT JOIN {unit} ON {unit}.id = below.unit
"""


def _grants(user: int) -> tuple[Grant, ...]:
    """Each role the user holds, with the unit it is held over and all below it. Asked at every request: one statement."""
    units: dict[tuple[int, str], set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS.format(grant=RoleGrant._meta.db_table, unit=Unit._meta.db_table), [user])
        for grant, role, code in cursor.fetchall():
            units.setdefault((grant, role), set()).update([code] if code else ())
    return tuple(Grant(role=role, units=frozenset(codes) or None) for (_id, role), codes in sorted(units.items()))


def system_viewer() -> RoleViewer:
    """The house itself: start-up, content and nightly runs act under this name and may do everything."""
    everything = frozenset(manifest.permissions())
    return RoleViewer(
        username="system",
        name="系统",
        grants=(Grant(role="system", units=None),),
        roles_of=dict.fromkeys(everything, frozenset({"system"})),
    )


def require(viewer: Viewer, permission: str, unit: str | None = None) -> None:
    """Raises NotAllowed, naming the permission in words, when the viewer does not hold it over the unit."""
    if not viewer.may(permission, unit):
        raise NotAllowed(permission=_(manifest.permissions()[permission].label))


def holders(permission: str, unit: str | None) -> dict[str, str]:
    """User name -> name of the active accounts that hold a permission over a unit (over all, where none is given)."""
    return holders_over(permission, [unit])[unit]


def holders_over(permission: str, units: Iterable[str | None]) -> dict[str | None, dict[str, str]]:
    """Unit -> its holders, as ``holders`` tells them, of many units at once. Two queries."""
    roles = manifest.permissions()[permission].roles
    parents = {code: facts.parent for code, facts in all_units().items()}
    grants = RoleGrant.objects.filter(role__in=roles, user__is_active=True).select_related("user", "unit")
    known = [
        (grant.unit.code if grant.unit else None, grant.user.username, str(grant.user))
        for grant in grants.order_by("user__username")
    ]
    found: dict[str | None, dict[str, str]] = {}
    for unit in set(units):
        above: set[str | None] = {None}
        at = unit
        while at in parents and at not in above:
            above.add(at)
            at = parents[at]
        found[unit] = {name: words for over, name, words in known if over in above}
    return found


def people_gone(names: Iterable[str]) -> frozenset[str]:
    """Of these names of people, those whose every account is switched off. Nothing is said of a name without an account."""
    rows = User.objects.filter(display_name__in=set(names)).values_list("display_name", "is_active")
    active: dict[str, bool] = {}
    for name, is_active in rows:
        active[name] = active.get(name, False) or is_active
    return frozenset(name for name, is_active in active.items() if not is_active)


def _require_manager(by: Viewer) -> None:
    """Accounts are managed by those who hold that over all units: over one, they could grant themselves the rest."""
    require(by, "registry.manage_users")
    if by.units("registry.manage_users") is not None:
        raise NotAllowed(permission=_(manifest.permissions()["registry.manage_users"].label))


def _user(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise NotFound(what=username)
    return user


@transaction.atomic
def create_user(*, by: Viewer, username: str, display_name: str, password: str | None, is_demo: bool = False) -> str:
    """Returns the user name. Without a password the account can't sign in until one is set. Raises NameTaken."""
    _require_manager(by)
    try:
        with transaction.atomic():
            User.objects.create_user(username, password, display_name=display_name, is_demo=is_demo)
    except IntegrityError:
        raise NameTaken(username=username) from None
    publish(events.UserCreated(actor=by.username, at=now(), subject=username))
    return username


@transaction.atomic
def grant_role(*, by: Viewer, username: str, role: str, unit: str | None) -> None:
    """Give the role over ``unit`` and all below it, or over all units. Granting twice changes nothing."""
    _require_manager(by)
    if role not in ROLES:
        raise NotFound(what=role)
    found = Unit.objects.filter(code=unit).first() if unit else None
    if unit and found is None:
        raise NotFound(what=unit)
    _, created = RoleGrant.objects.get_or_create(user=_user(username), role=role, unit=found)
    if created:
        publish(events.RoleGranted(actor=by.username, at=now(), subject=username, unit=unit or "", role=role))


@transaction.atomic
def revoke_role(*, by: Viewer, grant_id: int) -> None:
    _require_manager(by)
    grant = RoleGrant.objects.select_related("user", "unit").filter(pk=grant_id).first()
    if grant is None:
        raise NotFound(what=str(grant_id))
    if grant.role == "administrator":
        _keep_an_administrator(leaving=grant.user)
    grant.delete()
    publish(
        events.RoleRevoked(
            actor=by.username,
            at=now(),
            subject=grant.user.username,
            unit=grant.unit.code if grant.unit else "",
            role=grant.role,
        )
    )


@transaction.atomic
def switch_user(*, by: Viewer, username: str, active: bool) -> None:
    """Switch an account on or off. What it did stays in the record."""
    _require_manager(by)
    user = _user(username)
    if user.is_active == active:
        return
    if not active and user.grants.filter(role="administrator").exists():
        _keep_an_administrator(leaving=user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    publish(events.UserSwitched(actor=by.username, at=now(), subject=username, active=active))


@transaction.atomic
def set_password(*, by: Viewer, username: str, password: str) -> None:
    """A person may set their own password; an administrator anybody's."""
    if by.username != username:
        _require_manager(by)
    user = _user(username)
    user.set_password(password)
    user.save(update_fields=["password"])
    publish(events.PasswordSet(actor=by.username, at=now(), subject=username))


def _keep_an_administrator(*, leaving: User) -> None:
    everywhere = RoleGrant.objects.filter(role="administrator", unit__isnull=True)
    # Two administrators who leave at the same time take turns, so that the second finds itself the last.
    list(everywhere.select_for_update().order_by("pk").values_list("pk"))
    others = everywhere.filter(user__is_active=True)
    if not others.exclude(user=leaving).exists():
        raise LastAdministrator()
