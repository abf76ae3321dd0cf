"""Words and marks that templates of every room need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.registry.api import unit_words

register = template.Library()

LIGHT_WORDS = {"green": "正常", "yellow": "预警", "red": "滞后", "blue": "完成", "grey": "未开始", "": "无任务"}


@register.filter
def in_language(thing: Any, name: str) -> str:
    """``thing|in_language:"title"``: the English of a field (or key) where the reader wants English and there is one."""
    english = _read(thing, f"{name}_en") if get_language() == "en" else ""
    return english or _read(thing, name)


def _read(thing: Any, name: str) -> str:
    found = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, "")
    return str(found or "")


register.filter("unit_name", unit_words)


@register.filter
def bracketed(text: Any) -> str:
    """A remark after a name, in the brackets of the reader's language."""
    return _("（%(text)s）") % {"text": text}


@register.filter
def listed(names: Iterable[str]) -> str:
    """Names one after the other, parted as the reader's language parts them."""
    return _("、").join(names)


@register.filter
def light_word(light: str) -> str:
    return _(LIGHT_WORDS.get(light, light))


@register.filter
def translated(text: str) -> str:
    """A label that stands in code or data in Chinese, in the reader's language."""
    return _(str(text)) if text else ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """``mapping|get:key``; nothing where there is none."""
    return mapping.get(key) if mapping else None


@register.filter
def share(part: float, whole: float) -> str:
    """``part|share:whole`` as whole percents; a dash where there is no whole."""
    return f"{100 * part / whole:.0f}%" if whole else "—"
