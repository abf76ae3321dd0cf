"""Papers and photos of a case: checked by content, kept under their own hash beside the evidence of tasks."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from luoshi.kernel.errors import NotFound
from luoshi.kernel.today import now

from .errors import PhotoRefused
from .models import Attachment, Case, InspectionPhoto

MAX_BYTES = 20 * 1024 * 1024
_KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}


def attach(case: Case, material: str, upload: Any, *, name: str = "") -> Attachment:
    """Raises PhotoRefused."""
    kept = keep(upload)
    facts = {**kept, "name": (name or kept["name"])[:200]}
    return Attachment.objects.create(case=case, material=material[:160], added_at=now(), **facts)


def keep(upload: Any) -> dict[str, Any]:
    """Lay the file under its own hash; name, content_type, size and sha256 of it. Raises PhotoRefused for what is neither
    picture nor PDF by its content, or too large."""
    said = Path(str(upload.name or "")).name[:200]
    head = upload.read(16)
    upload.seek(0)
    kind = next((kind for start, kind in _KINDS.items() if head.startswith(start)), None)
    if kind is None or upload.size > MAX_BYTES:
        raise PhotoRefused(name=said)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    path = _path(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        with part.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        part.replace(path)
    return {"name": said, "content_type": kind, "size": upload.size, "sha256": sha256}


def _path(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "papers" / sha256[:2] / sha256


def opened(attachment: Attachment | InspectionPhoto) -> IO[bytes]:
    """Raises NotFound where the file is no longer there."""
    try:
        return _path(attachment.sha256).open("rb")
    except FileNotFoundError:
        raise NotFound(what=attachment.name) from None


def file_name(attachment: Attachment) -> str:
    return f"{attachment.material}.{attachment.content_type.rpartition('/')[2]}"
