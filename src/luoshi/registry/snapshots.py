"""A snapshot folder: one Parquet file a register, and what it is a snapshot of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from luoshi.kernel.errors import N_, ExpectedError

from .domain.registers import REGISTERS

FACTS = "snapshot.json"


class SnapshotMissing(ExpectedError):
    code = "registry.snapshot_missing"
    message = N_("“{folder}”不是快照文件夹：缺少 {file}。请先运行 luoshi snapshot 或 luoshi population。")


def write_snapshot(folder: Path, frames: Mapping[str, pl.DataFrame], day: date, facts: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    (folder / FACTS).write_text(json.dumps({"as_of": day.isoformat(), **facts}, ensure_ascii=False), "utf-8")


def scan_snapshot(folder: Path) -> tuple[dict[str, pl.LazyFrame], dict[str, Any]]:
    """The registers as lazy frames, and what the snapshot is of. Raises SnapshotMissing."""
    for file in (FACTS, *(f"{code}.parquet" for code in REGISTERS)):
        if not (folder / file).is_file():
            raise SnapshotMissing(folder=folder.name, file=file)
    frames = {code: pl.scan_parquet(folder / f"{code}.parquet") for code in REGISTERS}
    return frames, json.loads((folder / FACTS).read_text("utf-8"))
