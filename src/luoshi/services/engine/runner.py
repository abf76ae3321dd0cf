"""Running a case's process from one waiting state to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from luoshi.kernel.errors import N_, ExpectedError

from ..domain import expressions
from ..domain.compensation import COMPLETED
from . import loops, state
from .specs import TIMER, Specs

Perform = Callable[[str, dict[str, Any]], None]
"""What a decision, an action or a sent message does to the data: (node, data)."""

_MOST_STEPS = 5000

# The engine builds the name of a state anew for every line of its log, also where nobody reads that: a tenth of a step.
TaskState.get_name = cache(TaskState.get_name)


class NoWayOn(ExpectedError):
    code = "services.no_way_on"
    message = N_("流程在“{node}”走不下去：{problem}。办件没有改变，请联系流程管理员更正流程或数据。")


class NotWaiting(ExpectedError):
    code = "services.not_waiting"
    message = N_("这一步已经不在等待办理，可能刚被别人办完。请刷新页面查看最新状态。")


@dataclass(frozen=True)
class Token:
    """Where a case waits: ``task`` names the token, ``node`` the place in the diagram. ``event`` is set for places
    that wait for a message or the clock, not for a person; ``own`` is what only this instance of several knows."""

    task: str
    node: str
    event: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_timer(self) -> bool:
        return self.event.startswith(TIMER)


@dataclass
class Position:
    """A case between two steps. ``finished`` lists the nodes passed since it was loaded, in order."""

    state: dict[str, Any]
    tokens: list[Token]
    completed: bool
    passed: list[str] = field(default_factory=list)


class HouseEngine(PythonScriptEngine):  # type: ignore[misc]
    """Expressions over the data of the case; nothing is copied from task to task, so states stay small."""

    def __init__(self, data: dict[str, Any], perform: Perform) -> None:
        super().__init__()
        self.data, self._perform = data, perform

    def evaluate(self, task: Any, expression: str, external_context: Mapping[str, Any] | None = None) -> Any:
        own = {**task.data, **loops.counts(task)}
        return expressions.evaluate(expression, {**self.data, **own} if own else self.data)

    def execute(self, task: Any, script: str, external_context: Mapping[str, Any] | None = None) -> bool:
        for name, expression in expressions.assignments(script):
            self.data[name] = expressions.evaluate(expression, self.data)
        return True

    def perform(self, task: Any) -> None:
        self._perform(task.task_spec.name, self.data)


class Run:
    """One case, in hand. Every method ends where the process waits again."""

    def __init__(self, specs: Specs, data: dict[str, Any], perform: Perform, saved: dict[str, Any] | None = None):
        self.specs, self._data = specs, data
        if specs.undoable:
            data.setdefault(COMPLETED, [])
        self._passed: list[str] = []
        engine = HouseEngine(data, perform)
        if saved is None:
            self.workflow = state.CaseWorkflow(specs.top, specs.inner, script_engine=engine)
        else:
            self.workflow = state.load(saved, specs, engine)

    def begin(self) -> Position:
        return self._on()

    def finish(self, task: str) -> Position:
        """Complete the human step that ``task`` names."""
        found = self._task(task)
        if not found.has_state(TaskState.READY):
            raise NotWaiting()
        self._remember(found.task_spec.bpmn_id)
        found.run()
        return self._on()

    def _remember(self, node: str) -> None:
        """Passed; and where something can undo it, kept in the data until it is undone."""
        self._passed.append(node)
        if node in self.specs.undoable:
            done = self._data.setdefault(COMPLETED, [])
            done.append(node) if node not in done else None

    def fire(self, task: str) -> Position:
        """Let the event happen for which ``task`` waits: its clock has run out, or its message has come."""
        found, definition = self._catcher(task)
        found.task_spec.catch(found, BpmnEvent(definition, payload={}))
        found.task_spec._update(found)
        return self._on()

    def tell(self, message: str) -> Position:
        """A message has come from outside. Raises NotWaiting when the case does not wait for it."""
        try:
            self.workflow.send_event(BpmnEvent(MessageEventDefinition(message), payload={}))
        except SpiffWorkflowException:
            raise NotWaiting() from None
        return self._on()

    def _catcher(self, task: str) -> tuple[Any, Any]:
        """The waiting task that a token names, with the event it waits for; a gateway waits for several."""
        for gateway, place, token in self._choices():
            if token == task:
                return gateway, gateway.task_spec.event_definition.event_definitions[place]
        found = self._task(task)
        if not found.has_state(TaskState.WAITING):
            raise NotWaiting()
        return found, found.task_spec.event_definition

    def _choices(self) -> Iterator[tuple[Any, int, str]]:
        """Of each waiting event gateway its events: the gateway, the event's place, the token's name."""
        for workflow in [self.workflow, *self.workflow.get_active_subprocesses()]:
            for task in workflow.tasks.values():
                if task.state == TaskState.WAITING and isinstance(task.task_spec, EventBasedGateway):
                    for place in range(len(task.task_spec.outputs)):
                        yield task, place, UUID(int=task.id.int ^ (place + 1)).hex

    def _task(self, task: str) -> Any:
        try:
            wanted = UUID(task)
            found = next(
                w.tasks[wanted] for w in [self.workflow, *self.workflow.subprocesses.values()] if wanted in w.tasks
            )
        except (StopIteration, ValueError):
            raise NotWaiting() from None
        return found

    def _on(self) -> Position:
        steps = 0

        def passed(task: Any) -> None:
            nonlocal steps
            steps += 1
            if steps > _MOST_STEPS:
                raise NoWayOn(node=task.task_spec.bpmn_name or task.task_spec.name, problem="流程一直在绕圈")
            if getattr(task.task_spec, "bpmn_id", None):
                self._remember(task.task_spec.bpmn_id)

        try:
            self._run_ready(passed)
        except SpiffWorkflowException as error:
            if isinstance(error.__cause__ or error.__context__, ExpectedError):
                raise (error.__cause__ or error.__context__) from None
            node = getattr(getattr(error, "task_spec", None), "bpmn_name", "") or ""
            problem = "没有一个分支的条件成立" if "output" in str(error) or "No cond" in str(error) else str(error)
            raise NoWayOn(node=node, problem=problem[:120]) from None
        tokens = self._tokens()
        if not tokens and not self.workflow.is_completed():
            raise NoWayOn(node=self._last(), problem="后面的汇合网关永远等不齐，请检查分支与汇合是否成对")
        saved = state.dump(self.workflow, self.specs)
        return Position(saved, tokens, bool(self.workflow.completed), self._passed)

    def _last(self) -> str:
        last = self.workflow.last_task
        return str(getattr(last.task_spec, "bpmn_name", "") or last.task_spec.name) if last is not None else ""

    def _run_ready(self, passed: Callable[[Any], None]) -> None:
        """Run what needs no person until nothing of it is ready; the innermost sub-processes first.

        What ``do_engine_steps`` of SpiffWorkflow does, without walking the whole tree for every question.
        """
        while True:
            inner = sorted(self.workflow.get_active_subprocesses(), key=lambda workflow: workflow.depth, reverse=True)
            ran = 0
            for workflow in [*inner, self.workflow]:
                ready = [t for t in workflow.tasks.values() if t.state == TaskState.READY and not t.task_spec.manual]
                for task in ready:
                    if task.state == TaskState.READY:
                        task.run()
                        passed(task)
                ran += len(ready)
                if workflow is not self.workflow:
                    above = self.workflow.get_task_from_id(workflow.parent_task_id)
                    above.task_spec._update(above)
            if not ran and len(self.workflow.get_active_subprocesses()) <= len(inner):
                return

    def _tokens(self) -> list[Token]:
        if self.workflow.completed:
            return []
        found = []
        for gateway, place, token in self._choices():
            spec = gateway.task_spec
            found.append(Token(token, spec.outputs[place].name, spec.event_definition.event_definitions[place].name))
        for workflow in [self.workflow, *self.workflow.get_active_subprocesses()]:
            for task in workflow.tasks.values():
                spec = task.task_spec
                if isinstance(spec, EventBasedGateway):
                    continue
                if task.state == TaskState.READY and spec.manual:
                    found.append(Token(task.id.hex, spec.bpmn_id, own=dict(task.data)))
                elif task.state == TaskState.WAITING and isinstance(spec, CatchingEvent):
                    name = spec.event_definition.name or spec.name
                    found.append(Token(task.id.hex, spec.bpmn_id or spec.name, name, dict(task.data)))
        return found
