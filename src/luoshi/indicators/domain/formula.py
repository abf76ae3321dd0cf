"""Formulas over series: arithmetic and a few functions of time and place, read once, run on whole arrays.

A formula is written as ``100 * signed / recommended`` or ``growth(income) - growth(prices)``. Series stand in it by code.
Every array is (period, place): a row a period of the cube's span, column 0 the whole county, the others its parts.
What is unknown is NaN and stays so; nothing unknown counts as zero.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from luoshi.kernel.errors import N_, ExpectedError

from .periods import Frequency

Array = NDArray[np.float64]
WHOLE = 0
"""The column of the whole."""


class FormulaWrong(ExpectedError):
    code = "indicators.formula_wrong"
    message = N_("指标“{code}”的公式有误：{reason}。请更正 formula。")


class Cell(NamedTuple):
    """One value of a series: the row of its period within the span and the column of its place."""

    series: str
    row: int
    place: int


@dataclass(frozen=True)
class Value:
    """An array with the frequency of its rows; a plain number has none."""

    array: Array
    frequency: Frequency | None


@dataclass(frozen=True)
class _Function:
    """``reads`` gives the rows of the argument that row ``row`` of the result is made from."""

    label: str
    run: Callable[[Array, Frequency, int], Array]
    reads: Callable[[int, Frequency, int], Iterable[int]]
    takes_number: bool = False
    to_year: bool = False
    over_places: bool = False


def _shift(array: Array, periods: int) -> Array:
    out = np.full_like(array, np.nan)
    if periods < len(array):
        out[periods:] = array[: len(array) - periods]
    return out


def _by_year(array: Array, frequency: Frequency) -> Array:
    return array.reshape(-1, int(frequency), array.shape[1])


def _of_year(row: int, frequency: Frequency, _: int) -> range:
    return range(row * frequency, (row + 1) * frequency)


def _so_far(array: Array, frequency: Frequency, _: int) -> Array:
    return np.cumsum(_by_year(array, frequency), axis=1).reshape(array.shape)


def _growth(array: Array, frequency: Frequency, _: int) -> Array:
    before = _shift(array, int(frequency))
    return 100 * (array / np.where(before > 0, before, np.nan) - 1)


def _moving(array: Array, _: Frequency, periods: int) -> Array:
    shifted = np.stack([_shift(array, n) for n in range(periods)])
    return np.asarray(shifted.mean(axis=0), np.float64)


FUNCTIONS: dict[str, _Function] = {
    "lag": _Function(N_("前 n 期"), lambda a, f, n: _shift(a, n), lambda r, f, n: [r - n], takes_number=True),
    "change": _Function(
        N_("比前 n 期增加"), lambda a, f, n: a - _shift(a, n), lambda r, f, n: [r, r - n], takes_number=True
    ),
    "growth": _Function(N_("同比增长（%）"), _growth, lambda r, f, n: [r, r - f]),
    "so_far": _Function(N_("当年累计"), _so_far, lambda r, f, n: range(r - r % f, r + 1)),
    "moving": _Function(N_("近 n 期平均"), _moving, lambda r, f, n: range(r - n + 1, r + 1), takes_number=True),
    "year_sum": _Function(N_("全年合计"), lambda a, f, n: _by_year(a, f).sum(axis=1), _of_year, to_year=True),
    "year_mean": _Function(N_("全年平均"), lambda a, f, n: _by_year(a, f).mean(axis=1), _of_year, to_year=True),
    "year_end": _Function(
        N_("年末"), lambda a, f, n: _by_year(a, f)[:, -1], lambda r, f, n: [(r + 1) * f - 1], to_year=True
    ),
    "of_whole": _Function(
        N_("占全县（%）"),
        lambda a, f, n: 100 * a / np.where(a[:, :1] > 0, a[:, :1], np.nan),
        lambda r, f, n: [r],
        over_places=True,
    ),
}


@dataclass(frozen=True)
class Formula:
    """A formula that has been read. ``series`` are the codes it stands on, in order of appearance."""

    code: str
    text: str
    tree: ast.expr
    series: tuple[str, ...]

    def run(self, values: Mapping[str, Value]) -> Value:
        """The result for the whole span. Raises FormulaWrong when frequencies do not fit."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found = _run(self, self.tree, values)
        array = np.where(np.isfinite(found.array), found.array, np.nan)
        return Value(array, found.frequency)

    def reads(self, row: int, place: int, frequencies: Mapping[str, Frequency]) -> list[Cell]:
        """Every cell that the result's cell is made from, in the order the formula names them, each once."""
        return list(dict.fromkeys(_reads(self.tree, [row], [place], frequencies)))


_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)


