"""Whether supervision really runs for a measure."""

from .domain.kinds import Kind
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


def reform_register_runs(document: str, measure: str) -> bool:
    """A reform experience of the measure has been proposed and judged."""
    found = Task.objects.filter(document=document, measure=measure, kind=Kind.REFORM)
    return any(task.details.get("stage") not in {None, "proposed"} for task in found)


def event_plan_runs(document: str, measure: str) -> bool:
    """An event of the measure is being prepared, in parts with owners."""
    return Task.objects.filter(document=document, measure=measure, kind=Kind.EVENT, parts__isnull=False).exists()
