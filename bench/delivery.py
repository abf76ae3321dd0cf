"""Speed of the delivery room at the size of a province: lighting every task, a unit's list, scoring a year; with memory.

    python bench/delivery.py [--tasks 200000] [--reports 10] [--rounds 3]

On SQLite in a folder of its own; on PostgreSQL with DATABASE_URL set to an empty database. The tasks are written straight
into the tables, since it is reading and computing that is measured. Each figure is shown with its aim, the time this
process itself computed, its peak memory so far and the machine's load: on a shared machine the first alone says little.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

DAY, START = date(2021, 12, 31), date(2021, 1, 4)
ROOT = Path(__file__).resolve().parents[1]
UNITS = 600
DOCUMENT = "bench"
LIGHTS = ("green", "green", "green", "yellow", "red")


def timed(label: str, aim: float, rounds: int, work: Callable[[], object]) -> float:
    spent, computing = [], []
    for _ in range(rounds):
        start, own = time.perf_counter(), time.process_time()
        work()
        spent.append(time.perf_counter() - start)
        computing.append(time.process_time() - own)
    found, own = statistics.median(spent), statistics.median(computing)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verdict = "ok" if found <= aim else "MISSED"
    load = os.getloadavg()[0]
    print(
        f"{label:<52}{found:>9.3f} s   aim {aim:>6.3f} s   {verdict:<6}   own {own:>7.3f} s   peak {peak:>5.0f} MB   load {load:.1f}",
        flush=True,
    )
    return found


def fill(tasks: int, reports: int) -> None:
    """Tasks over a year with their reports, a few of them without an accepted one in time."""
    from luoshi.delivery.domain.plan import even_plan
    from luoshi.delivery.models import Rubric, Task
    from luoshi.delivery.rubric_content import RubricFile
    from luoshi.delivery.tallies import count_all
    from luoshi.kernel.content import load_yaml
    from luoshi.policy.models import Document
    from luoshi.registry.models import Unit

    rng = random.Random(4)
    Document.objects.create(code=DOCUMENT, title="测算文件", issued_on=START)
    units = Unit.objects.bulk_create(
        [Unit(code=f"unit-{n}", name=f"测算单位{n}", short_names=[f"单位{n}"], level="county") for n in range(UNITS)]
    )
    plans: dict[tuple[date, date], list[list[Any]]] = {}

    def task(n: int) -> Task:
        issued = START + timedelta(days=rng.randrange(60))
        due = issued + timedelta(days=rng.randrange(200, 500))
        if (issued, due) not in plans:
            plans[issued, due] = [[day.isoformat(), percent] for day, percent in even_plan(issued, due)]
        return Task(
            document=DOCUMENT,
            measure=str(n % 22 + 1),
            clause=f"{n % 22 + 1}.s{n % 5 + 1}",
            code=f"t{n}",
            title=f"测算任务{n}",
            lead=units[n % UNITS],
            issued_on=issued,
            due_date=due,
            plan=plans[issued, due],
            state="under_way",
            percent=rng.randrange(20, 100),
            percent_on=date(2021, 12, 20),
            last_report_on=date(2021, 12, 20),
            next_report_due=date(2022, 1, 25),
            light=rng.choice(LIGHTS),
            lit_on=date(2021, 12, 20),
        )

    for at in range(0, tasks, 10_000):
        Task.objects.bulk_create([task(n) for n in range(at, min(at + 10_000, tasks))], batch_size=1000)
    _fill_reports(list(Task.objects.values_list("pk", flat=True)), reports)
    rubric = load_yaml(ROOT / "statutes" / "cn" / "scoring.yaml", RubricFile)
    terms = rubric.model_dump(exclude={"title", "title_en", "source", "verified"})
    Rubric.objects.create(document=DOCUMENT, title=rubric.title, source=rubric.source, terms=terms)
    count_all(DOCUMENT)


def _fill_reports(keys: list[int], each: int) -> None:
    """One a month from March for every task, a few returned; by one prepared statement, since there are millions."""
    from django.db import connection, transaction

    from luoshi.delivery.models import Report
    from luoshi.kernel.today import CHINA

    common = Report(
        text="按计划推进", submitted_by="p", submitted_at=datetime(2021, 1, 1, tzinfo=CHINA), reviewed_by="q"
    )
    fields = [field for field in Report._meta.local_concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(field.pre_save(common, add=True), connection) for field in fields]
    at = {field.attname: place for place, field in enumerate(fields)}
    moments = {
        (month, days): connection.ops.adapt_datetimefield_value(
            datetime(2021, month, 24, 10, tzinfo=CHINA) + timedelta(days=days)
        )
        for month in range(3, 3 + each)
        for days in range(11)
    }

    def row(key: int, number: int) -> list[Any]:
        made = list(values)
        late = (key + number) % 5
        made[at["task_id"]], made[at["number"]], made[at["percent"]] = key, number, float(min(100, number * 9))
        made[at["state"]] = "accepted" if (key + number) % 17 else "returned"
        made[at["submitted_at"]], made[at["reviewed_at"]] = moments[number + 2, late], moments[number + 2, late + 6]
        return made

    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    statement = f"INSERT INTO {connection.ops.quote_name(Report._meta.db_table)} ({names}) VALUES ({marks})"
    for start in range(0, len(keys), 5000):
        with transaction.atomic(), connection.cursor() as cursor:
            rows = [row(key, number) for key in keys[start : start + 5000] for number in range(1, each + 1)]
            cursor.executemany(statement, rows)


def measure(rounds: int) -> None:
    from django.test import Client

    from luoshi.delivery.lights import relight_all
    from luoshi.delivery.models import Rubric, ScoreSheet, Task
    from luoshi.delivery.rubric_content import rubric_of
    from luoshi.delivery.scoring import scores
    from luoshi.kernel.today import now
    from luoshi.registry.models import RoleGrant, User

    os.environ["LUOSHI_TODAY"] = DAY.isoformat()
    timed("light every task (two in three turn, all recorded)", 10, 1, lambda: relight_all(DAY))
    timed("light every task again", 10, rounds, lambda: relight_all(DAY))
    timed("light every task the next day", 10, 1, lambda: relight_all(DAY + timedelta(days=1)))
    person = User.objects.create_user("bench", "a long password", display_name="测算")
    RoleGrant.objects.create(user=person, role="supervisor")
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)

    def page(address: str) -> None:
        assert client.get(address).status_code == 200

    page(f"/delivery/{DOCUMENT}/tasks/?unit=unit-7")
    timed("a unit's list", 0.1, 9, lambda: page(f"/delivery/{DOCUMENT}/tasks/?unit=unit-7"))
    timed("a unit's list, late first", 0.1, 9, lambda: page(f"/delivery/{DOCUMENT}/tasks/?unit=unit-7&sort=due"))
    sheet = ScoreSheet(
        document=DOCUMENT, label="2021", start=date(2021, 1, 1), end=DAY, terms={}, computed_at=now(), by="b"
    )
    sheet.save()
    rubric = rubric_of(Rubric.objects.get(document=DOCUMENT).terms)
    timed("score a year", 15, 1, lambda: scores(sheet, rubric))
    print(f"{Task.objects.count()} tasks, {UNITS} units", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=200_000)
    parser.add_argument("--reports", type=int, default=10, choices=range(1, 10 + 1), metavar="1..10")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "luoshi.app.settings"
        os.environ["LUOSHI_VAR"] = folder
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        _parameters()
        start = time.perf_counter()
        fill(given.tasks, given.reports)
        rows = given.tasks * given.reports
        print(f"{connection.vendor}: {rows} reports written in {time.perf_counter() - start:.0f} s", flush=True)
        measure(given.rounds)


def _parameters() -> Any:
    """The numbers supervision works by, as the common law's files give them."""
    from django.db import transaction

    from luoshi.app.programmes import load_programme
    from luoshi.kernel.manifest import manifests

    programme = load_programme(ROOT / "programmes" / "minhou")
    for manifest in manifests():
        for kind in manifest.content_kinds:
            if kind.code == "parameters":
                with transaction.atomic():
                    kind.apply(programme, kind.read(programme), "bench")


if __name__ == "__main__":
    main()
