"""Expected errors: what a user or a file can cause, said in words that tell what to do next."""

from __future__ import annotations

from typing import Any, ClassVar


def N_(message: str) -> str:
    """Mark a message for translation where no translation is at hand; the page translates it when it is shown."""
    return message


class ExpectedError(Exception):
    """An error with a stable code and a message template with named placeholders.

    >>> class TaskClosed(ExpectedError):
    ...     code, message = "delivery.task_closed", "任务 {task} 已办结，不能再报告。如需更正，请联系督查室重新打开。"
    >>> str(TaskClosed(task="T1"))
    '任务 T1 已办结，不能再报告。如需更正，请联系督查室重新打开。'
    """

    code: ClassVar[str] = "luoshi.error"
    message: ClassVar[str] = N_("操作没有完成。请重试，仍不成功请联系管理员。")

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.text())

    def text(self, template: str | None = None) -> str:
        """The message, in the language of ``template`` (the translated ``message``) when one is given."""
        return (template or self.message).format(**self.params)


class NotAllowed(ExpectedError):
    code = "luoshi.not_allowed"
    message = N_("您没有“{permission}”的权限，或该事项不属于您的单位。需要时请联系管理员授权。")


class NotFound(ExpectedError):
    code = "luoshi.not_found"
    message = N_("没有找到“{what}”。请核对编号，或从列表重新进入。")
