"""Commitments come from the stored reading of the document; a clerk puts them right on the review page."""

from __future__ import annotations

from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.policy.api import version_number

from .following import follow
from .models import Amendment, Commitment
from .proposing import propose
from .service.amendments import note_taken


def read_nothing(programme: Programme) -> None:
    """There is no file of commitments: the document is the file."""


def apply_commitments(programme: Programme, read: None, actor: str) -> list[Change]:
    """Let commitments and tasks follow a new text, then propose those of every clause that has none yet."""
    return _follow(programme.code, actor) + propose(programme.code, actor)


def _follow(document: str, actor: str) -> list[Change]:
    """A text that came with the folder and that nothing has followed yet."""
    version = version_number(document)
    known = Amendment.objects.filter(document=document, version=version).exists()
    if version == 1 or known or not Commitment.objects.filter(document=document).exists():
        return []
    note_taken(document, version, actor)
    return follow(document, version, actor=actor)


COMMITMENTS = ContentKind("commitments", "承诺事项", (), read_nothing, apply_commitments)
