"""Conditions and small scripts of a process, evaluated over the data of a case and nothing else.

Files drawn elsewhere write conditions in several hands: ``amount > 10`` (bpmn.io), ``${amount > 10 && ok == true}``
(Camunda 7), ``=amount > 10 and ok = true`` (FEEL, Camunda 8). All are read as one small language without side
effects: names, fields, comparisons, arithmetic, and the functions listed here. Nothing can be imported or called
besides them, so a process drawn by a stranger can do no harm.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from luoshi.kernel.calendar import corresponding_day
from luoshi.kernel.errors import N_, ExpectedError

from .remarks import Remark


class ExpressionWrong(ExpectedError):
    code = "services.expression_wrong"
    message = N_("表达式“{expression}”看不懂：{problem}。请改正后重新发布。")


class ValueUnknown(ExpectedError):
    code = "services.value_unknown"
    message = N_("“{expression}”要用到“{name}”，但办件中还没有这个数据。请先补填，或联系流程管理员。")


def _days_between(first: str | date, last: str | date) -> int:
    return (_day(last) - _day(first)).days


def _days_after(start: str | date, days: int) -> str:
    return (_day(start) + timedelta(days=days)).isoformat()


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _months_after(start: str | date, months: int) -> str:
    """The corresponding day, or the month's last where it has none (民法典 第二百零二条)."""
    return corresponding_day(_day(start), int(months)).isoformat()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": len,
    "count": len,
    "min": min,
    "max": max,
    "sum": sum,
    "abs": abs,
    "round": round,
    "str": str,
    "int": int,
    "float": float,
    "any": any,
    "all": all,
    "not_": lambda value: not value,
    "days_after": _days_after,
    "days_between": _days_between,
    "months_after": _months_after,
    "without": lambda values, one: [value for value in values if value != one],
}
_CONSTANTS = {"true": True, "false": False, "null": None, "none": None}
_LONGEST = 2000
_NOT_USED = N_("不能使用 {what}")
_STRING = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_ALLOWED = (
    ast.Expression,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.BinOp,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Mod,
    ast.Compare,
    ast.Eq,
    ast.NotEq,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.In,
    ast.NotIn,
    ast.Is,
    ast.IsNot,
    ast.IfExp,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Attribute,
    ast.Subscript,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Call,
)


def plain(expression: str) -> str:
    """The expression in the one language: marks of FEEL and of Camunda 7 taken off, their operators put as ours."""
    text = expression.strip()
    feel = text.startswith("=") and not text.startswith("==")
    if feel:
        text = text[1:].strip()
    if text.startswith(("${", "#{")) and text.endswith("}"):
        text = text[2:-1].strip()
    parts = _STRING.split(text)
    for n in range(0, len(parts), 2):
        part = parts[n].replace("&&", " and ").replace("||", " or ").replace(" eq ", " == ")
        part = re.sub(r"!(?!=)", " not ", part)
        if feel:
            part = re.sub(r"(?<![<>!=])=(?!=)", "==", part)
        parts[n] = part
    return "".join(parts).strip()


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> ast.expr:
    if len(expression) > _LONGEST:
        raise ExpressionWrong(expression=expression[:40] + "…", problem=Remark(N_("超过 {most} 个字符"), most=_LONGEST))
    try:
        tree = ast.parse(plain(expression), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionWrong(expression=expression, problem=Remark(N_("不是一个完整的式子"))) from None
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise ExpressionWrong(expression=expression, problem=Remark(_NOT_USED, what=type(node).__name__))
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS):
            raise ExpressionWrong(
                expression=expression, problem=Remark(N_("只能使用：{known}"), known="、".join(sorted(FUNCTIONS)))
            )
        if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            raise ExpressionWrong(expression=expression, problem=Remark(N_("字段名不能以下划线开头")))
    return tree.body


def check(expression: str) -> None:
    """Raises ExpressionWrong."""
    _compiled(expression)


