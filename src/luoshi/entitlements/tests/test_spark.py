"""One rule text on two engines: a small local Spark gives what Polars gives, to the fen."""

from __future__ import annotations

import random
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from luoshi.entitlements.domain.law import Law
from luoshi.entitlements.snapshots import sweep_snapshot, write_run
from luoshi.registry.api import synthetic_county, townships_like, write_snapshot

pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
DAY = date(2023, 6, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshot")
    frames = synthetic_county(3000, seed=11, as_of=DAY, townships=townships_like())
    write_snapshot(folder, frames, DAY, {"synthetic": True})
    return folder


def test_spark_and_polars_agree_to_the_fen_whatever_the_parameters(law: Law, folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    chance = random.Random(3)
    values = {
        "minimum_living_standard": chance.randint(500, 1500),
        "work_cost_rate": chance.randint(1, 40),
        "rigid_deduction_rate": chance.randint(1, 100),
        "deposit_limit_per_person": chance.randint(5000, 50000),
        "edge_deposit_limit_per_person": chance.randint(5000, 90000),
        "house_limit": 1,
        "vehicle_limit": 1,
        "single_person_amount": chance.randint(100, 900),
        "child_support_standard": 1500,
        "warning_medical_amount": 9000,
        "warning_medical_share": 30,
    }
    given = {f"social_assistance.{name}": Decimal(value) for name, value in values.items()}
    on = law.assuming(given).on(DAY, "350121")
    here = sweep_snapshot(on, ["social_assistance"], folder, "polars")
    there = sweep_snapshot(on, ["social_assistance"], folder, "spark", "local[2]")
    assert there["run"] == here["run"]
    assert there["counts"] == here["counts"]
    assert here["findings"].height > 200
    columns = here["findings"].columns
    assert there["findings"].select(columns).sort(columns).equals(here["findings"].sort(columns))
    assert write_run(tmp_path, here)
    assert not write_run(tmp_path, there)  # the same run: nothing is written again
