"""Files that show what a report says: checked by content, kept under their own hash, served only as attachments."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import time
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from .errors import EvidenceNotKept, EvidenceRefused
from .models import Evidence, OnSiteCheck
from .turns import share_turn, take_turns

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_MOST_TYPES = 1024 * 1024
_LONGEST_REQUEST = 24 * 3600
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class StoredFile:
    name: str
    content_type: str
    size: int
    sha256: str


def kind_of(file: BinaryIO) -> str | None:
    """What the file is by its content, never by its name; None for a kind that is not taken."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    return "txt" if _is_text(head) else None


def _office_kind(file: BinaryIO) -> str | None:
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            with packed.open("[Content_Types].xml") as listed:
                types = listed.read(_MOST_TYPES).lower()
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return None
    finally:
        file.seek(0)
    # A macro travels in a part declared as a VBA project, vbaProject.bin by custom; a document without one is data only.
    # What declares more parts than any document has cannot be looked through.
    if len(types) == _MOST_TYPES or b"vbaproject" in types or b"macroenabled" in types:
        return None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for folder, kind in _OFFICE.items() if any(n.startswith(folder) for n in names)), None)


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: len(head) - 4 if len(head) > 64 else len(head)].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def path_of(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def store(upload: UploadedFile[Any]) -> StoredFile:
    """Keep an uploaded file. Raises EvidenceRefused for an empty, too large or unwanted one."""
    name = Path(str(upload.name or "")).name[:200] or "未命名"
    if not upload.size:
        raise EvidenceRefused(name=name, why="文件是空的")
    if upload.size > MAX_BYTES:
        raise EvidenceRefused(name=name, why=f"超过 {MAX_BYTES // 1024 // 1024} MB")
    kind = kind_of(upload)  # type: ignore[arg-type]
    if kind is None:
        raise EvidenceRefused(name=name, why="只收 PDF、JPG、PNG、Word、Excel、PPT（不含宏）和纯文本，以文件内容为准")
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    try:
        _keep(upload, sha256)
    except OSError as error:
        logger.exception("Evidence %s could not be written", sha256)
        raise EvidenceNotKept(name=name, why=_why(error)) from error
    return StoredFile(name=name, content_type=CONTENT_TYPES[kind], size=upload.size, sha256=sha256)


def _why(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("存储空间已满")
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return _("佐证文件夹不能写入")
    return _("写入出错")


def _keep(upload: UploadedFile[Any], sha256: str) -> None:
    """Put the file under its hash, on the disk itself; ``_incoming`` keeps a mark of it until its report is stored."""
    share_turn("evidence")
    mark = _incoming() / f"{sha256}.{uuid4().hex}"
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    transaction.on_commit(lambda: mark.unlink(missing_ok=True), robust=True)
    path = path_of(sha256)
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    # Written aside and moved, so that a half-written file never stands under a good hash.
    part = mark.with_name(f"{mark.name}.part")
    try:
        with part.open("wb") as target:
            upload.seek(0)
            for chunk in upload.chunks():
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _incoming() -> Path:
    return Path(settings.MEDIA_ROOT) / "incoming"


def sweep() -> int:
    """Remove what uploads left that did not come to a stored report; returns how many files went."""
    return _sweep_incoming() + _sweep_parked()


@transaction.atomic
def _sweep_incoming() -> int:
    """Kept files whose report was refused for something else, or whose server was stopped hard.

    Only files with a mark left over are looked at. Reports with files wait meanwhile, so that none of theirs is
    taken for one of these.
    """
    take_turns("evidence")
    marks = list(_incoming().iterdir()) if _incoming().exists() else []
    marked = {mark.name.partition(".")[0] for mark in marks}
    stored = set(Evidence.objects.filter(sha256__in=marked).values_list("sha256", flat=True))
    checks = OnSiteCheck.objects.exclude(photos=[]).values_list("photos", flat=True) if marked else ()
    stored |= {photo["sha256"] for photos in checks for photo in photos}
    gone = [path for path in map(path_of, marked - stored) if path.exists()]
    for path in (*gone, *marks):
        path.unlink(missing_ok=True)
    return len(gone)


def _sweep_parked() -> int:
    """Uploads parked while they came in, of requests that ended with their server; no request lasts so long."""
    before, gone = time.time() - _LONGEST_REQUEST, 0
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        with suppress(FileNotFoundError):  # a request that ends just now takes its file away itself
            if path.stat().st_mtime < before:
                path.unlink()
                gone += 1
    return gone
