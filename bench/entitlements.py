"""How fast rules run over everybody and over one household, beside the engines others use.

    python bench/entitlements.py [--population 1050000] [--large 10000000] [--differential 100000] [--spark]

1. The minimum living allowance and the edge families from Parquet to per-household results: Luoshi, openfisca-core and
   ttsim (the engine under gettsim), the same rules on the same people, in turns in one run; results must be the same to
   the fen. The two others live in an environment of their own, made from ``requirements/bench.lock``.
2. All rules of social assistance over the population, as ``luoshi sweep`` runs them: seconds and memory.
3. One household: reasons, and the answer after one changed fact, which must equal the full sweep's.
4. With --differential: the statute read household by household in plain Python against the engine, random parameters.
5. With --large: the same sweep over more people. With --spark: the sweep on a local Spark, compared row by row.

Everybody is made up from a fixed seed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]
PEERS = ROOT / "bench" / "peers"
DAY = date(2023, 6, 1)
PLACE = "350121"
ROUNDS = 5
ASKED = 50
"""Households that are asked one by one."""
VALUES = {
    "minimum_living_standard": 760,
    "work_cost_rate": 20,
    "rigid_deduction_rate": 30,
    "deposit_limit_per_person": 20000,
    "edge_deposit_limit_per_person": 30000,
    "house_limit": 1,
    "vehicle_limit": 0,
    "single_person_amount": 760,
    "child_support_standard": 1500,
    "warning_medical_amount": 20000,
    "warning_medical_share": 40,
}
"""Example values of what places lay down themselves; no law."""
TO_PEERS = {
    "day": DAY.isoformat(),
    "values": {
        "minimum_living_standard": 76000,
        "work_cost_rate": 0.2,
        "rigid_deduction_rate": 0.3,
        "deposit_limit_per_person": 2000000,
        "edge_deposit_limit_per_person": 3000000,
        "house_limit": 1,
        "vehicle_limit": 0,
        "edge_rate": 1.5,
    },
}
"""The same in fen and shares, as the peers' rules take them."""


def stand_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.app.settings")
    import django

    django.setup()


def assumed(place: str, **values: int) -> Any:
    """The law of the checkout on the day, with example values."""
    from luoshi.entitlements.statutes import read_statutes

    given = {f"social_assistance.{name}": Decimal(value) for name, value in {**VALUES, **values}.items()}
    return read_statutes(ROOT / "statutes").assuming(given).on(DAY, place)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--population", type=int, default=1_050_000)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--differential", type=int, default=2_000)
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--sweep", nargs=2, metavar=("FOLDER", "ENGINE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.sweep:
        return sweep_here(Path(given.sweep[0]), given.sweep[1])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LUOSHI_VAR"] = folder
        home = Path(folder)
        make(given.population, home / "people")
        compare(home / "people", home)
        report_sweep(given.population, home / "people", "polars")
        stand_up()
        one_household(home / "people")
        if given.differential:
            differential(given.differential)
        if given.spark:
            report_spark(home)
        if given.large:
            make(given.large, home / "large")
            report_sweep(given.large, home / "large", "polars")
    return None


def make(population: int, folder: Path) -> None:
    """The snapshot, in a process of its own so that its memory is given back."""
    command = [sys.executable, "-c", MAKE, str(population), str(folder), DAY.isoformat()]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})


MAKE = """
import os, sys
from datetime import date
from pathlib import Path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.app.settings")
import django
django.setup()
from luoshi.registry.api import synthetic_county, townships_like, write_snapshot
day = date.fromisoformat(sys.argv[3])
frames = synthetic_county(int(sys.argv[1]), seed=1, as_of=day, townships=townships_like())
write_snapshot(Path(sys.argv[2]), frames, day, {"synthetic": True})
"""


