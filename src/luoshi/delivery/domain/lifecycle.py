"""The life of a task as a table of allowed steps; code only walks it.

Provision: 政府督查工作条例（国务院令第733号）第十一条、第十五条 leave the steps of daily supervision (日常督办) to the
government's own practice; these are the customary ones: 立项、交办、签收、报送、核验、办结、归档.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TaskState(StrEnum):
    ISSUED = "issued"
    OBJECTED = "objected"
    UNDER_WAY = "under_way"
    REPORTED = "reported"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    DONE = "done"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATE_LABELS: dict[str, str] = {
    TaskState.ISSUED: "待签收",
    TaskState.OBJECTED: "有异议",
    TaskState.UNDER_WAY: "办理中",
    TaskState.REPORTED: "待审核",
    TaskState.RETURNED: "已退回",
    TaskState.SUSPENDED: "已中止",
    TaskState.DONE: "已办结",
    TaskState.CLOSED: "已归档",
    TaskState.WITHDRAWN: "已撤销",
}

ENDED_STATES = frozenset({TaskState.DONE, TaskState.CLOSED, TaskState.WITHDRAWN})
OPEN_STATES = frozenset(TaskState) - ENDED_STATES


@dataclass(frozen=True)
class Step:
    act: str
    label: str
    before: frozenset[TaskState]
    after: TaskState
    permission: str


_S = TaskState
STEPS: dict[str, Step] = {
    step.act: step
    for step in (
        Step("accept", "签收", frozenset({_S.ISSUED}), _S.UNDER_WAY, "delivery.report"),
        Step("object", "提出异议", frozenset({_S.ISSUED}), _S.OBJECTED, "delivery.report"),
        Step("answer_objection", "答复异议", frozenset({_S.OBJECTED}), _S.ISSUED, "delivery.issue"),
        Step("report", "报送进展", frozenset({_S.UNDER_WAY, _S.RETURNED}), _S.REPORTED, "delivery.report"),
        Step("return_report", "退回报告", frozenset({_S.REPORTED}), _S.RETURNED, "delivery.review"),
        Step("accept_report", "审核通过", frozenset({_S.REPORTED}), _S.UNDER_WAY, "delivery.review"),
        Step("confirm_done", "核验办结", frozenset({_S.REPORTED}), _S.DONE, "delivery.review"),
        Step("suspend", "同意中止", frozenset({_S.UNDER_WAY, _S.RETURNED}), _S.SUSPENDED, "delivery.issue"),
        Step("resume", "恢复办理", frozenset({_S.SUSPENDED}), _S.UNDER_WAY, "delivery.issue"),
        Step("withdraw", "撤销任务", OPEN_STATES, _S.WITHDRAWN, "delivery.issue"),
        Step("reopen", "重新办理", frozenset({_S.DONE, _S.CLOSED, _S.WITHDRAWN}), _S.UNDER_WAY, "delivery.issue"),
        Step("close", "归档", frozenset({_S.DONE}), _S.CLOSED, "delivery.issue"),
    )
}


def next_state(act: str, state: str) -> TaskState | None:
    """The state after the act, or None where the task's state does not allow it."""
    step = STEPS[act]
    return step.after if state in step.before else None


def acts_open(state: str) -> list[Step]:
    """The steps that a task in this state allows."""
    return [step for step in STEPS.values() if state in step.before]
