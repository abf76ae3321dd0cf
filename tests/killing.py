"""A real server to be killed, and people who go on working on it until it is."""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

TOKEN = "k" * 32
LONGEST_START = 60


class Server:
    """``luoshi up`` in processes of their own, on files and a database of its own."""

    def __init__(self, programme: Path, var: Path, env: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = var / "server.log"
        self.env = {**os.environ, "PYTHONUNBUFFERED": "1", "LUOSHI_VAR": str(var), **env}
        self.luoshi = [sys.executable, "-c", "from luoshi.app.cli import main; main()"]
        self.process: subprocess.Popen[bytes] | None = None
        self._command = [*self.luoshi, "up", "--programme", str(programme), "--port", str(self.port)]

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, env=self.env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def wait_until_it_answers(self) -> None:
        end = time.monotonic() + LONGEST_START
        while time.monotonic() < end and self.runs():
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server does not start:\n{self.log.read_text('utf-8')[-3000:]}")

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """All its processes at once, without a word."""
        if self.process is not None and self.runs():
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def kill_one_worker(self, rng: random.Random) -> None:
        """One of the processes that answer; the manager starts another."""
        assert self.process is not None
        listed = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)
        if workers := sorted(map(int, listed.stdout.split())):
            os.kill(rng.choice(workers), signal.SIGKILL)


@dataclass(frozen=True)
class Said:
    """An act whose success was said to the person: it must stand, whatever happens next."""

    act: str
    mark: str
    code: str
    files: tuple[str, ...] = ()


@dataclass
class Shift:
    """What a load of people met between two kills."""

    said: list[Said] = field(default_factory=list)
    cut_off: list[Said] = field(default_factory=list)
    refused: int = 0
    crashed: list[str] = field(default_factory=list)


class Desk(threading.Thread):
    """One person who sends one act after another, as a browser would, until told to stop."""

    def __init__(self, *, name: str, port: int, session: str, codes: list[str], rng: random.Random) -> None:
        super().__init__(name=name, daemon=True)
        self.shift, self.stop = Shift(), threading.Event()
        self._port, self._codes, self._rng, self._sent = port, codes, rng, 0
        self._headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.act()
            except (OSError, http.client.HTTPException):
                # Cut off, or nobody there: a person tries again.
                time.sleep(0.02)

    def act(self) -> None:
        raise NotImplementedError

    def new_mark(self) -> str:
        self._sent += 1
        return f"{self.name} 第 {self._sent} 件"

    def ask(self, path: str, given: dict[str, Any] | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            if given is None:
                connection.request("GET", path, headers=self._headers)
            else:
                body = encode_multipart(BOUNDARY, given)
                connection.request("POST", path, body, {**self._headers, "Content-Type": MULTIPART_CONTENT})
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def send(self, said: Said, path: str, given: dict[str, Any]) -> None:
        try:
            status, where, page = self.ask(path, given)
        except (OSError, http.client.HTTPException):
            self.shift.cut_off.append(said)
            raise
        if status == 302 and "sign-in" not in where:
            self.shift.said.append(said)
        elif status in {403, 404, 409, 422}:
            self.shift.refused += 1
        else:
            self.shift.crashed.append(f"{said.act} {path}: {status} {where} {page[:300]}")

    def on_task(self, act: str, path: str, given: dict[str, Any], mark: str, files: tuple[str, ...] = ()) -> None:
        code = self._rng.choice(self._codes)
        self.send(Said(act, mark, code, files), f"/delivery/sample/tasks/{quote(code)}/{path}/", given)

    def on_sheet(self, act: str, given: dict[str, Any], mark: str) -> None:
        """Any of the latest sheets, found as a person finds it: in the list."""
        _status, _where, page = self.ask("/delivery/sample/sheets/?outcome=open")
        if numbers := sorted(set(re.findall(r"/sheets/(\d+)/", page))):
            number = self._rng.choice(numbers)
            self.send(Said(f"{act} sheet", mark, number), f"/delivery/sample/sheets/{number}/{act}/", given)


class Liaison(Desk):
    """The one liaison officer of a unit."""

    def act(self) -> None:
        kinds = ["accept", "report", "report", "report", "bulk", "extension", "receive", "answer"]
        kind, mark = self._rng.choice(kinds), self.new_mark()
        if kind == "accept":
            self.on_task("accept", "accept", {}, mark)
        elif kind == "report":
            self._report(mark)
        elif kind == "bulk":
            self._bulk(mark)
        elif kind == "extension":
            day = f"2022-{self._rng.randint(1, 12):02}-15"
            self.on_task("extension", "ask-extension", {"reason": mark, "new_due": day}, mark)
        elif kind == "receive":
            self.on_sheet("receive", {}, mark)
        else:
            self.on_sheet("answer", {"answer": mark}, mark)

    def _report(self, mark: str) -> None:
        files = []
        for number in range(self._rng.choice([0, 1, 1, 2])):
            # Some files are sent again and again by everybody; large ones are parked on the disk on their way in.
            text = self._rng.choice(["会议纪要", f"{mark} 附件 {number}"])
            content = text.encode() * self._rng.choice([1, 1000, 50_000])
            files.append(SimpleUploadedFile(f"附件{number}.txt", content))
        given: dict[str, Any] = {"text": mark, "percent": str(self._rng.randint(0, 100)), "files": files}
        if self._rng.random() < 0.05:
            given["complete"] = "on"
        self.on_task("report", "report", given, mark, tuple(file.name for file in files))

    def _bulk(self, mark: str) -> None:
        """Nobody else reports for this unit: what is on the page can be sent."""
        page = self.ask("/delivery/sample/report/")[2]
        due = re.findall(r'name="send"[^>]*value="([^"]+)"', page)
        chosen = self._rng.sample(due, min(3, len(due)))
        if not chosen:
            return
        lines = {
            f"{code}-{name}": text for code in chosen for name, text in (("text", f"{mark} {code}"), ("percent", 30))
        }
        said = Said("bulk", mark, "、".join(chosen))
        self.send(said, "/delivery/sample/report/", {"send": chosen, **lines})


class Supervisor(Desk):
    def act(self) -> None:
        kinds = ["review", "review", "review", "review", "answer-extension", "sheet", "judge", "judge", "close"]
        kind, mark = self._rng.choice(kinds), self.new_mark()
        yes = "1" if self._rng.random() < 0.6 else "0"
        if kind == "review":
            self.on_task("review", "review", {"accepted": yes, "note": mark}, mark)
        elif kind == "answer-extension":
            self.on_task("answer-extension", "answer-extension", {"granted": yes, "answer": mark}, mark)
        elif kind == "sheet":
            grade = self._rng.choice(["ordinary", "short", "major", "special"])
            self._sheet(mark, grade)
        elif kind == "judge":
            outcome = self._rng.choice(["met", "missed", "missed", "excused"])
            self.on_sheet("judge", {"outcome": outcome, "reason": mark}, mark)
        else:
            self.on_task("close", "close", {}, mark)

    def _sheet(self, mark: str, grade: str) -> None:
        self.on_task("issue sheet", "sheet", {"grade": grade, "requirement": mark}, mark)
