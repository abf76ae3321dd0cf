"""One-task cases started, worked and finished over HTTP, durable in PostgreSQL: cases a second, and how long they took.

    DATABASE_URL=postgresql://... python bench/services_http.py [--seconds 20] [--clients 24] [--workers 2]

The database must be empty or one this bench made; ``synchronous_commit`` and ``fsync`` are shown, and must be on. The
server is the one ``luoshi up`` becomes. Clerks sign in once; each then takes cases in and finishes them over the JSON
interface, one request after the other on one connection: two requests a case (taken in, then its step finished), in a
second measurement one (an instant item, 即办件, taken in and decided at the counter), and in a third a batch (another
system hands over many at once, each with its own key and outcome; two systems send at a time). How long a case took is
how long its request took, of a batch the whole batch. The clients run on the same processors as server and database.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

ONE_TASK = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="x">
<process id="one" isExecutable="true"><startEvent id="s"/><userTask id="a" camunda:candidateGroups="clerk"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/></process></definitions>"""
TOKEN = "k" * 32


class Clerk:
    """One connection that is kept, and one session."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.head = (
            f"Host: localhost:{port}\r\nCookie: sessionid={session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
            "Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: "
        )
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, given: bytes) -> dict[str, Any]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(f"POST {path} HTTP/1.1\r\n{self.head}{len(given)}\r\n\r\n".encode() + given)
        told = (await reader.readuntil(b"\r\n\r\n")).lower()
        body = await reader.readexactly(int(told.split(b"content-length:")[1].split(b"\r\n", 1)[0]))
        if b"connection: close" in told:
            writer.close()
            self.streams = None
        if b" 200 " not in told.split(b"\r\n", 1)[0]:
            raise RuntimeError(body[:300].decode("utf-8", "replace"))
        return dict(json.loads(body))


async def two_requests(clerk: Clerk) -> int:
    made = await clerk.post("/api/services/cases", b'{"item": "one", "applicant": {"name": "A"}}')
    step = made["steps"][0]["id"]
    done = await clerk.post(f"/api/services/cases/{made['number']}/steps/{step}/finish", b"{}")
    assert done["state"] == "done", done
    return 1


async def one_request(clerk: Clerk) -> int:
    done = await clerk.post("/api/services/cases", b'{"item": "one", "applicant": {"name": "A"}, "at_once": {"a": {}}}')
    assert done["state"] == "done", done
    return 1


def batches_of(size: int) -> Callable[[Clerk], Awaitable[int]]:
    async def one_batch(clerk: Clerk) -> int:
        cases = [
            {"key": uuid4().hex, "item": "one", "applicant": {"name": "A"}, "at_once": {"a": {}}} for _n in range(size)
        ]
        told = await clerk.post("/api/services/batches", json.dumps({"cases": cases}).encode())
        assert [case["state"] for case in told["cases"]] == ["done"] * size, told
        return size

    return one_batch


async def load(port: int, sessions: list[str], seconds: float, case: Callable[[Clerk], Awaitable[int]]) -> list[float]:
    """How long each case took, in seconds, that ended within the time. ``case`` tells how many it has made."""
    spent: list[float] = []
    end = time.perf_counter() + seconds

    async def work(session: str) -> None:
        clerk = Clerk(port, session)
        while (begun := time.perf_counter()) < end:
            made = await case(clerk)
            spent.extend([time.perf_counter() - begun] * made)

    await asyncio.gather(*(work(session) for session in sessions))
    return spent


def prepared(clients: int) -> list[str]:
    """The process, its item and the clerks, each signed in; their sessions."""
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    from luoshi.registry.api import system_viewer
    from luoshi.registry.models import RoleGrant, Unit, User
    from luoshi.services.models import Item
    from luoshi.services.service.processes import Draft, publish_process

    unit, _made = Unit.objects.get_or_create(code="bench", defaults={"name": "测试单位", "level": "county"})
    publish_process(
        by=system_viewer(), draft=Draft(code="one", title="一步", bpmn=ONE_TASK, unit="bench", promised_days=5)
    )
    facts = {"name": "一步", "type_code": "01", "kind": "instant", "unit": unit, "process": "one", "promised_days": 5}
    Item.objects.get_or_create(code="one", defaults={**facts, "facts": {"objects": ["person"]}})
    sessions = []
    for n in range(clients):
        person, _made = User.objects.get_or_create(username=f"clerk{n}", defaults={"display_name": f"经办{n}"})
        RoleGrant.objects.get_or_create(user=person, role="clerk", unit=unit)
        browser = Client()
        browser.force_login(person)
        sessions.append(browser.cookies["sessionid"].value)
    return sessions


def durable() -> str:
    from django.db import connection

    if connection.vendor != "postgresql":
        raise SystemExit("Name a PostgreSQL database in DATABASE_URL.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        return "synchronous_commit {}, fsync {}".format(*cursor.fetchone())


def worked(server: int) -> float:
    """Seconds of processor time that the server's workers have used."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            facts = stat.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # ended in between
        if int(facts[1]) == server:
            ticks += int(facts[11]) + int(facts[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server does not start.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch", type=int, default=50, help="cases of a batch")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        os.environ |= {"LUOSHI_VAR": folder, "DJANGO_SETTINGS_MODULE": "luoshi.app.settings"}
        import django

        django.setup()
        sessions = prepared(given.clients)
        print(durable())
        serving = [sys.executable, "-m", "luoshi.app.serving", "127.0.0.1", str(port), str(given.workers)]
        server = subprocess.Popen(serving, stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            asyncio.run(load(port, sessions, 3, two_requests))
            for name, case, senders in (
                ("two requests a case", two_requests, sessions),
                ("one request a case", one_request, sessions),
                (f"batches of {given.batch}", batches_of(given.batch), sessions[:2]),
            ):
                before, used = os.getloadavg()[0], worked(server.pid)
                begun = time.perf_counter()
                spent = sorted(asyncio.run(load(port, senders, given.seconds, case)))
                took = time.perf_counter() - begun
                each = 1000 * (worked(server.pid) - used) / len(spent)
                low, high = (1000 * spent[int(share * len(spent))] for share in (0.5, 0.99))
                print(
                    f"{name}: {len(spent) / took:.0f} cases/s (aim 250), p50 {low:.0f} ms, p99 {high:.0f} ms"
                    f" (aim 350); {each:.1f} ms of the server's processor time a case; {len(senders)} clients, load of the machine before {before:.1f}"
                )
        finally:
            server.terminate()
            server.wait()
    from luoshi.accountability.api import verify

    assert verify() == []


if __name__ == "__main__":
    main()
