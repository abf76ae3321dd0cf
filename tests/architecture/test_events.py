"""Every act of every room says what it is, so that the record and the history can say it too."""

from luoshi.kernel.events import Event


def all_events() -> list[type[Event]]:
    found, waiting = [], [Event]
    while waiting:
        for child in waiting.pop().__subclasses__():
            found.append(child)
            waiting.append(child)
    return [event for event in found if event.__module__.startswith("luoshi.")]


def test_every_event_has_its_own_code_and_words() -> None:
    events = all_events()
    codes = [event.act for event in events]
    assert len(codes) > 20
    assert len(set(codes)) == len(codes)
    assert all("." in event.act and event.label for event in events)
