"""What content and rules say, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError

from .domain.remarks import said


def is_english() -> bool:
    return get_language() == "en"


def in_words(thing: Any) -> str:
    """A remark, a name of content or an expected error, with what it tells of, in the reader's language."""
    english = is_english()
    if isinstance(thing, ExpectedError):
        facts = {name: said(fact, _, english=english) for name, fact in thing.params.items()}
        return _(thing.message).format(**facts)
    return str(said(thing, _, english=english))
