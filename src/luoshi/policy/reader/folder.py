"""Reads a whole folder with many processes: one result a document, memory flat, a crash costs one document.

A run can be stopped and taken up again: results newer than their documents are left alone.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from luoshi.kernel.errors import N_, ExpectedError

from .akn import to_akn
from .directory import UnitDirectory
from .export import to_json
from .formats import DEFAULT_LIMITS, load
from .understanding import understand

REPORT = "_unreadable.csv"
_CHUNK = 8
_CHUNKS_AHEAD = 4  # a worker never waits, and what waits for the workers stays small
_GRACE = 3  # times the reader's own limit, after which a document that holds a worker is given up


class WorkerDied(ExpectedError):
    code = "reader.worker_died"
    message = N_("“{name}”读取时程序异常终止或长时间无响应，已跳过。请用办公软件打开后另存再试。")


class ReaderFault(ExpectedError):
    code = "reader.fault"
    message = N_("“{name}”读取时程序出错（{fault}），已跳过。请将文件和本行内容发给维护人员。")


class Task(NamedTuple):
    document: str
    result: str


class Outcome(NamedTuple):
    """What became of a document: read, skipped because its result is newer, or not readable and why."""

    document: str
    status: Literal["read", "skipped", "failed"]
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    read: int
    skipped: int
    failed: tuple[Outcome, ...]


def tasks_of(folder: Path, out: Path, suffix: str) -> Iterator[Task]:
    """Each document below a folder with the place of its result; subfolders are kept.

    Documents of one folder that differ only in their ending keep it (``a.docx.json``, ``a.pdf.json``), so that none
    overwrites another. Hidden files and the lock files of office programs are no documents.
    """
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and (here / name).resolve() != out)
        documents = sorted(name for name in names if not name.startswith((".", "~$")))
        stems = Counter(Path(name).stem.casefold() for name in documents)
        target = out / here.relative_to(folder)
        taken: set[str] = set()
        for name in documents:
            result = Path(name).stem if stems[Path(name).stem.casefold()] == 1 else name
            while result.casefold() in taken:
                result += "~"
            taken.add(result.casefold())
            yield Task(str(here / name), str(target / f"{result}{suffix}"))


def read_folder(
    tasks: Iterable[Task],
    *,
    units: UnitDirectory | None,
    jobs: int,
    force: bool,
    on_outcome: Callable[[Outcome], None] = lambda outcome: None,
) -> Summary:
    """Read every document and write its result; the results that failed are in the summary, in order of name."""
    counts: Counter[str] = Counter()
    failed = []
    for outcome in _outcomes(iter(tasks), _Reading(units, force), jobs):
        counts[outcome.status] += 1
        if outcome.status == "failed":
            failed.append(outcome)
        on_outcome(outcome)
    return Summary(counts["read"], counts["skipped"], tuple(sorted(failed)))


def write_report(out: Path, failed: Iterable[Outcome]) -> Path | None:
    """The list of documents not read, for a spreadsheet; an older list is removed when all were read."""
    report = out / REPORT
    rows = [(outcome.document, outcome.code, outcome.message) for outcome in failed]
    if not rows:
        report.unlink(missing_ok=True)
        return None
    # With a byte order mark spreadsheet programs take the file for UTF-8.
    with report.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("文件", "代码", "原因"), *rows])
    return report


class _Reading:
    """What a worker does; made once and sent to each of them."""

    def __init__(self, units: UnitDirectory | None, force: bool) -> None:
        self._units = units
        self._force = force

    def __call__(self, tasks: list[Task]) -> list[Outcome]:
        return [self._one(task) for task in tasks]

    def _one(self, task: Task) -> Outcome:
        document, result = Path(task.document), Path(task.result)
        if not self._force and _is_newer(result, document):
            return Outcome(task.document, "skipped")
        _give_up_after(int(DEFAULT_LIMITS.seconds * _GRACE))
        try:
            reading = understand(load(document), self._units)
            if result.suffix == ".xml":
                content = to_akn(reading)
            else:
                # On one line: the indented form is written many times slower.
                content = json.dumps(to_json(reading), ensure_ascii=False).encode("utf-8", "replace")
            _write(result, content)
        except ExpectedError as error:
            return Outcome(task.document, "failed", error.code, str(error))
        except Exception as error:
            # One document must not stop ninety-nine thousand; what went wrong is reported, not swallowed.
            place = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__}，{Path(place.filename).name}:{place.lineno}"
            return _failure(ReaderFault(name=document.name, fault=fault), task)
        finally:
            _give_up_after(0)
        return Outcome(task.document, "read")


def _outcomes(tasks: Iterator[Task], reading: _Reading, jobs: int) -> Iterator[Outcome]:
    """Outcomes as they come. When a worker dies, the chunks under way are read again, one document a process."""
    suspects: list[Task] = []
    while True:
        waiting: dict[Future[list[Outcome]], list[Task]] = {}
        with ProcessPoolExecutor(jobs, initializer=_leave_interrupts) as pool:
            try:
                while True:
                    while len(waiting) < jobs * _CHUNKS_AHEAD and (chunk := list(islice(tasks, _CHUNK))):
                        waiting[_submit(pool, reading, chunk, suspects)] = chunk
                    if not waiting:
                        return
                    for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                        outcomes = done.result()
                        del waiting[done]
                        yield from outcomes
            except BrokenProcessPool:
                suspects += [task for chunk in waiting.values() for task in chunk]
        for task in suspects:
            yield _alone(task, reading)
        suspects.clear()


def _submit(
    pool: ProcessPoolExecutor, reading: _Reading, chunk: list[Task], suspects: list[Task]
) -> Future[list[Outcome]]:
    try:
        return pool.submit(reading, chunk)
    except BrokenProcessPool:
        suspects += chunk
        raise


def _alone(task: Task, reading: _Reading) -> Outcome:
    with ProcessPoolExecutor(1, initializer=_leave_interrupts) as pool:
        try:
            return pool.submit(reading, [task]).result()[0]
        except BrokenProcessPool:
            return _failure(WorkerDied(name=Path(task.document).name), task)


def _leave_interrupts() -> None:
    """Ctrl-C is for the parent; the workers finish what they have."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _failure(error: ExpectedError, task: Task) -> Outcome:
    return Outcome(task.document, "failed", error.code, str(error))


def _give_up_after(seconds: int) -> None:
    """Have the system end this process if it does not come back; a library stuck in C hears nothing else."""
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)


def _is_newer(result: Path, document: Path) -> bool:
    try:
        return result.stat().st_mtime_ns >= document.stat().st_mtime_ns
    except OSError:
        return False


def _write(result: Path, content: bytes) -> None:
    """Whole or not at all: a run stopped in the middle leaves no half result."""
    result.parent.mkdir(parents=True, exist_ok=True)
    unfinished = result.with_name(f".{result.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(result)
