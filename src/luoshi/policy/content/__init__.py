"""What this room reads of a programme's folder: the document itself, and one measure.yaml a measure."""

from .document import DOCUMENT, clause_codes
from .realisation import MEASURES

__all__ = ["DOCUMENT", "MEASURES", "clause_codes"]
