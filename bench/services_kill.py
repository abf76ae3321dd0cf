"""The process is killed while cases are started, claimed and worked: what was said to be done is there, once.

    [DATABASE_URL=postgresql://...] python bench/services_kill.py [--runs 1000] [--seed 22]

Without DATABASE_URL a SQLite file in a temporary folder; with it an empty PostgreSQL database or one this bench made. Each
run is a process of its own, with three people in it, that says down a pipe what it has done as soon as it is done, and is
killed (SIGKILL) at a random moment. After each run every acknowledged act is looked for, and every case that is open is
taken up as the engine would: it must wait where the desk says it waits. At the end the record is verified, and the steps
done are held against the record's, so that none ran twice. ``tests/test_services_kill.py`` does the same through the real
server over HTTP, less often.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import tempfile
import threading
import time
from typing import Any

NS = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
FLOWS = ["s-m", "m-f", "f-a", "f-b", "a-j", "b-j", "j-x", "x-m:again", "x-c", "c-e"]
MOST_OPEN, PEOPLE, LONGEST_SECONDS = 60, 3, 0.4


def mixed() -> str:
    """Two branches side by side, joined, sent round again for some cases, then one last step."""
    nodes = '<startEvent id="s"/><exclusiveGateway id="m"/><parallelGateway id="f"/><parallelGateway id="j"/>'
    nodes += '<exclusiveGateway id="x" default="f8"/><endEvent id="e"/>'
    nodes += "".join(f'<userTask id="{code}" camunda:candidateGroups="clerk"/>' for code in "abc")
    lines = ""
    for n, flow in enumerate(FLOWS):
        ends, _, condition = flow.partition(":")
        source, target = ends.split("-")
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        lines += f'<sequenceFlow id="f{n}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
    return f'<definitions {NS} id="d" targetNamespace="x"><process id="p" isExecutable="true">{nodes}{lines}</process></definitions>'


def works(seed: int, pipe: int) -> None:
    """What the killed process does: until it is killed."""
    from django.db import connections

    from luoshi.kernel.errors import ExpectedError
    from luoshi.registry.api import system_viewer
    from luoshi.services.models import Step
    from luoshi.services.service.desk import claim
    from luoshi.services.service.finishing import Finish, Stands, finish_with_others
    from luoshi.services.service.intake import Application, Taken, start_with_others

    def person(number: int) -> None:
        rng, by = random.Random(seed * 100 + number), system_viewer()
        while True:
            waiting = list(Step.objects.filter(state="open", kind="human").values_list("pk", "case__number"))
            try:
                if len(waiting) < MOST_OPEN and rng.random() < 0.4:
                    made = start_with_others(Application(by, {"process": "mixed", "data": {"again": False}}))
                    if isinstance(made, Taken):
                        os.write(pipe, f"start {made.case.number}\n".encode())
                elif waiting:
                    step, code = rng.choice(waiting)
                    if rng.random() < 0.2:
                        claim(by=by, number=code, step_id=step)
                        os.write(pipe, f"claim {step}\n".encode())
                    else:
                        done = finish_with_others(Finish(by, code, step, {"again": rng.random() < 0.3}))
                        if isinstance(done, Stands):
                            os.write(pipe, f"finish {step}\n".encode())
            except ExpectedError:
                pass  # another was first
            finally:
                connections["default"].close_if_unusable_or_obsolete()

    people = [threading.Thread(target=person, args=(n,), daemon=True) for n in range(PEOPLE)]
    for one in people:
        one.start()
    for one in people:
        one.join()


def one_run(seed: int, rng: random.Random) -> list[str]:
    """What the process had said before it was killed."""
    from django.db import connections

    connections.close_all()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        try:
            works(seed, write)
        finally:
            os._exit(1)
    os.close(write)
    try:
        select.select([read], [], [], 60)
        time.sleep(rng.uniform(0, LONGEST_SECONDS))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    said = b""
    while part := os.read(read, 65536):
        said += part
    os.close(read)
    return said.decode().split("\n")[:-1]


def quiet() -> None:
    """Wait until the database has ended what the killed process had begun."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(busy)
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise RuntimeError("the killed process's connections do not end")


def lost(said: list[str]) -> list[str]:
    from luoshi.services.models import Case, Step

    stands: dict[str, Any] = {
        "start": lambda code: Case.objects.filter(number=code).count() == 1,
        "finish": lambda pk: Step.objects.filter(pk=pk, state="done").exists(),
        "claim": lambda pk: Step.objects.exclude(claimed_by="").filter(pk=pk).exists(),
    }
    return [line for line in said if not stands[line.split()[0]](line.split()[1])]


def stuck() -> list[str]:
    """Open cases whose engine does not wait where their steps do."""
    from luoshi.services.engine.runner import Run
    from luoshi.services.models import Case
    from luoshi.services.service.processes import compiled

    found = []
    for case in Case.objects.filter(finished_at=None, version__code="mixed").select_related("version"):
        waiting = set(case.steps.filter(state="open").values_list("token", flat=True))
        run = Run(compiled(case.version), case.data, lambda _node, _data: None, case.engine_state)
        tokens = {token.task for token in run.begin().tokens}
        if tokens != waiting or not waiting:
            found.append(case.number)
    return found


def twice() -> list[str]:
    """Cases whose record tells of more or fewer steps than were done, and finished cases that still wait."""
    from django.db.models import Count, Q

    from luoshi.accountability.models import RecordEntry
    from luoshi.services.models import Case

    told = dict(
        RecordEntry.objects.filter(act="services.step_done").order_by().values_list("subject").annotate(Count("pk"))
    )
    rows = Case.objects.annotate(
        done=Count("steps", filter=Q(steps__state="done", steps__kind="human")),
        wait=Count("steps", filter=Q(steps__state="open")),
    )
    return [
        case.number
        for case in rows.iterator(chunk_size=2000)
        if told.get(case.number, 0) != case.done or (case.finished_at is not None and case.wait)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=22)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"LUOSHI_VAR": folder, "DJANGO_SETTINGS_MODULE": "luoshi.app.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from luoshi.accountability.api import verify
        from luoshi.registry.api import system_viewer
        from luoshi.registry.models import Unit
        from luoshi.services.models import Case
        from luoshi.services.service.processes import Draft, publish_process

        Unit.objects.get_or_create(code="bench", defaults={"name": "测试单位", "level": "county"})
        draft = Draft(code="mixed", title="混合", bpmn=mixed(), unit="bench", promised_days=5)
        publish_process(by=system_viewer(), draft=draft)
        rng, acts, began = random.Random(given.seed), 0, time.monotonic()
        for run in range(1, given.runs + 1):
            said = one_run(given.seed * 1_000_000 + run, rng)
            quiet()
            acts += len(said)
            if wrong := [*lost(said), *(f"stuck {code}" for code in stuck())]:
                raise SystemExit(f"run {run}: {wrong}")
            if run % 50 == 0:
                print(f"{run} kills, {acts} acts said, none lost, no case stuck", flush=True)
        cases, broken = Case.objects.count(), twice()
        print(
            f"{given.runs} kills in {time.monotonic() - began:.0f} s: {acts} acts acknowledged, all there; {cases} cases, "
            f"{len(broken)} with a step run twice or lost, {len(stuck())} stuck; breaks of the record: {len(verify())}"
        )


if __name__ == "__main__":
    main()
