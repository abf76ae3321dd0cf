"""Acts on the registers: taking in a file, correcting an entry, merging two, seeing a full number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import connection, transaction

from luoshi.kernel.errors import N_, ExpectedError
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Viewer
from luoshi.kernel.today import now, today

from . import events
from .bulk import insert_rows
from .domain.frames import RowFault, masked, read
from .domain.registers import PERSON, Register
from .kept_frames import touch
from .models import VERSIONS, Entry, RegisterImport, Version
from .register_files import read_cells, write
from .registers import Fact, entry_facts, facts_of, frame_of, has_samples, register_of, version_on
from .service import require

_CHUNK = 2000


class RowsRefused(ExpectedError):
    code = "registry.rows_refused"
    message = N_("文件有 {count} 处错误，没有导入任何一行。请按报告更正后重新上传。")

    def __init__(self, faults: Sequence[RowFault]) -> None:
        self.faults = list(faults)
        super().__init__(count=len(self.faults))


class CannotMerge(ExpectedError):
    code = "registry.cannot_merge"
    message = N_("不能合并：{reason}。请核对两条记录。")


class ReasonNeeded(ExpectedError):
    code = "registry.reason_needed"
    message = N_("查看完整信息会记入存证，请写明事由（至少四个字）。")


def import_file(
    *, by: Viewer, register: str, content: bytes, name: str, valid_from: date, synthetic: bool = False
) -> RegisterImport:
    """Take in a file whole or not at all. Raises FileUnreadable; RowsRefused with every fault."""
    require(by, "registry.import_registers")
    wanted = register_of(register)
    raw = read_cells(content, name)
    frame, faults = read(raw, wanted, today())
    if faults:
        raise RowsRefused(faults)
    digest = hashlib.sha256(content).hexdigest()
    return take_in(
        by=by, register=wanted, frame=frame, valid_from=valid_from, source=name, sha256=digest, synthetic=synthetic
    )


@transaction.atomic
def take_in(
    *,
    by: Viewer,
    register: Register,
    frame: pl.DataFrame,
    valid_from: date,
    source: str,
    sha256: str = "",
    synthetic: bool = False,
) -> RegisterImport:
    """Enter checked rows as true from a day on. Rows that say nothing new change nothing."""
    created = changed = 0
    for rows in _chunks(frame):
        more_created, more_changed = _take(by, register, rows, valid_from, source[:200], synthetic)
        created, changed = created + more_created, changed + more_changed
    touch()
    made = RegisterImport.objects.create(
        register=register.code,
        file_name=source[:200],
        sha256=sha256,
        valid_from=valid_from,
        rows=frame.height,
        created=created,
        changed=changed,
        by=by.username,
        at=now(),
    )
    publish(
        events.RegisterImported(
            actor=by.username,
            at=now(),
            subject=f"import/{made.pk}",
            register=register.code,
            rows=frame.height,
            created=created,
            changed=changed,
            sha256=sha256,
        )
    )
    return made


def _chunks(frame: pl.DataFrame) -> Iterator[dict[str, dict[str, Any]]]:
    for part in frame.iter_slices(_CHUNK):
        yield {key_of(row): row for row in part.iter_rows(named=True)}


def key_of(row: Mapping[str, Any]) -> str:
    """What an entry is called by: its number; for a year the firm and the year; without a number, who and where."""
    if "year" in row:
        return f"{row['uscc']}:{row['year']}"
    number = row.get("identity_number") or row.get("uscc")
    if number:
        return str(number)
    if "birth_date" in row:
        return f"无号:{row['name']}:{row['birth_date']}:{row['household_number'] or ''}"
    return str(row["household_number"])


def _take(
    by: Viewer, register: Register, rows: dict[str, dict[str, Any]], valid_from: date, source: str, synthetic: bool
) -> tuple[int, int]:
    known = {e.key: e for e in Entry.objects.filter(register=register.code, key__in=list(rows))}
    fresh = [_entry(register, key, row, synthetic) for key, row in rows.items() if key not in known]
    for entry in Entry.objects.bulk_create(fresh):
        known[entry.key] = entry
    table = VERSIONS[register.code]
    standing: dict[int, list[Version]] = {}
    current = table._default_manager.select_for_update().filter(
        entry__in=[entry.pk for entry in known.values()], known_to__isnull=True
    )
    for version in current.order_by("valid_from"):
        standing.setdefault(version.entry_id, []).append(version)
    at, ended, made, moved, changed = now(), [], [], [], 0
    for key, row in rows.items():
        entry = known[key]
        if _index(entry, row):
            moved.append(entry)
        over, fresh_versions = _versions(table, register, entry, standing.get(entry.pk, []), row, valid_from)
        changed += bool(fresh_versions) and entry.pk in standing
        ended += over
        for version in fresh_versions:
            version.known_from, version.source, version.recorded_by = at, source, by.username
            made.append(version)
    table._default_manager.filter(pk__in=[version.pk for version in ended]).update(known_to=at)
    insert_rows(table, *_stored(table, made))
    Entry.objects.bulk_update(moved, ["name", "township", "household"], batch_size=500)
    return len(fresh), changed


def _stored(table: type[Version], made: Sequence[Version]) -> tuple[list[str], list[list[Any]]]:
    """The columns of new versions, and their values as the store writes them."""
    fields = [field for field in table._meta.local_concrete_fields if not field.primary_key]
    rows = [[f.get_db_prep_save(getattr(version, f.attname), connection) for f in fields] for version in made]
    return [field.name for field in fields], rows


def _entry(register: Register, key: str, row: Mapping[str, Any], synthetic: bool) -> Entry:
    entry = Entry(register=register.code, key=key, synthetic=synthetic)
    _index(entry, row)
    return entry


def _index(entry: Entry, row: Mapping[str, Any]) -> bool:
    """Set what lists find an entry by; whether that is other than before."""
    before = (entry.name, entry.township, entry.household)
    entry.name = str(row.get("name") or row.get("household_number") or row.get("uscc") or "")[:200]
    entry.township = str(row.get("township") or row.get("residence") or "")[:12]
    entry.household = str(row.get("household_number") or "")[:60]
    return before != (entry.name, entry.township, entry.household)


def _versions(
    table: type[Version],
    register: Register,
    entry: Entry,
    standing: list[Version],
    row: Mapping[str, Any],
    valid_from: date,
) -> tuple[list[Version], list[Version]]:
    """The versions no longer known as they were, and those known from now on in their place."""
    overlapping = [v for v in standing if v.valid_to is None or v.valid_to > valid_from]
    if any(v.valid_from <= valid_from and v.valid_to is None and _same(v, register, row) for v in overlapping):
        return [], []
    values = {name: row[name] for name in register.names}
    made = [table(entry=entry, valid_from=valid_from, **values)]
    for version in overlapping:
        if version.valid_from < valid_from:
            kept = {name: getattr(version, name) for name in register.names}
            made.append(table(entry=entry, valid_from=version.valid_from, valid_to=valid_from, **kept))
    return overlapping, made


def _same(version: Version, register: Register, row: Mapping[str, Any]) -> bool:
    return all(getattr(version, name) == row[name] for name in register.names)


@transaction.atomic
def merge(*, by: Viewer, kept: int, gone: int, reason: str) -> None:
    """Say that two entries are one person. Nothing is lost: the one merged away keeps its versions and points on."""
    require(by, "registry.import_registers")
    one, two = entry_facts("person", kept), entry_facts("person", gone)
    if one.pk == two.pk:
        raise CannotMerge(reason="是同一条记录")
    if one.merged_into_id or two.merged_into_id:
        raise CannotMerge(reason="其中一条已经合并过")
    if not reason.strip():
        raise CannotMerge(reason="没有写明依据")
    two.merged_into = one
    two.save(update_fields=["merged_into"])
    touch()
    publish(
        events.EntriesMerged(
            actor=by.username, at=now(), subject=f"person/{one.pk}", gone=two.pk, reason=reason.strip()
        )
    )


@transaction.atomic
def see_in_full(*, by: Viewer, register: str, entry: int, reason: str) -> tuple[Fact, ...]:
    """The facts of an entry today without masks; that they were seen, by whom and why, is on record."""
    require(by, "registry.see_personal")
    if len(reason.strip()) < 4:
        raise ReasonNeeded()
    found = entry_facts(register, entry)
    version = version_on(found, today())
    publish(
        events.PersonalSeen(actor=by.username, at=now(), subject=f"{register}/{entry}", reason=reason.strip()[:500])
    )
    return facts_of(version, register_of(register), unmasked=True) if version else ()


@transaction.atomic
def export(*, by: Viewer, register: str, day: date, form: str, full: bool, reason: str) -> bytes:
    """A register as a file: personal facts masked unless the viewer may see them and says why; on record either way."""
    require(by, "registry.export_registers")
    wanted = register_of(register)
    if full:
        require(by, "registry.see_personal")
        if len(reason.strip()) < 4:
            raise ReasonNeeded()
    frame = frame_of(wanted, day)
    if not full:
        frame = frame.with_columns(
            pl.col(f.name).map_elements(masked, return_dtype=pl.String) for f in wanted.fields if f.personal
        )
    publish(
        events.RegisterExported(
            actor=by.username,
            at=now(),
            subject=f"register/{register}",
            rows=frame.height,
            full=full,
            reason=reason[:500],
        )
    )
    return write(frame, wanted, form, synthetic=has_samples())


def is_personal(register: Register) -> bool:
    return any(field.personal for field in register.fields) or register is PERSON
