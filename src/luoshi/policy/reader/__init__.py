"""Reads policy documents: what is promised, by whom, how much, by when, and where exactly that stands.

Pure Python: text in, findings out. Which offices exist is told by a unit directory; nothing here knows a place.
"""

from .directory import Unit, UnitDirectory
from .export import to_json
from .understanding import understand

__all__ = ["Unit", "UnitDirectory", "to_json", "understand"]
