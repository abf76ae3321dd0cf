"""Fifty officers report at once, each having signed in by the page: no report lost, none refused, how long each took.

    python bench/delivery_officers.py [--officers 50] [--workers 2] [--each 2] [--within 20]

First all press the button in the same instant, so that the last waits for all others; then each at a moment of its own within
so many seconds, as on a reporting day. The aim is for the second; nothing may be lost in either.

On SQLite in a folder of its own, or on PostgreSQL with DATABASE_URL set to an empty database. The server is the one that
``luoshi up`` becomes; every officer signs in through the form, opens the task, and sends its form with a file.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "a long password"
DAY = "2021-09-20"
AIM = 0.3


class Officer:
    """A browser of its own: cookies kept, forms filled in."""

    def __init__(self, site: str, name: str) -> None:
        self.site, self.name = site, name
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.site + path, timeout=120) as answer:
            return str(answer.read().decode())

    def post(self, path: str, given: dict[str, str], token: str, file: bytes = b"") -> str:
        edge = "----luoshi-bench"
        fields = {**given, "csrfmiddlewaretoken": token}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        if file:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
            parts.append(head.encode() + file + b"\r\n")
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        request = urllib.request.Request(
            self.site + path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"}
        )
        with self.opener.open(request, timeout=120) as answer:
            return str(answer.geturl())

    def sign_in(self) -> None:
        self.post("/sign-in/", {"username": self.name, "password": PASSWORD}, _token(self.get("/sign-in/")))


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def prepare(officers: int, each: int) -> list[list[str]]:
    """A county with a unit and an officer for each, and tasks under way. Returns each officer's task addresses."""
    from django.core.management import call_command

    from luoshi.app.programmes import apply, load_programme
    from luoshi.delivery.models import Commitment
    from luoshi.delivery.service import commitments, tasks
    from luoshi.registry.api import system_viewer
    from luoshi.registry.models import RoleGrant, Unit, User

    call_command("migrate", verbosity=0)
    programme = load_programme(ROOT / "programmes" / "minhou")
    apply(programme)
    by, found = system_viewer(), []
    for n in range(officers):
        unit = Unit.objects.create(code=f"bench-{n}", name=f"测算单位{n}", short_names=[f"单位{n}"], level="county")
        person = User.objects.create_user(f"officer-{n}", PASSWORD, display_name=f"测算{n}")
        RoleGrant.objects.create(user=person, role="liaison", unit=unit)
        mine = []
        for m in range(each):
            code = f"11.s1.c{1000 + n * each + m}"
            Commitment.objects.create(
                document=programme.code,
                measure="11",
                clause="11.s1",
                code=code,
                start=0,
                end=0,
                text=f"测算{n}",
                kind="other",
            )
            at: dict[str, Any] = {"by": by, "document": programme.code, "code": code}
            due = date.fromisoformat(DAY) + timedelta(days=100)
            commitments.correct(**at, lead=unit.code, supports=[], due_date=due)
            commitments.issue(by=by, document=programme.code, codes=[code])
            tasks.accept(**at)
            mine.append(f"/delivery/{programme.code}/tasks/{code}/")
        found.append(mine)
    return found


def work(
    officer: Officer,
    tasks: list[str],
    start: threading.Barrier,
    waits: list[float],
    spent: list[float],
    wrong: list[str],
) -> None:
    """Sign in, open the tasks, and when all are ready report on each after its wait."""
    try:
        officer.sign_in()
        tokens = [_token(officer.get(task)) for task in tasks]
    except (OSError, AssertionError) as error:
        wrong.append(f"{officer.name}: {error}")
        tokens = []
    start.wait()
    for task, token, wait in zip(tasks, tokens, waits, strict=False):
        time.sleep(wait)
        before = time.perf_counter()
        try:
            given = {"text": f"{officer.name} 的进展", "percent": "30", "figures": "", "problems": "", "next_steps": ""}
            officer.post(f"{task}report/", given, token, b"%PDF-1.4\n% " + officer.name.encode())
        except OSError as error:
            wrong.append(f"{officer.name}: {error}")
        spent.append(time.perf_counter() - before)


def serve(workers: int) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "luoshi"), "up", "--port", str(port), "--workers", str(workers)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    site = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{site}/healthz/", timeout=5)
            return server, site
        except OSError:
            time.sleep(0.5)
    server.terminate()
    raise SystemExit("the server did not start")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--within", type=float, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "luoshi.app.settings", "LUOSHI_VAR": folder, "LUOSHI_TODAY": DAY}
        import django

        django.setup()
        from django.db import connection

        from luoshi.accountability.api import verify
        from luoshi.delivery.models import Evidence, Report

        addresses = prepare(given.officers, 2 * given.each)
        connection.close()
        server, site = serve(given.workers)
        try:
            for spread, part in ((0.0, slice(0, given.each)), (given.within, slice(given.each, 2 * given.each))):
                before = Report.objects.count(), Evidence.objects.count()
                connection.close()
                spent, wrong = all_report(site, [mine[part] for mine in addresses], spread)
                kept = Report.objects.count() - before[0], Evidence.objects.count() - before[1]
                say(connection.vendor, given, spread, spent, wrong, kept)
                assert kept == (given.officers * given.each,) * 2 and not wrong
        finally:
            server.terminate()
            server.wait(30)
        assert verify() == []


def all_report(site: str, addresses: list[list[str]], spread: float) -> tuple[list[float], list[str]]:
    """Seconds each report took, and what went wrong. Each officer waits for moments of its own within ``spread`` seconds."""
    spent: list[float] = []
    wrong: list[str] = []
    start, rng = threading.Barrier(len(addresses)), random.Random(7)
    threads = []
    for n, mine in enumerate(addresses):
        waits = [rng.uniform(0, spread / len(mine)) for _ in mine]
        at = (Officer(site, f"officer-{n}"), mine, start, waits, spent, wrong)
        threads.append(threading.Thread(target=work, args=at))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(spent), wrong


def say(
    vendor: str, given: argparse.Namespace, spread: float, spent: list[float], wrong: list[str], kept: tuple[int, int]
) -> None:
    wanted = given.officers * given.each
    how = f"within {spread:.0f} s" if spread else "in the same instant"
    print(f"{vendor}, {given.workers} workers, load {os.getloadavg()[0]:.1f}: {given.officers} officers {how}")
    print(f"  {kept[0]} of {wanted} reports kept, {kept[1]} files, {len(wrong)} refused")
    middle, slow = statistics.median(spent), spent[int(0.95 * len(spent)) - 1]
    verdict = "" if not spread else f"   aim {1000 * AIM:.0f} ms   {'ok' if middle <= AIM else 'MISSED'}"
    print(f"  median {1000 * middle:.0f} ms, 95 in 100 within {1000 * slow:.0f} ms{verdict}", flush=True)
    print("\n".join(wrong[:10]))


if __name__ == "__main__":
    main()
