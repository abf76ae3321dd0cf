"""What a change of a clause's words proposes for the tasks that come from it. A person decides."""

from __future__ import annotations

from typing import Literal

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


def moved_place(words: str, now: str, at: int) -> int | None:
    """Where in the new sentence words stand that began at ``at`` of the old one: at that place where they can, else the
    first place; None where they stand no more."""
    if now[at : at + len(words)] == words:
        return at
    found = now.find(words)
    return found if found >= 0 else None
