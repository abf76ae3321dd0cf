"""What time alone changes in delivery, and what is tidied up once a day."""

from __future__ import annotations

import logging
from datetime import date

from .escalating import escalate
from .evidence import sweep
from .lights import relight_all
from .reminding import remind

logger = logging.getLogger(__name__)


def daily(day: date) -> int:
    """Light every open task as of ``day``, issue sheets by rule, remind of reports, and sweep the evidence folder; returns how many things changed."""
    turned = relight_all(day) + escalate(day) + remind(day)
    try:
        return turned + sweep()
    except OSError:
        # A folder that cannot be written to must not keep the server from starting: pages need no sweeping.
        logger.exception("The evidence folder could not be swept")
        return turned
