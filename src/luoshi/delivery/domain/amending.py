"""What a change of a clause's words proposes for the tasks that come from it. A person decides."""

from __future__ import annotations

from typing import Literal

from luoshi.kernel.errors import N_

Decision = Literal["keep", "review", "withdraw"]

PROPOSED: dict[str, Decision] = {
    "moved": "keep",
    "changed": "review",
    "amended": "review",
    "removed": "withdraw",
    "repealed": "withdraw",
}
CHANGE_LABELS = {
    "moved": "移动",
    "changed": "修改",
    "added": "新增",
    "removed": "删除",
    "amended": "修改",
    "repealed": "废止",
}

TO_DO = {
    "moved": N_("随这句话移到新条款；内容文件中的编号要一并改"),
    "changed": N_("句子已改写，请核对内容是否仍然相符"),
    "amended": N_("句子已改写，请核对内容是否仍然相符"),
    "removed": N_("句子已不在，请改挂其他条款或撤下"),
    "repealed": N_("句子已废止，请核对是否撤下"),
}
"""What there is to do for what else names a sentence (indicators, services, rules, projects)."""


def moved_place(words: str, now: str, at: int) -> int | None:
    """Where in the new sentence words stand that began at ``at`` of the old one: at that place where they can, else the
    first place; None where they stand no more."""
    if now[at : at + len(words)] == words:
        return at
    found = now.find(words)
    return found if found >= 0 else None
