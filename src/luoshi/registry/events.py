"""What happens in the registry, as other rooms hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class UnitsChanged(Event):
    act: ClassVar[str] = "registry.units_changed"
    label: ClassVar[str] = "更新单位名录"
    created: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ParametersChanged(Event):
    """Files of parameters were applied; ``subject`` is the programme."""

    act: ClassVar[str] = "registry.parameters_changed"
    label: ClassVar[str] = "更新参数"
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ParameterSet(Event):
    """Somebody set a value on the page, or withdrew it (``value`` empty); ``subject`` is the parameter's code."""

    act: ClassVar[str] = "registry.parameter_set"
    label: ClassVar[str] = "设置参数"
    jurisdiction: str
    value: str
    in_force_from: str
    source: str


@dataclass(frozen=True, kw_only=True)
class RegisterImported(Event):
    """A file was taken into a register."""

    act: ClassVar[str] = "registry.register_imported"
    label: ClassVar[str] = "导入名录"
    register: str
    rows: int
    created: int
    changed: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class RegisterExported(Event):
    act: ClassVar[str] = "registry.register_exported"
    label: ClassVar[str] = "导出名录"
    rows: int
    full: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class EntriesMerged(Event):
    """Two entries are one; ``subject`` is the one that stays."""

    act: ClassVar[str] = "registry.entries_merged"
    label: ClassVar[str] = "合并记录"
    gone: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PersonalSeen(Event):
    """Somebody looked at personal facts without the mask."""

    act: ClassVar[str] = "registry.personal_seen"
    label: ClassVar[str] = "查看完整个人信息"
    reason: str


@dataclass(frozen=True, kw_only=True)
class UserCreated(Event):
    act: ClassVar[str] = "registry.user_created"
    label: ClassVar[str] = "新建账号"


@dataclass(frozen=True, kw_only=True)
class UserSwitched(Event):
    """An account was switched on or off."""

    act: ClassVar[str] = "registry.user_switched"
    label: ClassVar[str] = "启用或停用账号"
    active: bool


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Event):
    act: ClassVar[str] = "registry.password_set"
    label: ClassVar[str] = "重设密码"


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    act: ClassVar[str] = "registry.role_granted"
    label: ClassVar[str] = "授予角色"
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    act: ClassVar[str] = "registry.role_revoked"
    label: ClassVar[str] = "撤销角色"
    role: str


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    act: ClassVar[str] = "registry.signed_in"
    label: ClassVar[str] = "登录"


@dataclass(frozen=True, kw_only=True)
class SignInRefused(Event):
    act: ClassVar[str] = "registry.sign_in_refused"
    label: ClassVar[str] = "登录失败"


@dataclass(frozen=True, kw_only=True)
class PlacesChanged(Event):
    """Divisions were created or changed; ``subject`` is the programme."""

    act: ClassVar[str] = "registry.places_changed"
    label: ClassVar[str] = "更新区划"
    count: int
