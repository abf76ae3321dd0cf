"""Whether supervision really runs for a measure."""

from .models import Commitment, Task


def supervision_runs(document: str, measure: str) -> bool:
    """Every commitment of the measure that is to be carried out has been issued to a unit as a task."""
    commitments = Commitment.objects.filter(document=document, measure=measure).exclude(state=Commitment.State.DROPPED)
    issued = commitments.filter(state=Commitment.State.ISSUED)
    return (
        issued.exists()
        and not commitments.filter(state=Commitment.State.PROPOSED).exists()
        and issued.count() == Task.objects.filter(document=document, measure=measure, commitment__isnull=False).count()
    )
