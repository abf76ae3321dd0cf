"""From a file to its text: what kind of file it is, by its content, and how that kind is read.

One module a format. Nothing is fetched, nothing is written, no entity is resolved, and a file larger than the limits is
refused before it is unpacked. What cannot be read is an expected error that says what to do.
"""

from __future__ import annotations

from pathlib import Path

from luoshi.policy.reader.model import SourceText

from .errors import DocumentUnreadable, EmptyDocument, FileMissing, FileTooLarge
from .kinds import kind_of
from .limits import DEFAULT_LIMITS, Limits, Stopwatch

__all__ = ["DEFAULT_LIMITS", "DocumentUnreadable", "Limits", "load"]


def load(path_or_bytes: str | Path | bytes, name: str = "", *, limits: Limits = DEFAULT_LIMITS) -> SourceText:
    """The text of a document: docx, pdf, html or plain text, whatever its file is called.

    ``name`` is shown to people; a path gives its own file name. Raises DocumentUnreadable or one of its kinds.
    """
    if isinstance(path_or_bytes, bytes):
        content = path_or_bytes
        if len(content) > limits.file_bytes:
            raise FileTooLarge(name=name or "文档", megabytes=limits.file_bytes // 10**6)
    else:
        path = Path(path_or_bytes)
        name = name or path.name
        content = _bytes_of(path, name, limits)
    name = name or "文档"
    if not content.strip(b"\0 \t\r\n"):
        raise EmptyDocument(name=name)
    return kind_of(content, name)(content, name, limits, Stopwatch(name, limits.seconds))


def _bytes_of(path: Path, name: str, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise FileMissing(name=name)
        # One byte more than allowed is enough to know; a file may grow after its size was asked.
        with path.open("rb") as file:
            content = file.read(limits.file_bytes + 1)
    except OSError:
        raise FileMissing(name=name) from None
    if len(content) > limits.file_bytes:
        raise FileTooLarge(name=name, megabytes=limits.file_bytes // 10**6)
    return content