def compare(people: Path, home: Path) -> None:
    """Facts that are missing are filled in: the two others have no way to say that something is not known."""
    import polars as pl

    full = home / "full"
    full.mkdir()
    for file in people.iterdir():
        if file.stem in {"person", "household"}:
            known = pl.read_parquet(file).with_columns(
                pl.col(pl.Int64).fill_null(0), pl.col(pl.Boolean).fill_null(value=False)
            )
            known.write_parquet(full / file.name)
        else:
            (full / file.name).write_bytes(file.read_bytes())
    python = peers_python()
    sides = {"luoshi": sys.executable, **({"openfisca": python, "ttsim": python} if python else {})}
    seconds: dict[str, list[float]] = {side: [] for side in sides}
    memory = dict.fromkeys(sides, 0)
    for _ in range(ROUNDS):
        for side, interpreter in sides.items():
            command = [interpreter, str(PEERS / f"{side}_side.py"), str(full), str(home / f"{side}.parquet")]
            said, peak = measured([*command, json.dumps(TO_PEERS)])
            seconds[side].append(said["seconds"])
            memory[side] = max(memory[side], peak)
    ours = pl.read_parquet(home / "luoshi.parquet").sort("household_number")
    print(f"The same rules, Parquet to {ours.height:,} households' results, median of {ROUNDS} turns:")
    base = statistics.median(seconds["luoshi"])
    for side in sides:
        theirs = pl.read_parquet(home / f"{side}.parquet").sort("household_number")
        same = theirs.equals(ours)
        middle = statistics.median(seconds[side])
        print(
            f"  {side:10} {middle:6.2f} s  {middle / base:5.1f} x  {memory[side] / 1e6:5.2f} GB  "
            f"results {'the same to the fen' if same else 'DIFFER'}"
        )


def peers_python() -> str:
    """The interpreter of the peers' own environment, made on first use; empty where it cannot be made."""
    folder = ROOT / "var" / "bench-peers"
    python, lock = folder / "bin" / "python", ROOT / "requirements" / "bench.lock"
    if not (folder / "ready").exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            command = [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)]
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        except subprocess.CalledProcessError:
            print("  (the peers' environment cannot be made here: requirements/bench.lock; left out)")
            return ""
        (folder / "ready").touch()
    return str(python)


