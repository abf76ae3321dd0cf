"""Which actions there are for the service tasks of processes: each under the stable code that a file names (``camunda:topic``).

An action changes the data of the case and may publish events; it runs in the transaction of the step that led to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from luoshi.kernel.manifest import Viewer

from .models import Case

Action = Callable[[Viewer, Case, dict[str, Any]], None]
ACTIONS: dict[str, Action] = {}


def action(code: str) -> Callable[[Action], Action]:
    def keep(function: Action) -> Action:
        ACTIONS[code] = function
        return function

    return keep