def names(expression: str) -> frozenset[str]:
    """The data an expression reads."""
    called = {id(node.func) for node in ast.walk(_compiled(expression)) if isinstance(node, ast.Call)}
    return frozenset(
        node.id
        for node in ast.walk(_compiled(expression))
        if isinstance(node, ast.Name) and id(node) not in called and node.id.lower() not in _CONSTANTS
    )


def evaluate(expression: str, values: Mapping[str, Any]) -> Any:
    """The value of an expression over ``values``. Raises ExpressionWrong, ValueUnknown."""
    tree = _compiled(expression)
    try:
        return _value(tree, values, expression)
    except ExpectedError:
        raise
    except Exception as error:  # a wrong type, a division by nothing: what the data do to a sound expression
        raise ExpressionWrong(expression=expression, problem=str(error)[:80]) from None


def _value(node: ast.expr, values: Mapping[str, Any], expression: str) -> Any:  # noqa: C901 - one case a kind of node
    """Walks the tree instead of running code, so that nothing outside the list above can ever be reached."""

    def of(child: ast.expr) -> Any:
        return _value(child, values, expression)

    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return _named(node.id, values, expression)
        case ast.Attribute():
            return _field(of(node.value), node.attr, expression)
        case ast.Subscript():
            return _field(of(node.value), of(node.slice), expression)
        case ast.BoolOp():
            wanted = isinstance(node.op, ast.Or)
            return next((True for part in node.values if bool(of(part)) is wanted), False) is wanted
        case ast.UnaryOp():
            return not of(node.operand) if isinstance(node.op, ast.Not) else -of(node.operand)
        case ast.IfExp():
            return of(node.body) if of(node.test) else of(node.orelse)
        case ast.BinOp():
            return _BINARY[type(node.op)](of(node.left), of(node.right))
        case ast.Compare():
            left = of(node.left)
            for op, part in zip(node.ops, node.comparators, strict=True):
                right = of(part)
                if not _COMPARE[type(op)](left, right):
                    return False
                left = right
            return True
        case ast.List() | ast.Tuple():
            return [of(part) for part in node.elts]
        case ast.Dict():
            return {of(key): of(part) for key, part in zip(node.keys, node.values, strict=True) if key is not None}
        case ast.Call(func=ast.Name(id=name)):
            return FUNCTIONS[name](*(of(part) for part in node.args))
    raise ExpressionWrong(expression=expression, problem=Remark(_NOT_USED, what=type(node).__name__))


def _times(one: Any, other: Any) -> Any:
    if not all(isinstance(value, int | float) for value in (one, other)):
        raise TypeError("只有数字能相乘")  # "a" * 10**9 would fill the memory
    return one * other


_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: _times,
    ast.Div: lambda a, b: a / b,
    ast.Mod: lambda a, b: a % b if isinstance(a, int | float) else None,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: lambda a, b: a is b,
    ast.IsNot: lambda a, b: a is not b,
}


def _named(name: str, values: Mapping[str, Any], expression: str) -> Any:
    if name in values:
        return values[name]
    if name.lower() in _CONSTANTS:
        return _CONSTANTS[name.lower()]
    if name.endswith("_en") and name[:-3] in values:
        return values[name[:-3]]  # what content has no English for is said as it is
    raise ValueUnknown(expression=expression, name=name)


def _field(holder: Any, key: Any, expression: str) -> Any:
    if isinstance(holder, Mapping):
        if key in holder:
            return holder[key]
        raise ValueUnknown(expression=expression, name=str(key))
    if isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < len(holder):
        return holder[key]
    raise ValueUnknown(expression=expression, name=str(key))


def assignments(script: str) -> list[tuple[str, str]]:
    """A script as its lines ``name = expression``. Raises ExpressionWrong for anything else."""
    found = []
    for line in script.splitlines():
        words = line.strip()
        if not words or words.startswith(("#", "//")):
            continue
        name, sign, expression = words.partition("=")
        if not sign or not name.strip().isidentifier() or expression.startswith("="):
            raise ExpressionWrong(expression=words, problem=Remark(N_("脚本每行应写成：名称 = 式子")))
        check(expression)
        found.append((name.strip(), expression.strip()))
    return found
