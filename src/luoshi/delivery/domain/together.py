"""The light of many tasks together: of a sentence, a measure, a unit, a document.

One late task among forty does not make forty late, but it is never hidden either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class TogetherRules:
    red_share: float
    """From this share of red tasks on, the whole is red; below it, any red makes it yellow."""
    yellow_share: float
    """From this share of red or yellow tasks on, the whole is yellow."""


def light_together(lights: Mapping[str, int], rules: TogetherRules) -> str:
    """Colour -> number of tasks, to one colour; empty where there is no task.

    Blue only when all are done; grey only when none has started; done tasks count among those that go well.
    """
    tasks = sum(lights.values())
    red, yellow = lights.get("red", 0), lights.get("yellow", 0)
    if not tasks:
        return ""
    if red / tasks >= rules.red_share:
        return "red"
    if red or (red + yellow) / tasks >= rules.yellow_share:
        return "yellow"
    if lights.get("blue", 0) == tasks:
        return "blue"
    return "grey" if lights.get("grey", 0) == tasks else "green"
