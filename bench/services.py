"""How fast cases run, how large their states are, and how a clerk's list behaves over a million open cases.

    python bench/services.py [--cases 1000] [--open 1000000] [--clerks 50] [--peer FOLDER]

Without DATABASE_URL a SQLite file in a temporary folder; with it an empty PostgreSQL database. The peer in JavaScript is
not among this repository's packages: ``npm install bpmn-engine`` in a folder of its own and name it with --peer.

Everything is measured in one run on one machine and shown as a ratio to its peer: SpiffWorkflow bare, with its own
serializer after every step (what a program without this house would do), and without saving at all.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import tempfile
import threading
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

TWO_IN_PARALLEL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
<process id="p" isExecutable="true"><startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/>
<parallelGateway id="j"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="f"/><sequenceFlow id="f2" sourceRef="f" targetRef="a"/>
<sequenceFlow id="f3" sourceRef="f" targetRef="b"/><sequenceFlow id="f4" sourceRef="a" targetRef="j"/>
<sequenceFlow id="f5" sourceRef="b" targetRef="j"/><sequenceFlow id="f6" sourceRef="j" targetRef="e"/></process></definitions>"""
RING = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
<process id="p" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="m"/><userTask id="a"/>
<exclusiveGateway id="x" default="f4"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="a"/>
<sequenceFlow id="f3" sourceRef="a" targetRef="x"/><sequenceFlow id="f4" sourceRef="x" targetRef="m"/>
<sequenceFlow id="f5" sourceRef="x" targetRef="e"><conditionExpression>over</conditionExpression></sequenceFlow>
</process></definitions>"""


THINK_SECONDS, PROCESSES = 2, 2
"""What a clerk needs, on average, between two looks at the list."""


ROUNDS = 20


def rates(cases: int, *kinds: Any) -> list[float]:
    """Cases a second of each kind, in turns, the median of the rounds: what else the machine does hits all alike."""
    spent: list[list[float]] = [[] for _ in kinds]
    for kind in kinds:
        for _ in range(20):
            kind()
    each = max(cases // ROUNDS, 1)
    for _ in range(ROUNDS):
        for place, kind in enumerate(kinds):
            start = time.perf_counter()
            for _ in range(each):
                kind()
            spent[place].append((time.perf_counter() - start) / each)
    return [1 / statistics.median(rounds) for rounds in spent]


def engines(cases: int, peer: str) -> None:
    """Cases a second of the two-step parallel process; the state is written as JSON and read again before each step."""
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
    from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
    from SpiffWorkflow.util.task import TaskState

    from luoshi.services.engine.runner import Run
    from luoshi.services.engine.specs import specs_of

    specs = specs_of("bench", (TWO_IN_PARALLEL,))
    sizes: list[int] = []

    def ours() -> None:
        position = Run(specs, {}, lambda node, data: None).begin()
        while not position.completed:
            text = json.dumps(position.state)
            sizes.append(len(text))
            position = Run(specs, {}, lambda node, data: None, json.loads(text)).finish(position.tokens[0].task)

    parser = BpmnParser()
    parser.add_bpmn_str(TWO_IN_PARALLEL.encode())
    spec = parser.get_spec("p")
    serializer = BpmnWorkflowSerializer()
    theirs: list[int] = []

    def bare(saving: bool) -> None:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        while not workflow.completed:
            if saving:
                text = serializer.serialize_json(workflow)
                theirs.append(len(text))
                workflow = serializer.deserialize_json(text)
            workflow.get_next_task(state=TaskState.READY, manual=True).run()
            workflow.do_engine_steps()

    own, with_saving, without = rates(cases, ours, lambda: bare(True), lambda: bare(False))
    print(
        f"cases/s, saved after every step: {own:.0f}; Spiff with its serializer {with_saving:.0f} (ratio {own / with_saving:.2f})"
    )
    print(f"Spiff bare, nothing saved: {without:.0f} (ratio {own / without:.2f}, aim 0.7)")
    print(f"bytes a state: {statistics.mean(sizes):.0f} (aim < 3000); Spiff's own {statistics.mean(theirs):.0f}")
    if peer:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "p.bpmn"
            file.write_text(TWO_IN_PARALLEL, "utf-8")
            script = Path(__file__).with_name("bpmn_engine.mjs")
            out = subprocess.run(
                ["node", str(script), str(file), str(cases)],
                env={**os.environ, "PEER_MODULES": peer},
                capture_output=True,
                text=True,
                check=True,
            )
        told = json.loads(out.stdout.splitlines()[-1])
        speed = told["cases_a_second"]
        print(
            f"bpmn-engine: {speed:.0f} cases/s (ratio {own / speed:.2f}, aim > 1), {told['bytes_a_state']:.0f} bytes a state"
        )


def long_case() -> None:
    """What step 1,000 of one case costs against its first steps."""
    from luoshi.services.engine.runner import Run
    from luoshi.services.engine.specs import specs_of

    specs, data = specs_of("ring", (RING,)), {"over": False}
    position = Run(specs, data, lambda node, values: None).begin()
    spent: list[float] = []
    for _ in range(1050):
        start = time.perf_counter()
        state = json.loads(json.dumps(position.state))
        position = Run(specs, data, lambda node, values: None, state).finish(position.tokens[0].task)
        spent.append(time.perf_counter() - start)
    first, last = statistics.median(spent[10:60]), statistics.median(spent[1000:1050])
    print(
        f"step 1,000 against step 1: {last / first:.2f} (aim <= 1.5); {1000 * last:.2f} ms, {len(json.dumps(position.state))} bytes"
    )


def acts(cases: int) -> None:
    """Whole cases through the acts: permission, tables, record, durable as the database is set."""
    from luoshi.registry.api import system_viewer
    from luoshi.services.models import Step
    from luoshi.services.service.finishing import finish_step
    from luoshi.services.service.intake import start
    from luoshi.services.service.processes import Draft, publish_process

    one_task = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
     xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="x">
    <process id="one" isExecutable="true"><startEvent id="s"/><userTask id="a" camunda:candidateGroups="clerk"/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/></process></definitions>"""
    by = system_viewer()
    publish_process(by=by, draft=Draft(code="one", title="一步", bpmn=one_task, unit="bench", promised_days=5))
    spent = []
    for _ in range(cases):
        begun = time.perf_counter()
        number = start(by=by, process="one")
        step = Step.objects.filter(case__number=number).values_list("pk", flat=True)[0]
        finish_step(by=by, number=number, step_id=step, values={})
        spent.append(time.perf_counter() - begun)
    spent.sort()
    print(
        f"one-task cases through the acts, one after the other: {cases / sum(spent):.0f}/s, p99 {1000 * spent[int(0.99 * cases)]:.1f} ms"
    )


