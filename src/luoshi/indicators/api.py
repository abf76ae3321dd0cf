"""What other rooms may ask of indicators: feed one, read a series, where those of a measure stand, how the water was."""

from .events import AlarmUnanswered, StandardExceeded
from .models import Indicator
from .monitoring import water_months, water_year_means
from .queries import Point, Standing, standings
from .service import ComputedNotEntered, feed, indicator_of

__all__ = [
    "AlarmUnanswered",
    "ComputedNotEntered",
    "Indicator",
    "Point",
    "StandardExceeded",
    "Standing",
    "feed",
    "indicator_of",
    "standings",
    "water_months",
    "water_year_means",
]
