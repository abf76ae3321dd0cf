"""The registers of a day as columns on disk: read from the store once after each change, then by whoever asks.

A county's million people are half a minute of rows and a moment of columns. The folder holds personal facts like the
database beside it, is its owner's alone, and may be removed at any time.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from uuid import uuid4

import polars as pl
from django.conf import settings

from .models import RegisterMark

KEPT = 2
"""Folders left standing: yesterday's, which a request may still be reading, and today's."""


def touch() -> None:
    """Say, in the transaction of an act on the registers, that what was kept of them is past."""
    RegisterMark.objects.update_or_create(pk=1, defaults={"mark": uuid4().hex})


def kept(day: date, codes: Iterable[str], read: Callable[[str], pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Each register's frame of the day, through ``read`` where it is not on disk yet."""
    folder = _folder(day)
    found = {code: _frame(folder, code, read) for code in codes}
    if folder is not None and _folder(day) != folder:
        # Somebody changed a register in between: what was read may be of two minds, so it is not left standing.
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _folder(day: date) -> Path | None:
    mark = RegisterMark.objects.values_list("mark", flat=True).first()
    return Path(settings.REGISTERS_ROOT) / f"{day.isoformat()}-{mark}" if mark else None


def _frame(folder: Path | None, code: str, read: Callable[[str], pl.DataFrame]) -> pl.DataFrame:
    if folder is None:
        return read(code)
    file = folder / f"{code}.parquet"
    try:
        return pl.read_parquet(file)
    except (OSError, pl.exceptions.PolarsError):
        frame = read(code)
        _keep(frame, file)
        return frame


def _keep(frame: pl.DataFrame, file: Path) -> None:
    """Under its own name only when whole, so that another process never reads half of it."""
    root = file.parent.parent
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.parent.exists():
        for old in sorted(root.iterdir(), key=lambda p: p.stat().st_mtime)[: -KEPT + 1]:
            shutil.rmtree(old, ignore_errors=True)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as draft:
        frame.write_parquet(draft)
    Path(draft.name).replace(file)
