"""What a new version of a process changes, for who is about to publish it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_WORDS = {
    "name": "名称",
    "name_en": "英文名称",
    "kind": "类型",
    "role": "岗位",
    "unit": "单位",
    "days": "时限",
    "form": "表单",
    "action": "动作",
    "decision": "决策表",
    "script": "脚本",
    "timer": "定时",
    "message": "消息",
    "counts": "是否计时",
    "basis": "依据",
}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Steps that come, go or are asked for otherwise; ``before`` and ``after`` are the nodes of the two versions."""
    for code, node in after.items():
        if code not in before:
            yield f"新增“{node['name']}”"
    for code, node in before.items():
        if code not in after:
            yield f"去掉“{node['name']}”"
    for code in before.keys() & after.keys():
        old, new = before[code], after[code]
        fields = [words for name, words in _WORDS.items() if old.get(name) != new.get(name)]
        if fields:
            yield f"“{new['name']}”改了{'、'.join(fields)}"


def changed_keys(words: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Forms or tables that differ, by their key."""
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield f"{words} {key} 有改动"
