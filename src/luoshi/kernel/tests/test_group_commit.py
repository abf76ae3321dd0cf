"""What is asked for at once is done at once, each with its own outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from luoshi.kernel.group_commit import GroupCommit


class Doubling:
    """Doubles numbers and remembers which came together. The first group waits until it is let go."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.begun, self.go = Event(), Event()
        self.lock = Lock()
        self.inside = 0

    def __call__(self, asked: Sequence[int]) -> list[int]:
        with self.lock:
            self.inside += 1
            assert self.inside == 1, "two groups at once"
            self.groups.append(list(asked))
        self.begun.set()
        assert self.go.wait(10)
        with self.lock:
            self.inside -= 1
        if 13 in asked:
            raise ValueError(asked)
        return [2 * one for one in asked]


def waiting(shared: GroupCommit[int, int]) -> int:
    return len(shared._queue)


def until(holds: Callable[[], bool]) -> None:
    for _n in range(2000):
        if holds():
            return
        Event().wait(0.005)
    raise AssertionError("did not come about")


def test_one_alone_is_done_at_once() -> None:
    shared = GroupCommit(lambda asked: [one + 1 for one in asked], most=5)
    assert [shared(1), shared(2)] == [2, 3]


def test_those_who_come_meanwhile_are_done_together_and_in_order() -> None:
    do = Doubling()
    shared = GroupCommit(do, most=3)
    with ThreadPoolExecutor(6) as threads:
        first = threads.submit(shared, 0)
        assert do.begun.wait(10)
        others = []
        for n in range(1, 6):
            others.append(threads.submit(shared, n))
            until(lambda n=n: waiting(shared) == n)  # type: ignore[misc]
        do.go.set()
        assert [first.result(10), *(one.result(10) for one in others)] == [0, 2, 4, 6, 8, 10]
    assert do.groups == [[0], [1, 2, 3], [4, 5]]
    assert shared(7) == 14


def test_a_fault_of_one_reaches_only_who_asked_for_it() -> None:
    do = Doubling()
    shared = GroupCommit(do, most=10)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(shared, 0)
        assert do.begun.wait(10)
        others = []
        for n, asked in enumerate((12, 13, 14), start=1):
            others.append(threads.submit(shared, asked))
            until(lambda n=n: waiting(shared) == n)  # type: ignore[misc]
        do.go.set()
        assert [first.result(10), others[0].result(10), others[2].result(10)] == [0, 24, 28]
        with pytest.raises(ValueError, match=r"\[13\]"):
            others[1].result(10)
    assert do.groups == [[0], [12, 13, 14], [12], [13], [14]]
    assert shared(1) == 2
