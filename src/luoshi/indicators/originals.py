"""The files that figures and readings came in, kept as they were, each under its own hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO

from django.conf import settings

from luoshi.kernel.errors import NotFound


def _path(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "series" / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """The file's SHA-256, under which it is kept; the same file is kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
    return sha256


def is_kept(sha256: str) -> bool:
    return bool(sha256) and _path(sha256).exists()


def opened(sha256: str) -> IO[bytes]:
    """Raises NotFound where the file is not kept."""
    if not is_kept(sha256):
        raise NotFound(what=sha256[:16] or "-")
    return _path(sha256).open("rb")
