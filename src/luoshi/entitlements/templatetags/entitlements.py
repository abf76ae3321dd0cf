"""What this room's templates need: a step's value in words, and where a service starts."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from ..domain.reasons import Reason

register = template.Library()


@register.filter
def shown(reason: Reason, language: str) -> str:
    return reason.shown(language, gettext)


@register.simple_tag
def service_url(words: str) -> str:
    """Where a service is found by its words; empty where no services run here."""
    try:
        return f"{reverse('services:find')}?{urlencode({'q': words})}"
    except NoReverseMatch:
        return ""
