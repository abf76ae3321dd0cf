"""Files that show what a report says, when the disk does not do its part; and what is tidied up after."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from factories import sample_programme, user, viewer
from luoshi.accountability.api import verify
from luoshi.delivery.evidence import path_of, sweep
from luoshi.delivery.models import Commitment, Evidence, Report, Task
from luoshi.delivery.service import commitments, tasks
from luoshi.kernel.errors import ExpectedError
from test_races import at_once, told

PDF = b"%PDF-1.4 a signed list"
LARGEST = 8 * 1024 * 1024


@pytest.fixture
def task(transactional_db: None, tmp_path: Path, on_day: Callable[[date], None]) -> Task:
    """A task of the development bureau, under way."""
    on_day(date(2021, 8, 2))
    sample_programme(tmp_path / "programme")
    by, code = viewer("supervisor"), Commitment.objects.filter(clause="1.s1")[0].code
    commitments.correct(
        by=by, document="sample", code=code, lead="development", supports=[], due_date=date(2021, 12, 31)
    )
    commitments.issue(by=by, document="sample", codes=[code])
    tasks.accept(by=viewer("liaison", "development"), document="sample", code=code)
    return Task.objects.get()


def send(task: Task, *contents: bytes) -> tuple[int, str]:
    """Report with these files from the task's page; the status and the page."""
    client = Client()
    client.force_login(user("liaison", "development", name=f"desk-{Report.objects.count()}-{os.urandom(4).hex()}"))
    files = [SimpleUploadedFile(f"佐证{number}.pdf", content) for number, content in enumerate(contents)]
    given: dict[str, Any] = {"text": "写了很久的进展", "percent": "20", "files": files}
    answer = client.post(f"/delivery/sample/tasks/{task.code}/report/", given)
    return answer.status_code, answer.content.decode()


def report(task: Task, content: bytes) -> int:
    return tasks.report(
        by=viewer("liaison", "development"),
        document="sample",
        code=task.code,
        text="进展",
        percent=10,
        files=[SimpleUploadedFile("佐证.pdf", content)],
    )


def kept(content: bytes) -> Path:
    return path_of(hashlib.sha256(content).hexdigest())


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@contextmanager
def full_disk(_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a file system says that finds no room when it really writes."""

    def no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_room)
        yield


@contextmanager
def file_grows_no_further(_folder: Path, _monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The system itself stops the writing in the middle of the file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def no_folder(folder: Path, _monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where the folder should be, nothing can be made."""
    folder.write_text("in the way")
    yield
    folder.unlink()


@pytest.mark.parametrize(
    ("trouble", "why"), [(full_disk, "存储空间已满"), (file_grows_no_further, "写入出错"), (no_folder, "写入出错")]
)
def test_a_file_that_cannot_be_kept_stores_nothing_and_keeps_what_was_typed(
    task: Task, settings: Any, monkeypatch: pytest.MonkeyPatch, trouble: Any, why: str
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * LARGEST
    content, folder = PDF + b" " * LARGEST, Path(settings.MEDIA_ROOT)
    with trouble(folder, monkeypatch):
        status, page = send(task, content)
    assert status == 422
    assert f"没能存下文件“佐证0.pdf”：{why}" in page
    assert "写了很久的进展" in page
    assert (Report.objects.count(), Evidence.objects.count(), Task.objects.get().state) == (0, 0, "under_way")
    assert verify() == []
    assert not kept(content).exists()
    assert not any(name.endswith(".part") for name in left_over(folder) if folder.exists())
    assert send(task, content)[0] == 302
    assert kept(content).read_bytes() == content


def test_files_of_a_refused_report_are_swept_and_those_of_a_stored_one_stay(task: Task, settings: Any) -> None:
    folder = Path(settings.MEDIA_ROOT)
    assert send(task, PDF, b"MZ\x00 a program")[0] == 422
    assert kept(PDF).exists()  # the good one had been written when the bad one was refused
    call_command("daily")
    assert left_over(folder) == []
    assert send(task, PDF)[0] == 302
    assert left_over(folder) == [kept(PDF).name]
    tasks.review(by=viewer("supervisor"), document="sample", code=task.code, accepted=True)
    assert send(task, PDF, b"MZ\x00 a program")[0] == 422
    assert len(left_over(folder)) == 2
    assert sweep() == 0
    assert left_over(folder) == [kept(PDF).name]


def test_uploads_that_a_killed_server_had_parked_are_swept_after_a_day(
    transactional_db: None, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    with TemporaryUploadedFile("佐证.pdf", "application/pdf", 1, None) as coming:
        coming.write(PDF)
        coming.flush()
        assert sweep() == 0
        yesterday = time.time() - 25 * 3600
        os.utime(coming.temporary_file_path(), (yesterday, yesterday))
        assert sweep() == 1
        assert left_over(tmp_path) == []
        Path(coming.temporary_file_path()).touch()  # its end removes it


def test_the_sweep_waits_for_a_report_that_is_on_its_way(task: Task, settings: Any) -> None:
    written = threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            report(task, PDF)
            written.set()
            time.sleep(0.5)

    def meanwhile() -> int:
        written.wait(10)
        return sweep()

    assert send(task, PDF, b"MZ\x00 a program")[0] == 422
    assert at_once(slowly, meanwhile) == [None, 0]
    assert Evidence.objects.count() == 1
    assert kept(PDF).read_bytes() == PDF
    assert left_over(Path(settings.MEDIA_ROOT)) == [kept(PDF).name]


def test_one_file_sent_for_several_tasks_at_once_is_kept_whole(task: Task, settings: Any) -> None:
    by = viewer("supervisor")
    codes = [commitments.add(by=by, document="sample", clause="1.s2", text="企业服务机制") for _ in range(4)]
    for code in codes:
        commitments.correct(
            by=by, document="sample", code=code, lead="development", supports=[], due_date=date(2021, 12, 31)
        )
    commitments.issue(by=by, document="sample", codes=codes)
    for code in codes:
        tasks.accept(by=viewer("liaison", "development"), document="sample", code=code)
    content = PDF + b" " * 1_000_000
    results = at_once(*[lambda t=each: report(t, content) for each in Task.objects.all()])
    assert told(results) == []
    assert Evidence.objects.count() == 5
    assert left_over(Path(settings.MEDIA_ROOT)) == [kept(content).name]
    assert kept(content).read_bytes() == content


def test_a_folder_that_cannot_be_swept_does_not_stop_the_day(task: Task, settings: Any) -> None:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir()
    (folder / "incoming").write_text("in the way")
    call_command("daily")
    with pytest.raises(ExpectedError):
        report(task, PDF)