def read(code: str, text: str, known: Iterable[str]) -> Formula:
    """Read a formula. Raises FormulaWrong naming what it does not understand, with the likeliest code for a slip."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaWrong(code=code, reason="不是算式") from None
    found: dict[str, None] = {}
    _check(code, tree, set(known), found)
    return Formula(code, text.strip(), tree, tuple(found))


def _check(code: str, node: ast.expr, known: set[str], found: dict[str, None]) -> None:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return
    if isinstance(node, ast.Name):
        if node.id not in known:
            close = difflib.get_close_matches(node.id, known, 1)
            raise FormulaWrong(code=code, reason=f"没有指标 {node.id}" + (f"，是否 {close[0]}" if close else ""))
        found[node.id] = None
    elif isinstance(node, ast.BinOp) and isinstance(node.op, _OPERATORS):
        _check(code, node.left, known, found)
        _check(code, node.right, known, found)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _check(code, node.operand, known, found)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        _check_call(code, node, known, found)
    else:
        raise FormulaWrong(code=code, reason=f"不支持“{ast.unparse(node)[:40]}”")


def _check_call(code: str, node: ast.Call, known: set[str], found: dict[str, None]) -> None:
    assert isinstance(node.func, ast.Name)
    function = FUNCTIONS.get(node.func.id)
    if function is None:
        raise FormulaWrong(code=code, reason=f"没有函数 {node.func.id}，可用 {'、'.join(FUNCTIONS)}")
    if len(node.args) != 1 + function.takes_number:
        raise FormulaWrong(code=code, reason=f"{node.func.id} 应有 {1 + function.takes_number} 个参数")
    if function.takes_number:
        number = node.args[1]
        if not (isinstance(number, ast.Constant) and type(number.value) is int and 1 <= number.value <= 240):
            raise FormulaWrong(code=code, reason=f"{node.func.id} 的第二个参数应为 1 到 240 的整数")
    _check(code, node.args[0], known, found)


def _number(node: ast.Call) -> int:
    return node.args[1].value if len(node.args) > 1 else 0  # type: ignore[attr-defined]


def _run(formula: Formula, node: ast.expr, values: Mapping[str, Value]) -> Value:
    if isinstance(node, ast.Constant):
        return Value(np.float64(node.value), None)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.UnaryOp):
        inner = _run(formula, node.operand, values)
        return Value(-inner.array, inner.frequency)
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        inner = _run(formula, node.args[0], values)
        if inner.frequency is None:
            raise FormulaWrong(code=formula.code, reason=f"{node.func.id} 的参数中没有指标")
        function = FUNCTIONS[node.func.id]
        if function.to_year and inner.frequency == Frequency.YEAR:
            raise FormulaWrong(code=formula.code, reason=f"{node.func.id} 的指标已经是年度的")
        out = function.run(inner.array, inner.frequency, _number(node))
        return Value(out, Frequency.YEAR if function.to_year else inner.frequency)
    assert isinstance(node, ast.BinOp)
    left, right = _run(formula, node.left, values), _run(formula, node.right, values)
    if left.frequency and right.frequency and left.frequency != right.frequency:
        raise FormulaWrong(code=formula.code, reason="同一算式中有不同频度的指标，请先用 year_sum 等换成同一频度")
    array = _OPERATE[type(node.op)](left.array, right.array)
    return Value(array, left.frequency or right.frequency)


_OPERATE: dict[type, Callable[[Array, Array], Array]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    # Nothing can be shared among none: the result is unknown, not endless.
    ast.Div: lambda a, b: np.divide(a, np.where(b == 0, np.nan, b)),
    ast.Pow: np.power,
}


def _frequency(node: ast.expr, frequencies: Mapping[str, Frequency]) -> Frequency:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and FUNCTIONS[inner.func.id].to_year and inner is node:  # type: ignore[attr-defined]
            return Frequency.YEAR
    names = [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and inner.id in frequencies]
    return frequencies[names[0]] if names else Frequency.YEAR


def _reads(node: ast.expr, rows: list[int], places: list[int], frequencies: Mapping[str, Frequency]) -> Iterable[Cell]:
    if isinstance(node, ast.Name):
        yield from (Cell(node.id, row, place) for row in rows if row >= 0 for place in places)
    elif isinstance(node, ast.UnaryOp):
        yield from _reads(node.operand, rows, places, frequencies)
    elif isinstance(node, ast.BinOp):
        yield from _reads(node.left, rows, places, frequencies)
        yield from _reads(node.right, rows, places, frequencies)
    elif isinstance(node, ast.Call):
        function = FUNCTIONS[node.func.id]  # type: ignore[attr-defined]
        frequency = _frequency(node.args[0], frequencies)
        inner = list(dict.fromkeys(r for row in rows for r in function.reads(row, frequency, _number(node))))
        columns = list(dict.fromkeys([*places, WHOLE])) if function.over_places else places
        yield from _reads(node.args[0], inner, columns, frequencies)
