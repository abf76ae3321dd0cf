"""The server is killed while people work on it: what was said to be done is done, and nothing is done by half.

``LUOSHI_KILLS=100 pytest -s tests/test_kill.py`` kills more often (and prints what it met); ``LUOSHI_KILL_SEED``
chooses other moments. The seed fixes who tries what and when the blow falls, not what the processes are just doing.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from factories import sample_programme, user, viewer
from killing import Desk, Liaison, Said, Server, Shift, Supervisor
from luoshi.accountability.models import RecordEntry
from luoshi.delivery.domain.sheets import Grade
from luoshi.delivery.evidence import path_of
from luoshi.delivery.models import Commitment, Evidence, LightChange, Report, Request, Sheet, Task, TaskTally
from luoshi.delivery.service import commitments, sheets, tasks
from stocktaking import disagreements

ISSUED, TODAY, DUE = date(2021, 8, 2), date(2021, 8, 20), date(2021, 12, 31)
UNITS = ("development", "industry")
KILLS, SEED = int(os.environ.get("LUOSHI_KILLS", "3")), int(os.environ.get("LUOSHI_KILL_SEED", "22"))
# How the blow falls: on all processes, on one of those that answer, or on all while they are still starting.
BLOWS = ["all", "one worker", "starting", "all", "all", "one worker", "all", "all"]
LATEST_TASKS = 12
LEAST_DONE = 5


def issue_more(number: int) -> None:
    """New tasks in turn for the units that have a liaison officer at work; the first half is accepted."""
    by = viewer("supervisor")
    made = [commitments.add(by=by, document="sample", clause="1.s2", text="企业服务机制") for _ in range(number)]
    for place, code in enumerate(made):
        lead = UNITS[place % len(UNITS)]
        commitments.correct(by=by, document="sample", code=code, lead=lead, supports=[], due_date=DUE)
    commitments.issue(by=by, document="sample", codes=made, issued_on=ISSUED)
    for place, code in enumerate(made[: number // 2]):
        tasks.accept(by=viewer("liaison", UNITS[place % len(UNITS)]), document="sample", code=code)


def session_of(role: str, unit: str | None, name: str) -> str:
    client = Client()
    client.force_login(user(role, unit, name=name))
    return client.cookies["sessionid"].value


@dataclass
class Town:
    """The server with the people at their desks."""

    server: Server
    sessions: dict[str, str]
    met: Counter[str] = field(default_factory=Counter)

    def desks(self, rng: random.Random, load: int) -> list[Desk]:
        rows = list(Task.objects.order_by("-pk").values_list("code", "lead__code")[:LATEST_TASKS])
        made: list[Desk] = []
        for name, session in self.sessions.items():
            codes = [code for code, lead in rows if lead == name or name not in UNITS]
            kind = Liaison if name in UNITS else Supervisor
            seed = random.Random(rng.random())
            desk = kind(name=f"{load}-{name}", port=self.server.port, session=session, codes=codes, rng=seed)
            made.append(desk)
        return made

    def work_until_killed(self, rng: random.Random, load: int, blow: str) -> Shift:
        """Everybody works; after a while the blow falls. What they were told, and what was cut off."""
        desks = self.desks(rng, load)
        # From here on nobody but the server holds the database: what it leaves behind is taken up cold.
        connection.close()
        for desk in desks:
            desk.start()
        await_work(desks)
        time.sleep(rng.uniform(0, 1))
        if blow == "one worker":
            self.server.kill_one_worker(rng)
            time.sleep(rng.uniform(0.2, 0.6))
        else:
            self.server.kill()
        for desk in desks:
            desk.stop.set()
        for desk in desks:
            desk.join(timeout=90)
        whole = Shift()
        for desk in desks:
            whole.said += desk.shift.said
            whole.cut_off += desk.shift.cut_off
            whole.crashed += desk.shift.crashed
            whole.refused += desk.shift.refused
        return whole

    def start(self, rng: random.Random, blow: str) -> None:
        self.server.start()
        if blow == "starting":
            time.sleep(rng.uniform(0.3, 1.5))
            self.server.kill()
            self.server.start()
        self.server.wait_until_it_answers()


def await_work(desks: list[Desk]) -> None:
    """Until the server is warm: it has done some acts."""
    end = time.monotonic() + 30
    while sum(len(desk.shift.said) for desk in desks) < LEAST_DONE and time.monotonic() < end:
        time.sleep(0.02)


@pytest.fixture
def town(transactional_db: None, tmp_path: Path, settings: Any, on_day: Callable[[date], None]) -> Iterator[Town]:
    on_day(TODAY)
    var = tmp_path / "var"
    var.mkdir()
    settings.MEDIA_ROOT = var / "evidence"
    env = {"LUOSHI_TODAY": TODAY.isoformat(), "LUOSHI_SECRET_KEY": django_settings.SECRET_KEY}
    if connection.vendor == "postgresql":
        env["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    else:
        env["DATABASE_URL"] = ""
        (var / "luoshi.sqlite3").symlink_to(Path(connection.settings_dict["NAME"]).resolve())
    programme = sample_programme(tmp_path / "programme")
    sessions = {unit: session_of("liaison", unit, f"desk-{unit}") for unit in UNITS}
    sessions |= {name: session_of("supervisor", None, name) for name in ("office-1", "office-2")}
    server = Server(programme.folder, var, env)
    yield Town(server, sessions)
    server.kill()
    all_quiet()


def all_quiet() -> None:
    """Wait until PostgreSQL has noticed that those it worked for are gone: till then their last act may still stand
    or fall."""
    if connection.vendor != "postgresql":
        return
    busy = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
              AND backend_type = 'client backend' AND state <> 'idle'"""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(busy)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)
    raise AssertionError("somebody still works on the database")


