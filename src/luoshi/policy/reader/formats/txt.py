"""Plain text: whatever encoding it came in, and text that was decoded wrongly before it got here."""

from __future__ import annotations

from luoshi.policy.reader.model import SourceText

from .encodings import decode
from .errors import EmptyDocument, TextTooLong
from .limits import Limits, Stopwatch


def read(content: bytes, name: str, limits: Limits, watch: Stopwatch) -> SourceText:
    """The text with its lines parted by ``\\n``; nothing else in it is changed. Raises EmptyDocument for blanks alone."""
    text, notes = decode(content, name)
    if not text.strip():
        raise EmptyDocument(name=name)
    if len(text) > limits.characters:
        raise TextTooLong(name=name, characters=limits.characters)
    watch.check()
    return SourceText(text.replace("\r\n", "\n").replace("\r", "\n"), name, notes=notes)
