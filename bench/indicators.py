"""Series at size: everything computed anew, one figure changed, and the pages, beside plain pandas in the same run.

python bench/indicators.py [--series 2000] [--observations 10000000] [--stored 2000000]

Half the series are entered, half derived from others by formulas. ``--stored`` observations are put into SQLite for the acts and pages;
the rest is measured in memory.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np

FIRST, LAST = 2002, 2021
MONTHS = (LAST - FIRST + 1) * 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=2000)
    parser.add_argument("--observations", type=int, default=10_000_000)
    parser.add_argument("--stored", type=int, default=2_000_000)
    options = parser.parse_args()
    in_memory(options.series, options.observations)
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        os.environ.update(LUOSHI_VAR=folder, DJANGO_SETTINGS_MODULE="luoshi.app.settings")
        import django

        django.setup()
        in_store(options.series, options.stored)


def formulas(series: int) -> tuple[list[str], dict[str, str]]:
    """Codes of the entered series and formula by derived code; each may stand on derived ones before it."""
    rng = random.Random(20210723)
    entered = [f"e{n}" for n in range(series // 2)]
    derived: dict[str, str] = {}
    for n in range(series - len(entered)):
        one = rng.choice([*entered, *list(derived)[-30:]])
        two = rng.choice(entered)
        kind = n % 5
        derived[f"d{n}"] = (
            f"100 * {one} / {two}",
            f"growth({one})",
            f"{one} + {two}",
            f"moving({one}, 3)",
            f"so_far({two}) - {one}",
        )[kind]
    return entered, derived


def in_memory(series: int, observations: int) -> None:
    from luoshi.indicators.domain import formula
    from luoshi.indicators.domain.cube import Cube, Definition
    from luoshi.indicators.domain.periods import Frequency, Period

    entered, derived = formulas(series)
    places = max(1, observations // (len(entered) * MONTHS))
    known = [*entered, *derived]
    definitions = {code: Definition(code, Frequency.MONTH) for code in entered}
    for code, text in derived.items():
        definitions[code] = Definition(code, Frequency.MONTH, formula=formula.read(code, text, known))
    cube = Cube(definitions, (FIRST, LAST), ["", *(f"p{n}" for n in range(1, places))])
    rng = np.random.default_rng(1)
    for code in entered:
        cube.entered[code] = rng.uniform(1, 9, (MONTHS, places))
    count = sum(array.size for array in cube.entered.values())
    began, began_cpu = time.perf_counter(), time.process_time()
    cube.compute()
    ours, ours_cpu = time.perf_counter() - began, time.process_time() - began_cpu
    print(f"load of the machine at the start: {os.getloadavg()[0]:.1f}")
    print(
        f"{count:,} observations, {len(known):,} series: all computed in {ours:.2f} s, {ours_cpu:.2f} s of the processor"
    )
    times = []
    pick = random.Random(2)
    for _ in range(30):
        code = pick.choice(entered)
        began = time.perf_counter()
        cube.enter(code, Period(Frequency.MONTH, LAST * 12 + 5), cube.places[-1], pick.uniform(1, 9))
        cube.compute_after([code])
        times.append(1000 * (time.perf_counter() - began))
    print(f"one figure changed: median {statistics.median(times):.2f} ms, worst {max(times):.2f} ms")
    peer, peer_cpu = pandas_time(cube, derived)
    print(
        f"plain pandas, all computed: {peer:.2f} s, {peer_cpu:.2f} s of the processor: {peer_cpu / ours_cpu:.1f} times ours"
    )


def pandas_time(cube: Any, derived: dict[str, str]) -> tuple[float, float]:
    """The same formulas as one writes them in pandas, a frame (month, place) a series; results held against ours."""
    import pandas as pd

    frames = {code: pd.DataFrame(array) for code, array in cube.entered.items()}
    year = pd.Series(np.repeat(np.arange(FIRST, LAST + 1), 12))
    began, began_cpu = time.perf_counter(), time.process_time()
    for code, text in derived.items():
        for name in ("growth", "moving", "so_far"):
            text = text.replace(f"{name}(", f"_{name}(")
        names = {
            **frames,
            "_growth": lambda x: 100 * (x / x.shift(12) - 1),
            "_moving": lambda x, n: x.rolling(n).mean(),
            "_so_far": lambda x: x.groupby(year).cumsum(),
        }
        frames[code] = eval(text, {}, names)
    took = time.perf_counter() - began, time.process_time() - began_cpu
    for code in list(derived)[:: max(1, len(derived) // 25)]:
        theirs, mine = frames[code].to_numpy(), cube.values[code]
        there = ~np.isnan(mine) & np.isfinite(theirs)
        # One figure of ours was changed thirty times; the first years were not.
        np.testing.assert_allclose(mine[:120][there[:120]], theirs[:120][there[:120]], rtol=1e-6, atol=1e-6)
    return took


def in_store(series: int, stored: int) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    from luoshi.indicators import service
    from luoshi.indicators.deriving import derive, network
    from luoshi.indicators.models import Indicator, Observation
    from luoshi.kernel.today import now
    from luoshi.policy.models import Document, Measure
    from luoshi.registry.api import system_viewer
    from luoshi.registry.models import RoleGrant, User

    call_command("migrate", verbosity=0)
    entered, derived = formulas(series)
    whole = Document.objects.create(code="bench", title="bench")
    Measure.objects.create(document=whole, code="1", number="(一)", title="x", order=1, start=0, end=1)
    for n, (code, text) in enumerate([*((c, "") for c in entered), *derived.items()]):
        Indicator.objects.create(
            code=code, document="bench", measure="1", name=code, name_en=code, frequency="month", formula=text,
            source="x", direction="up", order=n, places=4,
        )  # fmt: skip
    keys = dict(Indicator.objects.values_list("code", "pk"))
    places = max(1, stored // (len(entered) * MONTHS))
    at = now().astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")  # as Django writes moments into SQLite
    rng = random.Random(3)
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO indicators_observation (indicator_id, period, place, value, derived, synthetic, source, note, by, known_from)"
            " VALUES (%s, %s, %s, %s, %s, %s, 'x', '', 'x', %s)",
            (
                (keys[code], FIRST * 12 + month, "" if place == 0 else f"p{place}", rng.uniform(1, 9), False, True, at)
                for code in entered
                for month in range(MONTHS)
                for place in range(places)
            ),
        )
    print(f"{Observation.objects.count():,} observations stored in {time.perf_counter() - began:.0f} s")
    net = network()
    one = entered[0]
    derive(net, entered, [""], at=now(), by="x")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"with derived ones {Observation.objects.count():,}")
    by, times, cpu = system_viewer(), [], []
    for n in range(15):
        began, began_cpu = time.perf_counter(), time.process_time()
        service.enter(by=by, code=entered[n], period=f"{LAST}-06", value=rng.uniform(1, 9), source="x", note="x")
        times.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - began_cpu))
    one_figure = f"median {statistics.median(cpu[1:]):.0f} ms of the processor in {statistics.median(times[1:]):.0f} ms"
    print(f"a figure entered, derived and recorded: {one_figure}")
    user = User.objects.create_user("bench", "x", display_name="bench")
    RoleGrant.objects.create(user=user, role="analyst")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    for name, address in {
        "an indicator": f"/indicators/{one}/",
        "a derived one": "/indicators/d7/",
        "its proof": f"/indicators/d7/proof/{LAST}-05/",
    }.items():
        took = [timed(client, address) for _ in range(8)][1:]
        print(f"{name:16s} {medians(took)}")
    two_clicks(client, list(derived)[:50])
    if os.environ.get("LUOSHI_PROFILE"):
        import cProfile

        cProfile.runctx("for _ in range(5): client.get('/indicators/d7/')", {"client": client}, {}, sort="cumtime")


def two_clicks(client: Any, codes: list[str]) -> None:
    """A publication of fifty derived numbers; from each number to its proof, from there to a row it stands on: every page that
    is opened is timed, and every number must prove itself."""
    import re

    from luoshi.indicators.models import Publication
    from luoshi.indicators.publishing import Print, publish_numbers
    from luoshi.registry.api import system_viewer
    from luoshi.registry.models import Parameter, ParameterValue

    # The limit of small counts, which every publication asks for.
    limit = Parameter.objects.create(code="indicators.small_cell", label="x")
    ParameterValue.objects.create(parameter=limit, value=3, in_force_from=date(2000, 1, 1), origin="file")
    wanted = Print(tuple(codes), f"{LAST}-05")
    key = publish_numbers(by=system_viewer(), document="bench", title="bench", wanted=wanted)
    printed = sum(bool(line["value"]) for line in Publication.objects.get(pk=key).values)
    opened = timed(client, f"/indicators/publications/{key}/")
    proofs = re.findall(r'href="(/indicators/publications/\d+/proof/d\d+/)"', opened.text)
    assert len(proofs) == printed, (len(proofs), printed)
    first, second = [], []
    for address in proofs:
        page = timed(client, address)
        assert "notice-success" in page.text, address
        first.append(page)
        under = re.findall(r'href="(/indicators/[ed]\d+/)"', page.text)
        second.append(timed(client, under[-1]))
    print(f"a publication of {printed} numbers, made again and compared: {medians([opened])}")
    print(f"first click, number to formula and rows: {medians(first)}")
    print(f"second click, to the row's series: {medians(second)}")


@dataclass(frozen=True)
class Page:
    """Milliseconds that passed, and of the processor, for one page; on a shared machine only the second is its own."""

    wall: float
    cpu: float
    text: str


def timed(client: Any, address: str) -> Page:
    began, began_cpu = time.perf_counter(), time.process_time()
    answer = client.get(address)
    took = Page(1000 * (time.perf_counter() - began), 1000 * (time.process_time() - began_cpu), answer.content.decode())
    assert answer.status_code == 200, address
    return took


def medians(took: Sequence[Page]) -> str:
    cpu, wall = (statistics.median(getattr(one, name) for one in took) for name in ("cpu", "wall"))
    worst = max(one.cpu for one in took)
    return f"median {cpu:.0f} ms of the processor (worst {worst:.0f}) in {wall:.0f} ms, {len(took)} pages"


if __name__ == "__main__":
    main()
