"""Activities done several times, in SpiffWorkflow's terms: lists and results lie in the data of the case, not in its tasks."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.data_spec import TaskDataReference
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, MultiInstanceTask
from SpiffWorkflow.util.task import TaskState

from luoshi.kernel.errors import N_, ExpectedError

from ..domain.loops import COUNTS


class NotAList(ExpectedError):
    code = "services.not_a_list"
    message = N_("“{node}”要对清单里的每一项各办一次，但“{name}”不是清单。请先补填，或联系流程管理员。")


class Listed(TaskDataReference):  # type: ignore[misc]
    """The list that an expression over the case's data gives; lines of a text are a list too."""

    def get(self, my_task: Any) -> list[Any]:
        value = my_task.workflow.script_engine.evaluate(my_task, self.bpmn_id)
        if isinstance(value, str):
            return [line.strip() for line in value.splitlines() if line.strip()]
        if not isinstance(value, list):
            raise NotAList(node=my_task.task_spec.bpmn_name or my_task.task_spec.name, name=self.bpmn_id)
        return value

    def exists(self, my_task: Any) -> bool:
        return True


class Own(TaskDataReference):  # type: ignore[misc]
    """What each instance knows its own of the list by."""

    def exists(self, my_task: Any) -> bool:
        return False  # another list may use the name again


class Results(TaskDataReference):  # type: ignore[misc]
    """Where results are gathered: in the data of the case, anew each time."""

    def get(self, my_task: Any) -> list[Any]:
        found: list[Any] = my_task.workflow.script_engine.data.setdefault(self.bpmn_id, [])
        return found

    def set(self, my_task: Any, value: Any) -> None:
        my_task.workflow.script_engine.data[self.bpmn_id] = value

    def exists(self, my_task: Any) -> bool:
        return False


class Nowhere(Results):
    """For those that gather nothing: what an instance knows stays its own and does not stand in the way of what follows."""

    def get(self, my_task: Any) -> list[Any]:
        return []

    def set(self, my_task: Any, value: Any) -> None:
        pass


class Result(TaskDataReference):  # type: ignore[misc]
    """What an instance gives, an expression over what it knows; nothing where none is asked for."""

    def get(self, my_task: Any) -> Any:
        return my_task.workflow.script_engine.evaluate(my_task, self.bpmn_id) if self.bpmn_id else None

    def exists(self, my_task: Any) -> bool:
        return not isinstance(my_task.task_spec, MultiInstanceTask)  # an instance has one, the whole has not


def prepared(spec: Any) -> None:
    """The specification's loops over the data of the case, and told of every instance that ends: a state that was saved
    by another process of the server finds them connected."""
    for one in list(spec.task_specs.values()):
        if not isinstance(one, LoopTask):
            continue
        if isinstance(one, MultiInstanceTask):
            gathers = one.data_output is not None
            one.data_output = Results(one.data_output.bpmn_id) if gathers else Nowhere("")
            one.output_item = Result(one.output_item.bpmn_id) if gathers else Result("")
            one.data_input = Listed(one.data_input.bpmn_id) if one.data_input is not None else None
            one.input_item = Own(one.input_item.bpmn_id) if one.input_item is not None else None
        spec.task_specs[one.task_spec].completed_event.connect(one.merge_child)


def counts(task: Any) -> dict[str, int]:
    """How many instances the loop around a task has, by the names the modelers have for it; empty outside of one."""
    above = task.parent
    if (
        above is None
        or not isinstance(above.task_spec, MultiInstanceTask)
        or task.task_spec.name != above.task_spec.task_spec
    ):
        return {}
    held = above.internal_data
    made = [one for one in above.children if one.task_spec.name == above.task_spec.task_spec]
    left = len(held.get("remaining", ())) or max(0, held.get("cardinality", 0) - held.get("current", 0))
    active = sum(one.has_state(TaskState.NOT_FINISHED_MASK) for one in made)
    found = dict(zip(COUNTS, (len(made) + left, len(held.get("merged", ())), active), strict=True))
    return {**found, **{COUNTS[name]: value for name, value in found.items()}, "loopCounter": made.index(task)}
