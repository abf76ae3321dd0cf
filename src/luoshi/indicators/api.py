"""What other rooms may ask of indicators: feed one, read a series, where those of a measure stand."""

from .models import Indicator
from .queries import Point, Standing, standings
from .service import ComputedNotEntered, feed, indicator_of

__all__ = ["ComputedNotEntered", "Indicator", "Point", "Standing", "feed", "indicator_of", "standings"]
