"""Whether anything has changed since the last preparation: a second start that finds nothing new serves at once.

Reading and checking all content takes a second and more, and needs every room loaded. What it depends on are files and
the day, so their fingerprint, kept in the store that was prepared, says whether it must be done again.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from luoshi.kernel.today import today

from .checkout import CHECKOUT

PACKAGE = Path(__file__).resolve().parents[1]
LEFT_OUT = {"__pycache__", "static", "templates", "tests"}


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in LEFT_OUT:
                    yield from _files(Path(entry.path))
            else:
                yield entry


def fingerprint(programme: Path) -> str:
    """Of everything preparation depends on: the program, the law, the programme's folder, the day, the kind of start.
    Files count by path, size and time of change, as build tools do it."""
    digest = hashlib.sha256(f"{settings.DEMO} {today()} {programme.resolve()}\n".encode())
    for folder in (PACKAGE, CHECKOUT / "statutes", programme):
        for entry in _files(folder) if folder.is_dir() else ():
            facts = entry.stat()
            digest.update(f"{entry.path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_prepared(mark: str) -> bool:
    """Whether this store was prepared from just that. Asked before any room is loaded, hence the plain query."""
    try:
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM app_preparation WHERE fingerprint = %s", [mark])
            return cursor.fetchone() is not None
    except DatabaseError:
        return False  # no such store or table yet


def forget() -> None:
    from .models import Preparation

    Preparation.objects.all().delete()


def remember(mark: str) -> None:
    from .models import Preparation

    forget()
    Preparation.objects.create(fingerprint=mark)
