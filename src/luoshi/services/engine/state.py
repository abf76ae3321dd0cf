"""The state of a case, small and of constant size: only the tokens, never the specification, never the finished past.

SpiffWorkflow keeps every task a case ever had in one tree; after a thousand returns for correction each step would
cost a thousand times more. Here the tree is cut, after every step, above the last task from which all live tasks
descend: what is finished and can no longer be waited for is in the log (``Step``), not in the state.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from .specs import Specs

VERSION = 1


class CaseWorkflow(BpmnWorkflow):  # type: ignore[misc]
    """A case's tree holds a handful of tasks: they are looked through directly, not by walking the tree each time."""

    def update_waiting_tasks(self) -> None:
        for task in [task for task in self.tasks.values() if task.state == TaskState.WAITING]:
            task.task_spec._update(task)


_LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED
_GUESSED = TaskState.PREDICTED_MASK | TaskState.FUTURE
"""What follows from the specification alone is not kept but foreseen anew: a new version may foresee otherwise."""


def dump(workflow: CaseWorkflow, specs: Specs) -> dict[str, Any]:
    """The state as JSON: ``t`` the tasks of the process, ``s`` those of its running sub-processes."""
    if workflow.completed:
        return {"v": VERSION, "t": [], "s": {}}
    running = {}
    for task_id, inner in workflow.subprocesses.items():
        if not inner.completed and workflow.get_task_from_id(task_id).has_state(_LIVE):
            running[task_id.hex] = [inner.spec.name, _tasks(inner, specs), inner.correlations]
    return {"v": VERSION, "t": _tasks(workflow, specs), "s": running}


def _tasks(workflow: Any, specs: Specs) -> list[list[Any]]:
    """[id, place of the parent in this list, spec, state, data of its own, internal data] of each kept task."""
    numbers = specs.numbers[workflow.spec.name]
    rows: list[list[Any]] = []
    waiting = [(_cut(workflow), -1)]
    while waiting:
        task, parent = waiting.pop()
        row = [task.id.hex, parent, numbers[task.task_spec.name], task.state, task.triggered]
        if task.data or (task.internal_data and task.has_state(_LIVE)):
            row += [task.data, task.internal_data if task.has_state(_LIVE) else {}]
        rows.append(row)
        place = len(rows) - 1
        waiting += [(child, place) for child in reversed(task.children) if not child.has_state(_GUESSED)]
    return rows


def _cut(workflow: Any) -> Task:
    """The task above the lowest one from which all live tasks descend: what a join may still ask for is below it."""
    live = [task for task in workflow.tasks.values() if task.has_state(_LIVE)]
    if not live:
        return workflow.task_tree
    paths = [_path(task) for task in live]
    shared = paths[0]
    for path in paths[1:]:
        common = 0
        for one, other in zip(shared, path, strict=False):
            if one is not other:
                break
            common += 1
        shared = shared[:common]
    # The last shared task may itself be live; its parent is kept, since joins look at the state of parents, and so
    # is a task with attached events, to which the end of the attached task leads back.
    keep = max(len(shared) - 2, 0)
    for place, task in enumerate(shared):
        if task.task_spec.name.endswith((".BoundaryEventSplit", "StartEventSplit")) and _is_open(task):
            keep = min(keep, place)
    return shared[keep]


def _is_open(split: Task) -> bool:
    """Whether the activity with attached events has not ended: its join has not run yet."""
    code = split.task_spec.name.removesuffix("Split") + "Join"
    return not any(task.task_spec.name == code and task.state == TaskState.COMPLETED for task in split)


def _path(task: Task) -> list[Task]:
    found = [task]
    while (parent := found[-1].parent) is not None:
        found.append(parent)
    return found[::-1]


def load(state: dict[str, Any], specs: Specs, engine: Any) -> CaseWorkflow:
    """The workflow as it was saved."""
    workflow = CaseWorkflow(specs.top, specs.inner, script_engine=engine, deserializing=True)
    workflow.task_tree = _restore(workflow, state["t"], specs)
    waiting = dict(state["s"])
    while waiting:
        for task_id in list(waiting):
            found = next((w.tasks[UUID(task_id)] for w in _all(workflow) if UUID(task_id) in w.tasks), None)
            if found is not None:
                _, rows, correlations = waiting.pop(task_id)
                inner = BpmnSubWorkflow(specs.inner[found.task_spec.spec], found.id, workflow, deserializing=True)
                inner.task_tree = _restore(inner, rows, specs)
                inner.correlations = correlations
                workflow.subprocesses[found.id] = inner
                assert isinstance(found.task_spec, SubWorkflowTask)
                inner.completed_event.connect(found.task_spec._on_subworkflow_completed, found)
    return workflow


def _all(workflow: CaseWorkflow) -> list[Any]:
    return [workflow, *workflow.subprocesses.values()]


def _restore(workflow: Any, rows: list[list[Any]], specs: Specs) -> Task:
    names = specs.names[workflow.spec.name]
    made: list[Task] = []
    for task_id, parent, number, state, triggered, *more in rows:
        spec = workflow.spec.task_specs[names[number]]
        above = made[parent] if parent >= 0 else None
        task = Task(workflow, spec, parent=above, state=state, id=UUID(task_id))
        task.triggered = triggered
        if more:
            task.data, task.internal_data = more
        made.append(task)
        if isinstance(spec, CatchingEvent) and state == TaskState.WAITING:
            workflow.top_workflow.event_manager.add_task(task)
    workflow.task_tree = made[0]
    workflow.last_task = made[0]
    for task in made:
        if task.has_state(_LIVE):
            task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    return made[0]