def measured(command: list[str]) -> tuple[dict[str, Any], int]:
    """What the command prints as JSON in its last line, and its largest memory in kilobytes."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"failed: {' '.join(command[:3])}")
        said.seek(0)
        return json.loads(said.read().splitlines()[-1]), usage.ru_maxrss


def sweep_here(folder: Path, engine: str) -> None:
    stand_up()
    from luoshi.entitlements.snapshots import sweep_snapshot

    law = assumed(PLACE)
    began = time.perf_counter()
    result = sweep_snapshot(law, ["social_assistance"], folder, engine, "local[2]" if engine == "spark" else "")
    seconds = time.perf_counter() - began
    out = folder / f"findings-{engine}.parquet"
    result["findings"].sort(result["findings"].columns).write_parquet(out)
    print(json.dumps({"seconds": seconds, "findings": result["findings"].height, "rules": len(result["rules"])}))


def report_sweep(population: int, folder: Path, engine: str) -> float:
    said, peak = measured([sys.executable, __file__, "--sweep", str(folder), engine])
    print(
        f"All of social assistance over {population:,} people on {engine}: {said['rules']} rules, "
        f"{said['findings']:,} findings, {said['seconds']:.2f} s, {peak / 1e6:.2f} GB (the findings written included)"
    )
    return float(said["seconds"])


def one_household(folder: Path) -> None:
    """Households asked one by one, and again after one fact changed; the full sweep must say the same."""
    import narwhals as nw
    import polars as pl

    from luoshi.entitlements.domain.plan import wire
    from luoshi.entitlements.domain.reasons import reasons
    from luoshi.entitlements.domain.single import ask
    from luoshi.entitlements.snapshots import worked_out
    from luoshi.registry.api import scan_snapshot

    law, chance = assumed(PLACE), random.Random(7)
    frames = {name: frame.collect() for name, frame in scan_snapshot(folder)[0].items()}
    numbers = chance.sample(frames["household"]["household_number"].to_list(), ASKED)
    changed = dict(frames)
    is_asked = pl.col("household_number").is_in(numbers)
    raised = pl.when(is_asked).then(pl.col("wage_monthly") + 12_345).otherwise(pl.col("wage_monthly"))
    changed["person"] = frames["person"].with_columns(raised.alias("wage_monthly"))
    tables = {name: nw.from_native(frame.lazy()) for name, frame in changed.items()}
    full = wire(law, ["minimum_living_allowance"]).run(tables)["household"]
    swept = nw.to_native(worked_out({"household": full})["household"])
    expected = dict(swept.select("household_number", "minimum_living_allowance").iter_rows())
    mine = frames["person"].filter(is_asked).partition_by("household_number", as_dict=True)
    homes = {row["household_number"]: row for row in frames["household"].filter(is_asked).to_dicts()}
    told, again, wrong = [], [], 0
    for number in numbers:
        given = {"household": [homes[number]], "person": mine[(number,)].to_dicts()}
        began = time.perf_counter()
        reasons(ask(law, ["minimum_living_allowance"], given), "minimum_living_allowance").sentence("zh")
        told.append(time.perf_counter() - began)
        for person in given["person"]:
            person["wage_monthly"] = None if person["wage_monthly"] is None else person["wage_monthly"] + 12_345
        began = time.perf_counter()
        value = ask(law, ["minimum_living_allowance"], given).value("minimum_living_allowance")
        again.append(time.perf_counter() - began)
        wrong += value != expected[number]
    print(
        f"One household, median of {ASKED}: reasons {statistics.median(told) * 1000:.1f} ms; one changed fact "
        f"{statistics.median(again) * 1000:.1f} ms, {wrong} different from the full sweep"
    )


def differential(households: int) -> None:
    """The statute in plain Python, household by household, against the engine under random parameters."""
    import narwhals as nw

    from luoshi.entitlements.domain.plan import wire
    from luoshi.entitlements.tests.test_engine import naive
    from luoshi.registry.api import synthetic_county, townships_like

    chance, asked, wrong, sets = random.Random(1), 0, 0, 0
    while asked < households:
        sets += 1
        frames = synthetic_county(60_000, seed=sets, as_of=DAY, townships=townships_like())
        values = {
            "minimum_living_standard": chance.randint(300, 1500),
            "work_cost_rate": chance.randint(0, 40),
            "rigid_deduction_rate": chance.randint(0, 100),
            "deposit_limit_per_person": chance.randint(1000, 60000),
        }
        plan = wire(assumed("", **values), ["minimum_living_allowance"])
        state = plan.run({name: nw.from_native(frame) for name, frame in frames.items()})
        said = nw.to_native(state["household"]).select("household_number", "minimum_living_allowance")
        found = dict(said.iter_rows())
        people: dict[str, list[dict[str, Any]]] = {}
        for person in frames["person"].iter_rows(named=True):
            people.setdefault(person["household_number"], []).append(person)
        names = ("minimum_living_standard", "work_cost_rate", "rigid_deduction_rate", "deposit_limit_per_person")
        standard, work, rigid, deposit = (values[name] * 100 for name in names)
        limits = {"standard": standard, "work": work, "rigid": rigid, "deposit": deposit, "day": DAY}
        for home in frames["household"].iter_rows(named=True):
            number = home["household_number"]
            wrong += found[number] != naive(home, people[number], limits)  # type: ignore[arg-type]
            asked += 1
    print(
        f"Naive reading: {asked:,} households under {sets} random sets of parameters, {wrong} differ by a fen or more"
    )


def report_spark(home: Path) -> None:
    import polars as pl

    print("On a local Spark of two cores, the same sweep:")
    for population in (1_000_000, 5_000_000, 10_000_000):
        folder = home / f"spark-{population}"
        make(population, folder)
        report_sweep(population, folder, "polars")
        report_sweep(population, folder, "spark")
        here, there = (pl.read_parquet(folder / f"findings-{engine}.parquet") for engine in ("polars", "spark"))
        print(f"  findings {'the same to the fen' if there.select(here.columns).equals(here) else 'DIFFER'}")


if __name__ == "__main__":
    main()
