"""What is wrong with a drawing, a table or a form, in words that can be said in another language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Translated = Callable[[str], str]


class Named(str):
    """A name that content gives, with its English where content has that."""

    english: str

    def __new__(cls, name: str, english: str = "") -> Named:
        made = super().__new__(cls, name)
        made.english = english
        return made


class Remark(str):
    """A text, in Chinese as such, that knows the message and the facts it was made of; a fact may be a name or another
    remark.

    >>> told = Remark("{name}没有填写", name=Named("地址", "Address"))
    >>> str(told), told.text({"{name}没有填写": "{name} is missing"}.get, english=True)
    ('地址没有填写', 'Address is missing')
    """

    message: str
    facts: dict[str, Any]

    def __new__(cls, message: str, /, **facts: Any) -> Remark:
        made = super().__new__(cls, message.format(**facts) if facts else message)
        made.message, made.facts = message, facts
        return made

    def text(self, translated: Translated, *, english: bool) -> str:
        """In the language that ``translated`` puts a message into."""
        facts = {name: said(fact, translated, english=english) for name, fact in self.facts.items()}
        words = translated(self.message)
        return words.format(**facts) if facts else words


def said(words: Any, translated: Translated, *, english: bool) -> Any:
    """A remark or a name in that language; anything else as it is."""
    if isinstance(words, Remark):
        return words.text(translated, english=english)
    return words.english or str(words) if isinstance(words, Named) and english else words
