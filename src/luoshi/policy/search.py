from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.kernel.manifest import SearchHit, Viewer

from .documents import find_clauses


def search(viewer: Viewer, words: str, limit: int) -> list[SearchHit]:
    """Clauses whose text holds the words; each leads to its place in the living document."""
    return [
        SearchHit(
            title=f"{clause.code} {clause.text[:40]}",
            url=f"{reverse('document', args=[document])}#{clause.code}",
            kind=_("原文"),
            excerpt=clause.text,
        )
        for document, clause in find_clauses(words, limit)
    ]
