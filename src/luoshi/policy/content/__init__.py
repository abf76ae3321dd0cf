"""What this room reads of a programme's folder: the document itself, and one measure.yaml a measure."""

from .document import DOCUMENT
from .realisation import MEASURES

__all__ = ["DOCUMENT", "MEASURES"]
