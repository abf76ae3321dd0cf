"""Sweeping a snapshot folder, on Polars in the process or on a Spark cluster: the same rule text, the same results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import narwhals as nw
import polars as pl

from luoshi.registry.api import scan_snapshot

from .domain import sweeping
from .domain.law import LawOnDay

K = TypeVar("K")
LOCAL_PARTITIONS = 8
"""Spark divides for a cluster of hundreds of cores unless told otherwise; one machine spends its time on the dividing."""
LOCAL_MEMORY = "6g"
"""On one machine driver and workers share a process, which Spark gives one gigabyte: ten million people need more."""
TABLES = ("person", "household", "firm", "firm_year")


def sweep_snapshot(law: LawOnDay, names: Iterable[str], folder: Path, engine: str, master: str = "") -> dict[str, Any]:
    """What a run over the folder gives: its id, the counts, and ``findings`` as a frame. Raises SnapshotMissing."""
    scanned, facts = scan_snapshot(folder)
    rules = sweeping.chosen(law, names)
    plan = sweeping.plan_of(law, rules)
    if engine == "spark":
        tables = _on_spark(folder, master)
        state = _kept_on_spark(sweeping.run(plan, tables, _kept_on_spark))
        wrong = sweeping.faults(tables, law.day)
    else:
        tables = {name: nw.from_native(scanned[name]) for name in TABLES}
        state = worked_out(sweeping.run(plan, tables, at_once))
        wrong = worked_out(sweeping.faults(tables, law.day))
    found = nw.concat(sweeping.findings(plan, rules, state, wrong))
    return {
        "run": sweeping.run_id(plan, folder_digest(folder)),
        "synthetic": bool(facts.get("synthetic")),
        "as_of": law.day.isoformat(),
        "place": law.place,
        "engine": engine,
        "rules": sweeping.versions(plan),
        "parameters": sweeping.values(plan),
        "counts": [asdict(count) for count in sweeping.counts(plan, rules, state)],
        "findings": _frame(nw.to_native(found)).sort(*sweeping.COLUMNS[:4]),
    }


def at_once(state: Mapping[str, Any]) -> dict[str, Any]:
    """All tables worked out in one go, so that what several need is worked out once; lazy again, for what follows."""
    return {name: frame.lazy() for name, frame in worked_out(state).items()}


def worked_out(state: Mapping[K, Any]) -> dict[K, Any]:
    """The streaming engine counts and joins by text in a third of the time of the other."""
    frames = pl.collect_all([nw.to_native(frame) for frame in state.values()], engine="streaming")
    return {name: nw.from_native(frame) for name, frame in zip(state, frames, strict=True)}


def _on_spark(folder: Path, master: str) -> dict[str, Any]:
    from pyspark.sql import SparkSession

    builder = (
        SparkSession.builder.appName("luoshi")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if master.startswith("local"):
        builder = builder.config("spark.sql.shuffle.partitions", LOCAL_PARTITIONS)
        builder = builder.config("spark.driver.memory", LOCAL_MEMORY).config("spark.driver.maxResultSize", LOCAL_MEMORY)
    session = (builder.master(master) if master else builder).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return {name: nw.from_native(session.read.parquet(str(folder / f"{name}.parquet"))) for name in TABLES}


def _kept_on_spark(state: Mapping[str, Any]) -> dict[str, Any]:
    """The tables as they stand, kept on the cluster: a plan that goes back to the files through every join grows faster
    than its work."""
    return {name: nw.from_native(nw.to_native(frame).localCheckpoint()) for name, frame in state.items()}


def _frame(native: Any) -> pl.DataFrame:
    if isinstance(native, pl.LazyFrame):
        return native.collect()
    found = native if isinstance(native, pl.DataFrame) else pl.from_arrow(native.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found


def folder_digest(folder: Path) -> str:
    said = hashlib.sha256()
    for name in TABLES:
        with (folder / f"{name}.parquet").open("rb") as file:
            while block := file.read(1 << 22):
                said.update(block)
    return said.hexdigest()


def write_run(out: Path, result: Mapping[str, Any]) -> bool:
    """The run as ``<id>/run.json`` and ``findings.parquet``; False where it was there already and nothing changed."""
    folder = out / result["run"]
    if (folder / "run.json").is_file():
        return False
    folder.mkdir(parents=True, exist_ok=True)
    result["findings"].write_parquet(folder / "findings.parquet")
    said = {key: value for key, value in result.items() if key != "findings"}
    (folder / "run.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
    return True
