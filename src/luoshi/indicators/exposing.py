"""Which of the store's numbers would give away counts of a few people, for those who print, report or embed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.kernel.jurisdiction import ValueUndetermined
from luoshi.policy.api import place_of
from luoshi.registry.api import parameters_in_force

from .deriving import Network, network
from .domain.exposure import WHOLE, Read, counts_under, differ_by_few, is_small
from .models import Indicator, Observation


def small_cell(document: str, day: date) -> int:
    """The smallest count of people, above zero, that is told outside the unit that keeps it. Raises ValueUndetermined."""
    return int(parameters_in_force("indicators.", ["small_cell"], place_of(document), day)["small_cell"])


def people() -> frozenset[str]:
    """Codes of the indicators that count people."""
    return frozenset(Indicator.objects.filter(counts_people=True).values_list("code", flat=True))


def reads_of(net: Network, counting: frozenset[str], one: str, period: int) -> list[Read]:
    """What a number gives away: itself where it counts people, and the counts it is computed from."""
    own = [Read(one, period, False)] if one in counting else []
    return own + (counts_under(net.definitions, counting, one, period) if net.definitions[one].formula else [])


def telling(document: str, numbers: Iterable[tuple[str, int]], day: date) -> set[tuple[str, int]]:
    """Those of the whole's numbers (code, period's index) that would give a few people away. Without a limit laid down every
    number that stands on a count of people does: nothing is told on a guess. Two queries, none where nobody is counted."""
    wanted, counting = list(numbers), people()
    if not counting or not wanted:
        return set()
    net = network()
    reads = {number: found for number in wanted if (found := reads_of(net, counting, *number))}
    if not reads:
        return set()
    try:
        limit = small_cell(document, day)
    except ValueUndetermined:
        return set(reads)
    cells = {(read.code, read.period) for found in reads.values() for read in found}
    rows = Observation.objects.filter(
        indicator__code__in={code for code, _period in cells},
        period__in={period for _code, period in cells},
        place=WHOLE,
        known_to__isnull=True,
    )
    values = {(code, period): value for code, period, value in rows.values_list("indicator__code", "period", "value")}
    return {number for number, found in reads.items() if _tells(found, number[1], values, limit)}


def _tells(found: list[Read], period: int, values: dict[tuple[str, int], float | None], limit: int) -> bool:
    counts = {read: values.get((read.code, read.period)) for read in found}
    if any(is_small(count, limit) for count in counts.values()):
        return True
    # Counts of different periods differ by what happened between them; of one period, by who is in one and not the other.
    now = [None if count is None else round(count) for read, count in counts.items() if read.period == period]
    return differ_by_few(now, limit)
