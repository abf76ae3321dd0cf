"""What the registry reads of parameters: ``statutes/*/parameters/`` for all, ``parameters/`` of a programme for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.parameters import Parameter as ParameterRead
from luoshi.kernel.parameters import Value, read_parameters
from luoshi.kernel.today import now

from .events import ParametersChanged
from .models import Parameter, ParameterValue
from .parameters import citation_facts

WHAT = ("label", "label_en", "unit", "unit_en", "meaning", "meaning_en", "kind", "least", "most")
HOLDS = ("value", "in_force_to", "citation", "supplier", "note", "programme")


@dataclass(frozen=True)
class Read:
    """``shared`` is what ``statutes/`` alone says, ``all`` that with the programme's own files."""

    shared: dict[str, ParameterRead]
    all: dict[str, ParameterRead]


def read(programme: Programme) -> Read:
    """The nation's files before those of other jurisdictions, the programme's own last."""
    found = programme.statutes.glob("*/parameters/*.yaml") if programme.statutes else ()
    shared = sorted(found, key=lambda file: (file.parent.parent.name != "cn", str(file)))
    own = sorted((programme.folder / "parameters").glob("*.yaml"))
    return Read(read_parameters(shared), read_parameters([*shared, *own]))


def apply(programme: Programme, found: Read, actor: str) -> list[Change]:
    """Make the store agree with the files. What was set on the page is left alone, and still goes first."""
    kept = {parameter.code: parameter for parameter in Parameter.objects.all()}
    changes = []
    for order, (code, wanted) in enumerate(found.all.items(), start=1):
        facts = {name: getattr(wanted, name) for name in WHAT} | {"order": order}
        parameter = kept.get(code)
        if parameter is None:
            kept[code] = parameter = Parameter.objects.create(code=code, **facts)
            changes.append(Change("parameter", code, "create", wanted.label))
        elif differing := [name for name, value in facts.items() if getattr(parameter, name) != value]:
            for name in differing:
                setattr(parameter, name, facts[name])
            parameter.save(update_fields=differing)
            changes.append(Change("parameter", code, "change", "、".join(differing)))
        shared = found.shared[code].values if code in found.shared else []
        held = {
            (v.jurisdiction, v.in_force_from): _facts(v, "" if v in shared else programme.code) for v in wanted.values
        }
        changes += _apply_values(parameter, held, programme.code)
    if changes:
        codes = tuple(dict.fromkeys(change.code for change in changes))
        publish(ParametersChanged(actor=actor, at=now(), subject=programme.code, changed=codes))
    return changes


def _facts(value: Value, programme: str) -> dict[str, Any]:
    return {
        "value": value.value,
        "in_force_to": value.in_force_to,
        "citation": citation_facts(value.citation),
        "supplier": value.supplier,
        "note": value.note,
        "programme": programme,
    }


def _apply_values(parameter: Parameter, held: dict[tuple[str, Any], dict[str, Any]], programme: str) -> list[Change]:
    changes = []
    rows = parameter.values.filter(origin=ParameterValue.Origin.FILE, programme__in=("", programme))
    for row in rows:
        facts = held.pop((row.jurisdiction, row.in_force_from), None)
        where = f"{row.jurisdiction or '全国'} {row.in_force_from}"
        if facts is None:
            row.delete()
            changes.append(Change("parameter", parameter.code, "remove", where))
        elif differing := [name for name in HOLDS if getattr(row, name) != facts[name]]:
            for name in differing:
                setattr(row, name, facts[name])
            row.save(update_fields=differing)
            changes.append(Change("parameter", parameter.code, "change", f"{where}：{row.value}"))
    for (jurisdiction, start), facts in held.items():
        row = ParameterValue.objects.create(
            parameter=parameter,
            jurisdiction=jurisdiction,
            in_force_from=start,
            origin=ParameterValue.Origin.FILE,
            **facts,
        )
        changes.append(Change("parameter", parameter.code, "create", f"{jurisdiction or '全国'} {start}：{row.value}"))
    return changes


PARAMETERS = ContentKind("parameters", "参数", ("parameters/*.yaml",), read, apply)
