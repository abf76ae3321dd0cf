"""What the columns of a task table hold, told by their headings, and the rows they make up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .model import Role

_COLUMNS: tuple[tuple[str, str], ...] = (
    ("number", r"序\s*号|编\s*号|项目编号|№|No\.?"),
    (
        "lead",
        r"(?:市|县|省|区)?(?:牵头|主办|主责|第一责任)(?:责任)?(?:单位|部门|处室|科室)?(?:\(.{1,8}\))?|主要责任单位",
    ),
    ("support", r"(?:协同|协助|参与)?(?:配合|协办|协同|协助|参与|参加|支持)(?:责任)?(?:单位|部门|处室|科室)?"),
    ("person", r".{0,6}(?:责任人|负责人|领导|联系人|电话)|包联.*"),
    (
        "responsible",
        r"(?:责任|承办|实施|落实|分工|主管|建设)(?:单位|部门|主体|处室|科室)?|责任单位及.*|责任主体(?:与|及|和).*|.{0,4}责任(?:单位|部门)",
    ),
    ("deadline", r".{0,4}(?:时限|期限|时间节点|完成时间|时间|时间进度|进度时限)(?:要求|安排)?|时间要求"),
    ("target", r".{0,8}(?:目标|指标值|目标值|年度计划|阶段性工作目标|预期成效)"),
    (
        "body",
        r".{0,6}(?:具体措施|工作措施|主要措施|推进措施|措施|工作内容|具体内容|主要内容|任务内容|具体任务|建设内容|工作要求|重点内容|内容|举措|工作举措|具体举措|具体要求|任务分解|工作安排|指标要求)",
    ),
    (
        "title",
        r".{0,6}(?:工作任务|重点任务|主要任务|任务名称|任务|重点工作|工作事项|事项|项目名称|项目|指标名称|指标|工作名称|目标任务|改革事项|清单|实事|实事项目|.{2,8}名称)",
    ),
    ("section", r"类别|分类|领域|任务类别|工作类别|板块|所属领域|一级指标|大类"),
    (
        "skip",
        r".{0,6}(?:地点|地址|位置)|.{0,8}(?:投资|资金|金额|预算)(?:金?额|规模|来源|安排|总额)?(?:\(.{1,6}\))?|备\s*注|进展.*|存在问题.*|.{0,14}(?:完成|进展|推进|落实)情况|.{0,14}成效|分值|单位",
    ),
)
_HEADERS = [(kind, re.compile(rf"\s*(?:{pattern})\s*:?\s*")) for kind, pattern in _COLUMNS]


@dataclass
class Row:
    """A row of a task table; spans are indexes of the view."""

    start: int
    end: int
    number: str = ""
    title: tuple[int, int] = (0, 0)
    section: str = ""
    body: list[tuple[int, int]] = field(default_factory=list)
    parties: list[tuple[Role, int, int]] = field(default_factory=list)
    deadline: list[tuple[int, int]] = field(default_factory=list)
    results: list[tuple[int, int]] = field(default_factory=list)
    """Figures reached and plans of the report column, read for the goals they quote."""


Cell = tuple[int, int]


def column_kind(header: str) -> str:
    """What a column with this heading holds, "" where it is no heading of a task table."""
    header = "".join(header.split())
    if not header or len(header) > 16:
        return ""
    return next((kind for kind, pattern in _HEADERS if pattern.fullmatch(header)), "")


def is_task_header(kinds: list[str]) -> bool:
    """Whether columns of these kinds make a table of tasks."""
    return bool({"title", "body"} & set(kinds)) and bool({"lead", "responsible", "support", "deadline"} & set(kinds))
