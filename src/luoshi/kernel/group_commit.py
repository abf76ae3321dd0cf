"""Group commit: acts that several threads of a server ask for at once are done by one of them in one transaction.

What one transaction costs (its statements, the record's lock, the write to disk) is then paid once for all that came
while the one before was under way. Nobody waits for company: who comes alone is done at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Told = TypeVar("Told")


@dataclass
class _Place(Generic[Asked, Told]):
    """One thread's place in the queue. ``called`` when it has been served, or is the first of those who wait."""

    asked: Asked
    called: Event = field(default_factory=Event)
    told: Told | None = None
    error: BaseException | None = None
    served: bool = False


class GroupCommit(Generic[Asked, Told]):
    """Called with one act, gives what ``do`` gives for it. ``do`` takes several acts, does them in a transaction of its
    own, and returns an outcome for each; what it raises takes all back, and each is then done by itself, so that a fault
    of one reaches only who asked for it. Not to be called inside a transaction: another thread may do the act."""

    def __init__(self, do: Callable[[Sequence[Asked]], Sequence[Told]], most: int) -> None:
        self._do = do
        self._most = most
        self._queue: deque[_Place[Asked, Told]] = deque()
        self._lock = Lock()
        self._led = False

    def __call__(self, asked: Asked) -> Told:
        place = _Place[Asked, Told](asked)
        with self._lock:
            self._queue.append(place)
            leads, self._led = not self._led, True
        if not leads:
            place.called.wait()
        if not place.served:
            self._lead()
        if place.error is not None:
            raise place.error
        return place.told  # type: ignore[return-value]  # set when there is no error

    def _lead(self) -> None:
        """Serve the first who wait, oneself among them, and leave the lead to the next."""
        with self._lock:
            group = [self._queue.popleft() for _n in range(min(self._most, len(self._queue)))]
        try:
            self._serve(group)
        finally:
            with self._lock:
                following = self._queue[0] if self._queue else None
                self._led = following is not None
            for place in group:
                place.served = True
                place.called.set()
            if following is not None:
                following.called.set()

    def _serve(self, group: Sequence[_Place[Asked, Told]]) -> None:
        try:
            for place, told in zip(group, self._do([one.asked for one in group]), strict=True):
                place.told = told
        except BaseException as error:
            if len(group) > 1 and isinstance(error, Exception):
                for place in group:
                    self._serve([place])
            else:
                for place in group:
                    place.error = error