def stands(said: Said) -> bool:
    """Whether the act is there, exactly once."""
    entries = RecordEntry.objects.filter(subject=f"sample/{said.code}")
    match said.act:
        case "report":
            files = [sorted(r.evidence.values_list("name", flat=True)) for r in Report.objects.filter(text=said.mark)]
            return files == [sorted(said.files)]
        case "bulk":
            lines = [Report.objects.filter(text=f"{said.mark} {c}", task__code=c) for c in said.code.split("、")]
            return all(line.count() == 1 for line in lines)
        case "accept":
            found: QuerySet[Any] = entries.filter(act="delivery.task_accepted")
        case "close":
            found = entries.filter(act="delivery.task_closed")
        case "review":
            found = Report.objects.filter(review_note=said.mark)
        case "extension":
            found = Request.objects.filter(reason=said.mark)
        case "answer-extension":
            found = Request.objects.filter(answer=said.mark)
        case "issue sheet":
            found = Sheet.objects.filter(requirement=said.mark, previous=None)
        case "receive sheet":
            found = Sheet.objects.filter(number=said.code, received_at__isnull=False)
        case "answer sheet":
            found = RecordEntry.objects.filter(act="delivery.sheet_answered", content__answer=said.mark)
        case "judge sheet":
            found = Sheet.objects.filter(judgement=said.mark, number=said.code)
        case other:
            raise KeyError(other)
    return found.count() == 1


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_whatever_the_server_said_is_done_and_nothing_is_done_by_half(town: Town, settings: Any) -> None:
    rng, media = random.Random(SEED), Path(settings.MEDIA_ROOT)
    began, said = time.monotonic(), []
    issue_more(8)
    town.start(rng, "")
    for load in range(KILLS):
        blow = BLOWS[load % len(BLOWS)]
        met = town.work_until_killed(rng, load, blow)
        assert met.crashed == []
        said += met.said
        all_quiet()
        if blow != "one worker":
            assert disagreements("sample") == []
            left = files_under(media / "incoming")
            stored = set(Evidence.objects.values_list("sha256", flat=True))
            orphans = {path.name for path in files_under(media)} - stored - {path.name for path in left}
            town.met.update({"marks left": len(left), "files without a report": len(orphans)})
            town.met["half-written files"] += sum(path.suffix == ".part" for path in left)
            town.start(rng, blow)
            # Starting does what each day does: what the killed uploads left is gone.
            assert {path.name for path in files_under(media)} <= stored
        assert disagreements("sample") == []
        assert [one for one in met.said if not stands(one)] == []
        town.met.update(one.act for one in met.said)
        town.met["blow: " + blow] += 1
        town.met["refused"] += met.refused
        town.met["cut off"] += len(met.cut_off)
        town.met["cut off, yet done"] += sum(stands(one) for one in met.cut_off if one.act not in {"receive sheet"})
        issue_more(2)
    assert [one for one in said if not stands(one)] == []
    assert len(said) >= LEAST_DONE * KILLS
    checked = subprocess.run(
        [*town.server.luoshi, "record", "verify"], env=town.server.env, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    town.met["entries of the record"] = RecordEntry.objects.count()
    town.met["acts said to be done"] = len(said)
    town.met["parked uploads left"] = len(files_under(town.server.log.parent / "uploads"))
    town.met["seconds"] = round(time.monotonic() - began)
    print("\n" + "\n".join(f"{number:7} {what}" for what, number in sorted(town.met.items())))


@pytest.fixture
def busy(db: None, tmp_path: Path, on_day: Callable[[date], None]) -> str:
    """A task with an accepted report that has a file, a second report waiting, an extension asked for and a sheet."""
    on_day(TODAY)
    sample_programme(tmp_path / "programme")
    issue_more(2)
    at = {"document": "sample", "code": Task.objects.filter(state="under_way").get().code}
    by, unit = viewer("supervisor"), viewer("liaison", "development")
    file = SimpleUploadedFile("名单.pdf", b"%PDF-1.4 list")
    tasks.report(by=unit, **at, text="一", percent=20, files=[file])
    tasks.review(by=by, **at, accepted=True)
    tasks.report(by=unit, **at, text="二", percent=30)
    tasks.ask_extension(by=unit, **at, new_due=date(2022, 3, 1), reason="汛期")
    sheets.issue_sheet(by=by, **at, grade=Grade.SHORT, requirement="补齐")
    assert disagreements("sample") == []
    return str(at["code"])


HALVES: dict[str, Callable[[], Any]] = {
    "a state without its entry": lambda: Task.objects.update(state="under_way"),
    "an entry without its act": lambda: Report.objects.filter(number=2).delete(),
    "a percent that nobody accepted": lambda: Task.objects.update(percent=30),
    "a review by half": lambda: Report.objects.filter(number=1).update(state="submitted"),
    "a report without its row of evidence": lambda: Evidence.objects.all().delete(),
    "a row of evidence without its file": lambda: path_of(Evidence.objects.get().sha256).unlink(),
    "a file cut short": lambda: path_of(Evidence.objects.get().sha256).write_bytes(b"%PDF"),
    "a light without its change": lambda: LightChange.objects.latest("pk").delete(),
    "a change without its light": lambda: Task.objects.update(light="red"),
    "a tally not counted": lambda: TaskTally.objects.filter(kind="unit").update(percent_sum=0),
    "a request not asked": lambda: Request.objects.all().delete(),
    "a due day not granted": lambda: Task.objects.update(due_date=date(2022, 3, 1)),
    "a sheet not issued": lambda: Sheet.objects.all().delete(),
    "a sheet judged by nobody": lambda: Sheet.objects.update(outcome="met"),
    "a commitment issued to nobody": lambda: Commitment.objects.filter(clause="3.s1").update(state="issued"),
    "an entry cut off the record": lambda: RecordEntry.objects.latest("seq").delete(),
}


@pytest.mark.parametrize("half", HALVES)
def test_an_act_done_by_half_would_be_seen(busy: str, half: str) -> None:
    HALVES[half]()
    assert disagreements("sample") != []
