"""Moving a running case to the current version of its process, where every place it stands in exists there too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.registry.api import require

from .. import errors, events
from ..engine.specs import Specs
from ..models import Case, Step
from .cases import _of, _recount, _unit_of, current, locked
from .processes import compiled


@transaction.atomic
def move(*, by: Viewer, number: str) -> None:
    """Where it waits, the step is as the new version has it: its role, unit, limit and name. Raises CannotMove with the
    reason; the case then goes on by the version it began with."""
    require(by, "services.publish")
    case = locked(number)
    target = current(case.version.code)
    if case.finished_at is not None or target.pk == case.version_id:
        raise errors.CannotMove(number=number, version=target.number, why=_("已办结，或已是现行版本"))
    before, waiting = case.version.nodes, list(case.steps.filter(state=Step.State.OPEN))
    for step in waiting:
        node = target.nodes.get(step.node)
        if node is None or node["kind"] != before[step.node]["kind"]:
            raise errors.CannotMove(
                number=number, version=target.number, why=_("新版没有“%(step)s”这一步") % {"step": step.name}
            )
    case.engine_state = _translated(case, compiled(case.version), compiled(target), target.number)
    case.version = target
    case.save(update_fields=["engine_state", "version"])
    for step in waiting:
        if step.kind == Step.Kind.HUMAN:
            _drawn_anew(case, step, before[step.node], target.nodes[step.node])
    _recount(case)
    publish(events.CaseMoved(**_of(by, case), number=target.number))


def _drawn_anew(case: Case, step: Step, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    step.limit_days = new["days"]
    # What follows the name, of a step done for each of a list, stays.
    step.name = step.name.replace(old["name"], new["name"], 1)[:160]
    known, english = old.get("name_en", ""), new.get("name_en", "")
    step.name_en = (step.name_en.replace(known, english, 1) if known else english)[:240]
    if new["unit"] != old["unit"]:
        step.unit_id = _unit_of(case, new["unit"], case.data)
    if new["role"] != old["role"]:
        step.role, step.claimed_by, step.claimed_at = new["role"], "", None
    step.save()


def _translated(case: Case, old: Specs, new: Specs, number: int) -> dict[str, Any]:
    """The state with the places of the old specification put as those of the new one."""

    def rows(of: list[list[Any]], name: str) -> list[list[Any]]:
        found = []
        for row in of:
            place = old.names[name][row[2]]
            if place not in new.numbers.get(name, {}):
                raise errors.CannotMove(
                    number=case.number, version=number, why=_("新版没有“%(step)s”这一步") % {"step": place}
                )
            found.append([*row[:2], new.numbers[name][place], *row[3:]])
        return found

    state = case.engine_state
    inner = {task: [name, rows(of, name), more] for task, (name, of, more) in state["s"].items()}
    return {**state, "t": rows(state["t"], old.top.name), "s": inner}
