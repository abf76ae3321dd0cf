"""Events told at the end of a long act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from luoshi.kernel import events
from luoshi.kernel.events import Event, publish, subscribe, told_at_the_end

pytestmark = pytest.mark.pure


@dataclass(frozen=True, kw_only=True)
class Done(Event):
    act: ClassVar[str] = "kernel.tried"
    label: ClassVar[str] = "试验"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    monkeypatch.setattr(events, "_handlers", [])
    told: list[str] = []
    subscribe(Done, lambda batch: told.extend(event.subject for event in batch))
    yield told


def done(subject: str) -> Done:
    return Done(actor="a", at=datetime(2021, 7, 23, tzinfo=UTC), subject=subject)


def test_what_is_held_back_is_told_in_order_at_the_end(heard: list[str]) -> None:
    with told_at_the_end():
        publish(done("1"))
        with told_at_the_end():
            publish([done("2"), done("3")])
        assert heard == []
    assert heard == ["1", "2", "3"]
    publish(done("4"))
    assert heard[-1] == "4"


def test_one_of_many_that_fails_takes_back_what_it_said_and_no_more(heard: list[str]) -> None:
    with told_at_the_end():
        publish(done("1"))
        with pytest.raises(ValueError, match="no"), told_at_the_end():
            publish(done("2"))
            raise ValueError("no")
        publish(done("3"))
    assert heard == ["1", "3"]


def test_an_act_that_fails_tells_nothing(heard: list[str]) -> None:
    with pytest.raises(ValueError, match="no"), told_at_the_end():
        publish(done("1"))
        raise ValueError("no")
    assert heard == []
    publish(done("2"))
    assert heard == ["2"]
