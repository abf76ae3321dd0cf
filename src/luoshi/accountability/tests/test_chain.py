"""Whatever is done to a chain afterwards is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.accountability.domain.chain import START, Break, Entry, breaks, digest

pytestmark = pytest.mark.pure


def chain(length: int) -> list[Entry]:
    entries, previous = [], START
    for seq in range(1, length + 1):
        entry = Entry(
            seq,
            f"2021-08-{seq:02}T09:00:00+08:00",
            "督查员",
            "delivery.task_issued",
            f"d/{seq}",
            "u",
            {"n": seq},
            previous,
        )
        entry = replace(entry, hash=digest(entry))
        entries.append(entry)
        previous = entry.hash
    return entries


def test_an_untouched_chain_holds() -> None:
    entries = chain(9)
    assert list(breaks(entries)) == []
    assert list(breaks(entries, (9, entries[-1].hash))) == []


@given(st.integers(0, 8), st.sampled_from(["actor", "act", "subject", "at", "unit", "content"]))
def test_a_changed_entry_is_found(place: int, field: str) -> None:
    entries = chain(9)
    value = {"n": -1} if field == "content" else "别的"
    entries[place] = replace(entries[place], **{field: value})
    assert Break(place + 1, "changed") in list(breaks(entries))


@given(st.integers(0, 7))
def test_a_changed_entry_with_its_hash_made_good_breaks_the_next(place: int) -> None:
    entries = chain(9)
    forged = replace(entries[place], subject="别的")
    entries[place] = replace(forged, hash=digest(forged))
    assert [b.seq for b in breaks(entries)] == [place + 2]


@given(st.integers(0, 7))
def test_a_removed_entry_is_found(place: int) -> None:
    entries = chain(9)
    del entries[place]
    assert Break(place + 1, "missing") in list(breaks(entries))


@given(st.integers(0, 7))
def test_two_entries_in_the_wrong_order_are_found(place: int) -> None:
    entries = chain(9)
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert list(breaks(entries)) != []
    # Renumbered to look right, they still do not fit their neighbours.
    renumbered = [replace(entry, seq=seq) for seq, entry in enumerate(entries, start=1)]
    assert list(breaks(renumbered)) != []


def test_a_tail_cut_off_is_found_against_a_head_printed_earlier() -> None:
    entries = chain(9)
    head = (9, entries[-1].hash)
    assert list(breaks(entries[:6])) == []
    assert list(breaks(entries[:6], head)) == [Break(9, "cut")]


def test_a_chain_rewritten_from_some_point_on_is_found_against_an_earlier_head() -> None:
    head = (9, chain(9)[-1].hash)
    previous, rewritten = START, []
    for entry in chain(9):
        other = replace(entry, actor="别人", previous=previous)
        other = replace(other, hash=digest(other))
        rewritten.append(other)
        previous = other.hash
    assert list(breaks(rewritten)) == []
    assert list(breaks(rewritten, head)) == [Break(9, "changed")]
