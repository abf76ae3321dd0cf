"""What this room tells the others."""

from dataclasses import dataclass
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SweepDone(Event):
    """Rules were run over all registers; ``subject`` is the run's id."""

    act: ClassVar[str] = "entitlements.sweep_done"
    label: ClassVar[str] = "完成政策筛查"

    rules: tuple[str, ...]
    entitled: int
    ended: int
    warnings: int
    open: int


@dataclass(frozen=True, kw_only=True)
class HouseholdLookedAt(Event):
    """A clerk looked at the full reasons of a household; ``subject`` is its number."""

    act: ClassVar[str] = "entitlements.household_looked_at"
    label: ClassVar[str] = "查看家庭的政策测算"


@dataclass(frozen=True, kw_only=True)
class HelperAssigned(Event):
    """A unit was named to help a firm over the threshold; ``subject`` is the firm's credit code."""

    act: ClassVar[str] = "entitlements.helper_assigned"
    label: ClassVar[str] = "指定升规帮扶单位"

    firm: str
    helper: str
    note: str
    synthetic: bool
