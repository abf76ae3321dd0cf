"""What is kept of the registers is what the store says, and no longer once an act has changed it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction

from luoshi.registry import kept_frames, registers
from luoshi.registry.domain.registers import REGISTERS
from luoshi.registry.domain.synthetic import county, townships_like
from luoshi.registry.models import Entry
from luoshi.registry.register_acts import merge, take_in
from luoshi.registry.registers import frame_of, snapshot
from luoshi.registry.service import system_viewer

DAY = date(2022, 1, 21)
pytestmark = pytest.mark.django_db


def people(seed: int) -> None:
    frame = county(60, seed=seed, as_of=DAY, townships=townships_like(), firms=2)["person"]
    given = {"by": system_viewer(), "register": REGISTERS["person"], "source": "x", "synthetic": True}
    take_in(frame=frame, valid_from=date(2022, 1, 1), **given)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The registers read from the store, in order."""
    seen: list[str] = []

    def counted(register: registers.Register, *rest: object) -> pl.DataFrame:
        seen.append(register.code)
        return frame_of(register, *rest)

    monkeypatch.setattr(registers, "frame_of", counted)
    return seen


def test_the_store_is_read_once_until_an_act_changes_a_register(read: list[str]) -> None:
    people(1)
    first = snapshot(DAY, codes=("person",))["person"]
    assert snapshot(DAY, codes=("person",))["person"].equals(first)
    assert read == ["person"]
    assert first.equals(frame_of(REGISTERS["person"], DAY))
    people(2)
    more = snapshot(DAY, codes=("person",))["person"]
    assert read == ["person", "person"]
    assert more.height > first.height
    one, two = Entry.objects.filter(register="person").order_by("pk")[:2]
    merge(by=system_viewer(), kept=one.pk, gone=two.pk, reason="同一人")
    assert snapshot(DAY, codes=("person",))["person"].height == more.height - 1
    assert snapshot(date(2021, 12, 31), codes=("person",))["person"].height == 0  # another day is read by itself
    assert len(read) == 4


def test_what_an_act_taken_back_said_is_not_kept(read: list[str]) -> None:
    people(1)
    before = snapshot(DAY, codes=("person",))["person"]
    with pytest.raises(RuntimeError), transaction.atomic():
        people(2)
        assert snapshot(DAY, codes=("person",))["person"].height > before.height
        raise RuntimeError
    assert snapshot(DAY, codes=("person",))["person"].equals(before)
    assert len(read) == 2


def test_half_a_file_is_read_anew_and_old_days_do_not_pile_up(read: list[str], settings: object) -> None:
    people(1)
    for day in (date(2022, 1, 19), date(2022, 1, 20), DAY):
        snapshot(day, codes=("person",))
    folders = sorted(Path(settings.REGISTERS_ROOT).iterdir())
    assert len(folders) == kept_frames.KEPT
    (folders[-1] / "person.parquet").write_bytes(b"PAR1")
    assert snapshot(DAY, codes=("person",))["person"].height == 60
    assert len(read) == 4
    assert folders[-1].stat().st_mode & 0o077 == 0


def test_a_change_while_rows_are_read_is_not_kept(read: list[str], settings: object) -> None:
    people(1)
    old = kept_frames.kept(DAY, ["person"], lambda code: (people(2), frame_of(REGISTERS[code], DAY))[1])["person"]
    assert old.height > 60
    assert not any(Path(settings.REGISTERS_ROOT).iterdir())
