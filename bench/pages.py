"""Server time of the pages that show everything, with 100,000 tasks and 1,000,000 reports in SQLite.

    python bench/pages.py [--tasks 100000] [--reports-per-task 10] [--rounds 15]

Prints the median and the slowest of each page, in milliseconds, in one process, signed in, template included, after
one warm-up; and the aim of the issue beside it. PostgreSQL instead of SQLite: set DATABASE_URL to an empty database.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

AIM_MS = 100
DAY = date(2022, 1, 21)
COLOURS = ["green"] * 6 + ["yellow"] * 2 + ["red"] + ["blue"]


def fill(document: str, tasks: int, reports_per_task: int) -> None:
    """Tasks over the real clauses and units, with the commitments they come from, and reports on each."""
    from luoshi.delivery.models import Commitment, LightChange, LightTally, Report, Task
    from luoshi.delivery.tallies import count_all
    from luoshi.kernel.today import CHINA
    from luoshi.policy.api import measures
    from luoshi.registry.api import all_units

    rng = random.Random(1)
    clauses = [clause for measure in measures(document) for clause in measure.clauses]
    everyone = [unit.id for unit in all_units().values()]
    Commitment.objects.filter(document=document).delete()
    commitments, rows = [], []
    for n in range(tasks):
        clause = clauses[n % len(clauses)]
        place = {"document": document, "measure": clause.measure, "clause": clause.code, "code": f"{clause.code}.c{n}"}
        lead = everyone[rng.randrange(len(everyone))]
        due = DAY + timedelta(days=rng.randrange(-60, 400))
        commitments.append(
            Commitment(
                **place,
                start=n,
                end=n + 10,
                text=f"推进第 {n} 项工作",
                kind="build",
                state="issued",
                lead_id=lead,
                due_date=due,
            )
        )
        rows.append(
            Task(
                **place,
                title=f"推进第 {n} 项工作",
                lead_id=lead,
                issued_on=date(2021, 8, 2),
                due_date=due,
                plan=[["2021-12-31", 50], [due.isoformat(), 100]],
                state="under_way",
                percent=rng.randrange(101),
                has_evidence=rng.random() < 0.5,
                light=rng.choice(COLOURS),
                light_reason="on_plan",
                light_params={"points": 50, "expected": 50, "gap": 0},
                lit_on=DAY - timedelta(days=rng.randrange(100)),
                last_report_on=DAY - timedelta(days=rng.randrange(60)),
            )
        )
    Commitment.objects.bulk_create(commitments, batch_size=5000)
    Task.objects.bulk_create(rows, batch_size=5000)
    at = datetime(2022, 1, 10, 10, tzinfo=CHINA)
    for first in range(0, tasks, 10_000):
        Report.objects.bulk_create(
            (
                Report(
                    task=task,
                    number=n,
                    text="按计划推进",
                    percent=task.percent,
                    state="accepted",
                    submitted_by="bench",
                    submitted_at=at,
                )
                for task in rows[first : first + 10_000]
                for n in range(1, reports_per_task + 1)
            ),
            batch_size=10_000,
        )
    LightChange.objects.bulk_create(
        LightChange(
            task=task,
            document=document,
            before="green",
            after=task.light,
            reason="on_plan",
            params=task.light_params,
            on=task.lit_on,
        )
        for task in rows
    )
    count_all(document)
    LightTally.objects.bulk_create(
        LightTally(document=document, on=DAY - timedelta(days=7 * week), light=light, tasks=rng.randrange(tasks))
        for week in range(26)
        for light in ("red", "yellow", "green", "blue", "grey")
    )


def measure(client: Any, address: str, rounds: int) -> tuple[float, float]:
    times = []
    for n in range(rounds + 1):
        began = time.perf_counter()
        response = client.get(address)
        took = (time.perf_counter() - began) * 1000
        assert response.status_code == 200, (address, response.status_code)
        if n:
            times.append(took)
    return statistics.median(times), max(times)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--reports-per-task", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        os.environ.update(LUOSHI_VAR=folder, DJANGO_SETTINGS_MODULE="luoshi.app.settings", LUOSHI_TODAY=DAY.isoformat())
        import django

        django.setup()
        run(options, Path(folder))


def run(options: argparse.Namespace, folder: Path) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    from luoshi.app.checkout import default_programme
    from luoshi.app.programmes import apply, load_programme
    from luoshi.registry.models import RoleGrant, User

    call_command("migrate", verbosity=0)
    programme = load_programme(default_programme())
    apply(programme)
    began = time.monotonic()
    with transaction.atomic():
        fill(programme.code, options.tasks, options.reports_per_task)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(
        f"{options.tasks:,} tasks, {options.tasks * options.reports_per_task:,} reports made in {time.monotonic() - began:.0f} s"
    )
    if connection.vendor == "sqlite":
        print(f"SQLite file {(folder / 'luoshi.sqlite3').stat().st_size / 1e6:.0f} MB")
    user = User.objects.create_user("bench", "x", display_name="bench")
    RoleGrant.objects.create(user=user, role="supervisor")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    pages = {
        "living document": f"/documents/{programme.code}/",
        "cockpit": f"/cockpit/{programme.code}/",
        "measure": f"/documents/{programme.code}/measures/11/",
        "public page": f"/public/{programme.code}/",
        "unit": "/units/development-reform/",
        "task list": f"/delivery/{programme.code}/tasks/?light=red&sort=due",
    }
    print(f"{'page':18} {'median ms':>10} {'max ms':>8}   aim < {AIM_MS} ms")
    for name, address in pages.items():
        median, worst = measure(client, address, options.rounds)
        print(f"{name:18} {median:10.1f} {worst:8.1f}   {'ok' if median < AIM_MS else 'MISSED'}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (filling included)")


if __name__ == "__main__":
    main()
