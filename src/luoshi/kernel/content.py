"""Loading content: files checked by typed models, every fault named by file and line, nothing half-loaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from .errors import N_, ExpectedError

M = TypeVar("M", bound=BaseModel)

# The compiled parser, where the library has it, is ten times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentFaults(ExpectedError):
    code = "content.faults"
    message = N_("内容文件有 {count} 处错误，没有加载任何内容。请逐条更正后重试：\n{faults}")

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(count=len(faults), faults="\n".join(map(str, faults)))


def read_text(path: Path) -> str:
    """The file's text; a missing file or one that is not UTF-8 is a fault, not a crash."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ContentFaults([Fault(str(path), 1, "文件不存在")]) from None
    except UnicodeDecodeError as error:
        raise ContentFaults([Fault(str(path), 1, f"不是 UTF-8 编码（第 {error.start} 字节）")]) from None
    if "\0" in text:
        raise ContentFaults([Fault(str(path), _line_at(text, text.index("\0")), "有空字符，不是文本文件")])
    return text


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def load_yaml(path: Path, model: type[M]) -> M:
    """The YAML file as a checked model. Raises ContentFaults with the line of every fault."""
    node = _composed(path)
    if node is None:
        return check({}, model, path, {})
    faults = [Fault(str(path), line, message) for line, message in _odd_nodes(node)]
    if faults:
        raise ContentFaults(faults)
    try:
        value = yaml.SafeLoader("").construct_document(node)
    except yaml.MarkedYAMLError as error:
        raise ContentFaults([_yaml_fault(path, error)]) from None
    return check(value, model, path, dict(_lines(node, ())))


@lru_cache(maxsize=512)
def _nodes(text: str) -> yaml.Node | None:
    """Kept for those who ask for the same file again, as ``lines_of`` does after ``load_yaml``."""
    return yaml.compose(text, Loader=_LOADER)


def _composed(path: Path) -> yaml.Node | None:
    """The file's nodes with their places; None for an empty file."""
    text = read_text(path)
    try:
        for event in yaml.parse(text, Loader=_LOADER) if "*" in text else ():
            if isinstance(event, yaml.AliasEvent):
                # What refers to itself never ends, and a few lines of references can stand for millions.
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise ContentFaults([Fault(str(path), line, "不支持 YAML 引用（*），请写出内容")])
        return _nodes(text)
    except yaml.MarkedYAMLError as error:
        raise ContentFaults([_yaml_fault(path, error)]) from None
    except yaml.reader.ReaderError as error:
        raise ContentFaults([Fault(str(path), _line_at(text, error.position), "有不能使用的控制字符")]) from None


def _yaml_fault(path: Path, error: yaml.MarkedYAMLError) -> Fault:
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    return Fault(str(path), line, f"YAML 格式错误：{error.problem}")


def lines_of(path: Path) -> dict[Location, int]:
    """On which line each location of a YAML file stands, ``("rows", 2, "clauses", 0)``: for faults found later."""
    node = _composed(path)
    return dict(_lines(node, ())) if node else {}


def check(value: Any, model: type[M], path: Path, lines: dict[Location, int]) -> M:
    """``value`` as a model; ``lines`` says on which line each location of the value stands."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise ContentFaults(
            [
                Fault(str(path), _line_of(fault["loc"], lines), f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")
                for fault in error.errors()
            ]
        ) from None


def load_csv(path: Path, model: type[M]) -> list[M]:
    """The rows of a CSV file with a header line, each as a checked model. Empty cells are left out."""
    return [row for _line, row in numbered_rows(path, model)]


def numbered_rows(path: Path, model: type[M]) -> list[tuple[int, M]]:
    """As ``load_csv``, each with its line: for faults found later."""
    text = read_text(path)
    rows, faults = [], []
    reader = csv.DictReader(io.StringIO(text))
    unknown = set(reader.fieldnames or ()) - set(model.model_fields)
    if unknown:
        raise ContentFaults([Fault(str(path), 1, f"未知的列：{'、'.join(sorted(map(str, unknown)))}")])
    for row in reader:
        if None in row:
            faults.append(Fault(str(path), reader.line_num, "这一行的格数比表头多，多半有逗号没有加引号"))
            continue
        given = {key: cell.strip() for key, cell in row.items() if isinstance(cell, str) and cell.strip()}
        try:
            rows.append((reader.line_num, check(given, model, path, {(): reader.line_num})))
        except ContentFaults as found:
            faults += found.faults
    if faults:
        raise ContentFaults(faults)
    return rows


def _line_of(location: Location, lines: dict[Location, int]) -> int:
    while location not in lines and location:
        location = location[:-1]
    return lines.get(location, 1)


def _lines(node: yaml.Node, at: Location) -> Iterator[tuple[Location, int]]:
    yield at, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield from _lines(child, (*at, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _lines(child, (*at, index))


def _odd_nodes(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """YAML keeps the last of two equal keys without a word; a person who wrote both lost one. It also lets keys be
    lists, and dates be no dates."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                yield key.start_mark.line + 1, "键只能是一个词"
                continue
            if key.value in seen:
                yield key.start_mark.line + 1, f"重复的键“{key.value}”"
            seen.add(key.value)
            yield from _odd_nodes(child)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _odd_nodes(child)
    elif isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:timestamp":
        try:
            yaml.SafeLoader("").construct_yaml_timestamp(node)
        except ValueError:
            yield node.start_mark.line + 1, f"“{node.value}”不是日期"
