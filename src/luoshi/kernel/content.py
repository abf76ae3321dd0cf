"""Loading content: files checked by typed models, every fault named by file and line, nothing half-loaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from .errors import N_, ExpectedError

M = TypeVar("M", bound=BaseModel)

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
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ContentFaults([Fault(str(path), 1, "文件不存在")]) from None
    except UnicodeDecodeError as error:
        raise ContentFaults([Fault(str(path), 1, f"不是 UTF-8 编码（第 {error.start} 字节）")]) from None


def load_yaml(path: Path, model: type[M]) -> M:
    """The YAML file as a checked model. Raises ContentFaults with the line of every fault."""
    try:
        node = yaml.compose(read_text(path), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentFaults([Fault(str(path), line, f"YAML 格式错误：{error.problem}")]) from None
    lines = dict(_lines(node, ())) if node else {}
    repeated = [Fault(str(path), line, message) for line, message in _repeated_keys(node)] if node else []
    if repeated:
        raise ContentFaults(repeated)
    value = yaml.safe_load(read_text(path)) or {}
    return check(value, model, path, lines)


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
    text = read_text(path)
    rows, faults = [], []
    reader = csv.DictReader(io.StringIO(text))
    unknown = set(reader.fieldnames or ()) - set(model.model_fields)
    if unknown:
        raise ContentFaults([Fault(str(path), 1, f"未知的列：{'、'.join(sorted(map(str, unknown)))}")])
    for row in reader:
        given = {key: cell.strip() for key, cell in row.items() if isinstance(cell, str) and cell.strip()}
        try:
            rows.append(check(given, model, path, {(): reader.line_num}))
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


def _repeated_keys(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """YAML keeps the last of two equal keys without a word; a person who wrote both lost one."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, f"重复的键“{key.value}”"
            seen.add(key.value)
            yield from _repeated_keys(child)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _repeated_keys(child)
