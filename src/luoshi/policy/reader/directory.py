"""The unit directory: official names, the short names documents use, and who belongs to a group."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass

_LEVEL_OF = {"省": "province", "市": "city", "县": "county", "区": "county", "镇": "township", "乡": "township"}
_LINKS = re.compile(r"[和与及、()（）\s]")


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: str
    short_names: tuple[str, ...]
    level: str
    kind: str
    groups: tuple[str, ...]


class UnitDirectory:
    """Looks units up by any of their names, and groups by their members."""

    def __init__(self, units: tuple[Unit, ...]) -> None:
        self.units = units
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._members: dict[str, list[str]] = defaultdict(list)
        for unit in units:
            for name in (unit.name, *unit.short_names):
                self._exact[_plain(name)].add(unit.name)
            for group in dict.fromkeys(_plain(g) for g in unit.groups):
                self._members[group].append(unit.name)

    @classmethod
    def from_csv(cls, text: str) -> UnitDirectory:
        """Read ``code,name,short_names,level,kind,parent,groups,...``; several short names and groups parted by ``;``."""
        units = tuple(
            Unit(
                row["code"].strip(),
                row["name"].strip(),
                _parts(row.get("short_names")),
                (row.get("level") or "").strip(),
                (row.get("kind") or "").strip(),
                _parts(row.get("groups")),
            )
            for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
            if (row.get("name") or "").strip()
        )
        return cls(units)

    def resolve(self, name: str, printed: str = "") -> tuple[str | None, float]:
        """(official name, confidence) for a name; (None, 0) where it is unknown or could mean several units.

        ``printed`` is the name before an elided prefix was restored; it is tried when the full one is unknown.
        """
        for candidate, sure in ((name, 1.0), (printed, 0.9)):
            found = self._exact.get(_plain(candidate)) if candidate else None
            if found and len(found) == 1:
                return next(iter(found)), sure
        level = _LEVEL_OF.get(name[:1], "")
        bare = name[1:] if level else name
        near = {u.name for u in self.units if self._is_short_for(bare, u) and level in ("", u.level)}
        return (near.pop(), 0.75) if len(near) == 1 else (None, 0.0)

    def members(self, group: str) -> tuple[str, ...]:
        """Official names of a group's members; empty where the directory does not know the group."""
        exact = self._members.get(_plain(group))
        if exact:
            return tuple(exact)
        core = _group_core(group)
        found = [names for known, names in self._members.items() if core and _group_core(known) == core]
        return tuple(dict.fromkeys(name for names in found for name in names))

    @staticmethod
    def _is_short_for(short: str, unit: Unit) -> bool:
        """Whether the characters of ``short`` stand in that order in an official name and both end alike."""
        if len(short) < 3 or short[-1] != unit.name[-1]:
            return False
        body = iter(_LINKS.sub("", unit.name))
        return all(char in body for char in short)


def _parts(cell: str | None) -> tuple[str, ...]:
    return tuple(p.strip() for p in (cell or "").split(";") if p.strip())


def _plain(name: str) -> str:
    return name.translate({ord("（"): "(", ord("）"): ")", ord("、"): "", 0x20: "", 0x3000: ""})


def _group_core(group: str) -> str:
    return re.sub(r"各|有关|相关|全县|全市|全区|人民政府|政府|办事处|[()、]", "", _plain(group))