def many_open(number: int, clerks: int) -> None:
    """``number`` open cases in 40 units, and clerks in four of them."""
    from django.db import connection

    from luoshi.kernel.today import CHINA
    from luoshi.registry.models import RoleGrant, Unit, User
    from luoshi.services.models import Case, ProcessVersion, Step

    units = [Unit.objects.create(code=f"b{n}", name=f"单位{n}", level="county", order=n + 10) for n in range(40)]
    version, at = ProcessVersion.objects.get(code="one", is_current=True), datetime(2021, 9, 10, 9, tzinfo=CHINA)
    for first in range(0, number, 20_000):
        rows = [
            Case(
                number=f"b{n}",
                title="办件",
                version=version,
                unit=units[n % 40],
                started_at=at,
                accepted_on=date(2021, 9, 10),
                due_date=date(2021, 9, 13 + n % 15),
            )
            for n in range(first, min(first + 20_000, number))
        ]
        Case.objects.bulk_create(rows)
        Step.objects.bulk_create(
            Step(
                case=c, node="a", name="a", token="", opened_at=at, role="clerk", unit_id=c.unit_id, due_date=c.due_date
            )
            for c in rows
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for n in range(clerks):
        person = User.objects.create(username=f"clerk{n}", display_name=f"经办{n}")
        RoleGrant.objects.create(user=person, role="clerk", unit=units[n % 4])


def clerks_at_once(clerks: int) -> None:
    """Their looks at the list and their claims, in as many processes as ``luoshi up`` starts; what they met, told."""
    from django.db import connections

    from luoshi.services.models import Step

    connections.close_all()
    with tempfile.TemporaryDirectory() as folder:
        children = []
        for part in range(PROCESSES):
            child = os.fork()
            if not child:
                try:
                    _sit([f"clerk{n}" for n in range(part, clerks, PROCESSES)], Path(folder) / f"{part}.json")
                finally:
                    os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        met = [json.loads(file.read_text("ascii")) for file in Path(folder).iterdir()]
    spent = sorted(time for one in met for time in one["spent"])
    low, high = (1000 * spent[int(share * len(spent))] for share in (0.5, 0.95))
    print(
        f"a clerk's list over {Step.objects.filter(state='open').count()} open steps, {clerks} clerks at once: "
        f"p50 {low:.1f} ms, p95 {high:.1f} ms (aim 50), load of the machine {os.getloadavg()[0]:.1f}"
    )
    print(
        f"claims won {sum(one['won'] for one in met)}, told that another was first {sum(one['lost'] for one in met)}; "
        f"steps that two were told they had: {len(_two())}"
    )


def _sit(names: list[str], file: Path) -> None:
    """Some clerks in one process: each looks, thinks, takes the first step that looks free, and looks again."""
    from django.db import connections

    from luoshi.registry.api import viewer_of
    from luoshi.registry.models import User
    from luoshi.services.queries import desk
    from luoshi.services.service.desk import claim

    met: dict[str, Any] = {"spent": [], "won": 0, "lost": 0}
    ready = threading.Barrier(len(names))

    def work(name: str) -> None:
        viewer, rng = viewer_of(User.objects.get(username=name)), random.Random(name)
        desk(viewer, ["clerk"])
        ready.wait()
        for _ in range(10):
            time.sleep(rng.uniform(0, 2 * THINK_SECONDS))
            begun = time.perf_counter()
            found = desk(viewer, ["clerk"])
            met["spent"].append(time.perf_counter() - begun)
            for step in [step for step in found if not step.claimed_by][:1]:
                try:
                    claim(by=viewer, number=step.case.number, step_id=step.pk)
                    met["won"] += 1
                except Exception as refused:  # the other clerk was first
                    if getattr(refused, "code", "") != "services.step_taken":
                        raise
                    met["lost"] += 1
        connections.close_all()

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file.write_text(json.dumps(met), "ascii")


def _two() -> list[str]:
    """Cases (of one step each) for which the record tells of two people who took it."""
    from luoshi.accountability.models import RecordEntry

    seen: dict[str, set[str]] = {}
    for subject, actor in RecordEntry.objects.filter(act="services.step_claimed").values_list("subject", "actor"):
        seen.setdefault(subject, set()).add(actor)
    return [subject for subject, actors in seen.items() if len(actors) > 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--open", type=int, default=1_000_000)
    parser.add_argument("--clerks", type=int, default=50)
    parser.add_argument("--peer", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LUOSHI_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "luoshi.app.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from luoshi.registry.models import Unit

        Unit.objects.create(code="bench", name="测试单位", level="county")
        engines(given.cases, given.peer)
        long_case()
        acts(given.cases)
        if given.open:
            many_open(given.open, given.clerks)
            clerks_at_once(given.clerks)


if __name__ == "__main__":
    main()
