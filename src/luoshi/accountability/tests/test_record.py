"""Every act leaves one entry, in its own transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import ClassVar

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from luoshi.accountability.models import RecordEntry, RecordHead
from luoshi.accountability.record import head, verify, write
from luoshi.kernel.events import Event
from luoshi.kernel.today import CHINA

AT = datetime(2021, 8, 2, 9, 0, tzinfo=CHINA)


@dataclass(frozen=True, kw_only=True)
class Tried(Event):
    act: ClassVar[str] = "test.tried"
    label: ClassVar[str] = "试行"
    figures: dict[str, float]


def some(count: int, first: int = 1) -> list[Tried]:
    return [
        Tried(actor="甲", at=AT, subject=f"s{n}", figures={"b": n / 3, "a": 1.0}) for n in range(first, first + count)
    ]


@pytest.mark.django_db
def test_a_bulk_act_writes_one_entry_each_and_the_chain_holds() -> None:
    with transaction.atomic():
        write(some(250))
    with transaction.atomic():
        write(some(1, first=251))
    assert RecordEntry.objects.count() == 251
    assert head()[0] == 251
    assert verify() == []


@pytest.mark.django_db
def test_an_act_that_fails_leaves_no_entry() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write(some(3))
        raise RuntimeError
    assert (RecordEntry.objects.count(), head()[0]) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        write(some(1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "kinds"),
    [
        (lambda: RecordEntry.objects.filter(seq=4).update(subject="别的"), {"changed"}),
        (lambda: RecordEntry.objects.filter(seq=4).update(content={"figures": {}}), {"changed"}),
        (lambda: RecordEntry.objects.filter(seq=4).delete(), {"missing"}),
        (lambda: RecordEntry.objects.filter(seq__gt=6).delete(), {"cut"}),
    ],
)
def test_what_was_done_to_the_table_is_found(spoil, kinds: set[str]) -> None:
    with transaction.atomic():
        write(some(9))
    spoil()
    assert {b.kind for b in verify()} == kinds


@pytest.mark.django_db
def test_a_tail_cut_with_its_head_row_put_right_is_found_by_the_printed_head() -> None:
    with transaction.atomic():
        write(some(9))
    printed = head()
    RecordEntry.objects.filter(seq__gt=6).delete()
    last = RecordEntry.objects.get(seq=6)
    RecordHead.objects.update(seq=6, hash=last.hash)
    assert verify() == []
    assert [b.kind for b in verify(printed)] == ["cut"]


@pytest.mark.django_db
def test_the_command_says_what_it_found_and_fails() -> None:
    with transaction.atomic():
        write(some(3))
    out = StringIO()
    call_command("record", "verify", stdout=out)
    assert "3 条" in out.getvalue()
    RecordEntry.objects.filter(seq=2).update(actor="乙")
    errors = StringIO()
    with pytest.raises(CommandError, match="未通过"):
        call_command("record", "verify", stderr=errors)
    assert "第 2 条：内容被改动" in errors.getvalue()
    with pytest.raises(CommandError, match="序号:散列"):
        call_command("record", "verify", "--head", "nonsense")
