"""A new text of a document: read, compared with the one in force, taken over as the next version."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from luoshi.kernel.errors import N_, ExpectedError, NotFound
from luoshi.kernel.manifest import Viewer
from luoshi.registry.api import all_units, groups, require

from .comparing import ClauseChange, compare
from .content.document import digest_of, store_text
from .documents import current_version
from .models import Document, DocumentVersion
from .reader import UnitDirectory, to_json, understand
from .reader.directory import Unit
from .reader.formats import DocumentUnreadable, load
from .reader.model import PolicyDocument, SourceText


class NewTextUnreadable(ExpectedError):
    code = "policy.new_text_unreadable"
    message = N_("读不出新文本：{why}")


class NoNewText(ExpectedError):
    code = "policy.no_new_text"
    message = N_("这份文本与已入库的第 {version} 版逐字相同。请换成修改后的文本。")


class NoMeasures(ExpectedError):
    code = "policy.no_measures"
    message = N_("新文本里没有读出任何措施。请核对是否选错了文件。")


def new_text(document: str, name: str, content: bytes) -> str:
    """The words of a new text, from a file. Raises NewTextUnreadable, NoMeasures, NoNewText (also for one that was in force
    before)."""
    try:
        found = load(content, name).text
    except DocumentUnreadable as error:
        raise NewTextUnreadable(why=str(error)) from None
    same = DocumentVersion.objects.filter(document__code=document, sha256=digest_of(found)).first()
    if same is not None:
        raise NoNewText(version=same.number)
    if not _understood(found).measures:
        raise NoMeasures()
    return found


def compared(document: str, words: str) -> list[ClauseChange]:
    """The text in force against these words."""
    return compare(_clauses(current_version(document).reading), _clauses(to_json(_understood(words))))


def changes_of(document: str, number: int) -> list[ClauseChange]:
    """What version ``number`` changed against the one before it, as they were read. Raises NotFound."""
    versions = {
        version.number: version
        for version in DocumentVersion.objects.filter(document__code=document, number__in=(number - 1, number))
    }
    if len(versions) < 2:
        raise NotFound(what=f"{document}@{number}")
    return compare(_clauses(versions[number - 1].reading), _clauses(versions[number].reading))


def clause_starts(document: str, number: int) -> dict[str, int]:
    """Clause -> where it began in the text of that version."""
    version = DocumentVersion.objects.get(document__code=document, number=number)
    return {
        sentence["id"]: sentence["span"][0]
        for measure in version.reading["measures"]
        for sentence in measure["sentences"]
    }


def version_number(document: str) -> int:
    return current_version(document).number


@transaction.atomic
def take_over(*, by: Viewer, document: str, words: str) -> int:
    """The words become the document's next version, in force from now. Returns its number. Raises NoNewText."""
    require(by, "policy.amend")
    stored = Document.objects.select_for_update().filter(code=document).first()
    if stored is None:
        raise NotFound(what=document)
    same = stored.versions.filter(sha256=digest_of(words)).first()
    if same is not None:
        raise NoNewText(version=same.number)
    return store_text(stored, _understood(words), actor=by.username)


def _understood(words: str) -> PolicyDocument:
    return understand(SourceText(words), _directory())


def _directory() -> UnitDirectory:
    """The units as they are registered, by which a text's parties are known."""
    members: dict[str, list[str]] = {}
    for name, codes in groups().items():
        for code in codes:
            members.setdefault(code, []).append(name)
    return UnitDirectory(
        tuple(
            Unit(facts.code, facts.name, facts.short_names, facts.level, facts.kind, tuple(members.get(facts.code, ())))
            for facts in all_units().values()
        )
    )


def _clauses(reading: dict[str, Any]) -> dict[str, str]:
    return {sentence["id"]: sentence["text"] for measure in reading["measures"] for sentence in measure["sentences"]}
