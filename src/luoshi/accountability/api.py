"""What other rooms may ask of accountability: the history of a thing, the head of the record, and whether it holds."""

from .history import HistoryLine, history_of
from .record import head, verify

__all__ = ["HistoryLine", "head", "history_of", "verify"]
