"""The server is killed while clerks start and work cases: every step said to be done is there once, no case is stuck.

``LUOSHI_KILLS=1000 pytest -s tests/test_services_kill.py`` kills more often; ``LUOSHI_KILL_SEED`` chooses the moments.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from factories import sample_programme, user
from killing import Desk, Said, Server
from luoshi.accountability.api import verify
from luoshi.accountability.models import RecordEntry
from luoshi.registry.models import Unit
from luoshi.services.engine.runner import Run
from luoshi.services.models import Case, Item, Step
from luoshi.services.service.processes import compiled
from luoshi.services.tests.samples import END, START, node, process, published
from luoshi.services.tests.samples import user as step_of
from test_kill import LEAST_DONE, all_quiet, await_work

TODAY = date(2021, 8, 20)
KILLS, SEED = int(os.environ.get("LUOSHI_KILLS", "2")), int(os.environ.get("LUOSHI_KILL_SEED", "22"))
P, X = "parallelGateway", "exclusiveGateway"
# Two branches side by side, joined, sent round again for some cases, then one last step.
MIXED = process(
    START
    + node(X, "m")
    + node(P, "f")
    + step_of("a", days=1)
    + step_of("b", days=2)
    + node(P, "j")
    + node(X, "x", default="f8")
    + step_of("c")
    + END,
    *(("s", "m"), ("m", "f"), ("f", "a"), ("f", "b"), ("a", "j"), ("b", "j"), ("j", "x")),
    ("x", "m", "days_between('2021-01-01', '2021-01-01') == 1"),
    ("x", "c"),
    ("c", "e"),
)


class Clerk(Desk):
    """Takes cases in and works whatever waits, as found on the pages."""

    def act(self) -> None:
        mark = self.new_mark()
        if self._rng.random() < 0.3:
            self.send(Said("start", mark, ""), "/services/new/mixed/", {"applicant_name": mark})
            return
        cases = re.findall(r"/services/cases/([\d-]+)/", self.ask("/services/cases/")[2])
        if not cases:
            return
        number = self._rng.choice(cases[:40])
        page = self.ask(f"/services/cases/{number}/")[2]
        if found := re.search(r"/services/cases/[\d-]+/steps/(\d+)/finish/", page):
            act = "claim" if self._rng.random() < 0.2 else "finish"
            self.send(Said(act, mark, found[1]), f"/services/cases/{number}/steps/{found[1]}/{act}/", {})


@pytest.fixture
def office(
    transactional_db: None, tmp_path: Path, settings: Any, on_day: Callable[[date], None]
) -> Iterator[tuple[Server, dict[str, str]]]:
    on_day(TODAY)
    var = tmp_path / "var"
    var.mkdir()
    settings.MEDIA_ROOT = var / "evidence"
    env = {"LUOSHI_TODAY": TODAY.isoformat(), "LUOSHI_SECRET_KEY": django_settings.SECRET_KEY, "DATABASE_URL": ""}
    if connection.vendor == "postgresql":
        env["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    else:
        (var / "luoshi.sqlite3").symlink_to(Path(connection.settings_dict["NAME"]).resolve())
    programme = sample_programme(tmp_path / "programme")
    published(MIXED, code="mixed", promised_days=5)
    unit = Unit.objects.get(code="development")
    facts = {"objects": ["person"], "materials": [], "bundle": {}}
    Item.objects.create(
        code="mixed",
        name="混合",
        type_code="01",
        kind="promised",
        unit=unit,
        process="mixed",
        promised_days=5,
        facts=facts,
    )
    sessions = {}
    for n in range(4):
        client = Client()
        client.force_login(user("clerk", None, name=f"clerk-{n}"))
        sessions[f"clerk-{n}"] = client.cookies["sessionid"].value
    server = Server(programme.folder, var, env)
    yield server, sessions
    server.kill()
    all_quiet()


def stands(said: Said) -> bool:
    match said.act:
        case "start":
            return Case.objects.filter(applicant__name=said.mark).count() == 1
        case "finish":
            return Step.objects.filter(pk=said.code, state="done").count() == 1
        case "claim":
            return Step.objects.exclude(claimed_by="").filter(pk=said.code).count() == 1
        case other:
            raise KeyError(other)


def by_half() -> list[str]:
    """Cases whose engine, steps and record do not tell the same."""
    wrong = []
    for case in Case.objects.select_related("version"):
        done = case.steps.filter(state="done", kind="human").count()
        told = RecordEntry.objects.filter(subject=case.number, act="services.step_done").count()
        if done != told:
            wrong.append(f"{case.number}: {done} steps done, {told} in the record")
        waiting = set(case.steps.filter(state="open").values_list("token", flat=True))
        if case.finished_at is not None:
            if waiting:
                wrong.append(f"{case.number}: finished, yet steps wait")
            continue
        run = Run(compiled(case.version), case.data, lambda _node, _data: None, case.engine_state)
        tokens = {token.task for token in run.begin().tokens}
        if tokens != waiting or not waiting:
            wrong.append(f"{case.number}: stuck, the engine waits for {tokens}, the desk for {waiting}")
    return wrong


def test_every_step_said_to_be_done_is_there_once_and_no_case_is_stuck(office: tuple[Server, dict[str, str]]) -> None:
    server, sessions = office
    rng, all_said = random.Random(SEED), []
    server.start()
    for load in range(KILLS):
        server.wait_until_it_answers()
        connection.close()
        desks = [
            Clerk(name=f"{load}-{name}", port=server.port, session=session, codes=[], rng=random.Random(rng.random()))
            for name, session in sessions.items()
        ]
        for desk in desks:
            desk.start()
        await_work(desks)
        time.sleep(rng.uniform(0, 1))
        server.kill()
        for desk in desks:
            desk.stop.set()
        for desk in desks:
            desk.join(timeout=90)
        assert [crash for desk in desks for crash in desk.shift.crashed] == []
        said = [one for desk in desks for one in desk.shift.said]
        all_quiet()
        assert by_half() == []
        assert [one for one in said if not stands(one)] == []
        all_said += said
        server.start()
    server.wait_until_it_answers()
    assert [one for one in all_said if not stands(one)] == []
    assert len(all_said) >= LEAST_DONE * KILLS
    assert verify() == []
