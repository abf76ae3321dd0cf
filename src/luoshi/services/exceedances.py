"""Air worse than its standard opens a case: who finds the cause and acts, by when. One episode at one station is one case."""

from __future__ import annotations

from luoshi.indicators.api import StandardExceeded
from luoshi.registry.api import system_viewer

from .domain.purposes import AIR_EXCEEDANCE
from .models import Case
from .service.intake import once_only, start
from .service.processes import process_for

AIR = "air"


def on_exceeded(found: list[StandardExceeded]) -> None:
    """A day of a station with an open case joins it; otherwise a case of the document's process opens, where it has one."""
    for event in sorted((one for one in found if one.medium == AIR), key=lambda one: (one.station, one.day)):
        process = process_for(AIR_EXCEEDANCE, event.document)
        if process is None:
            continue
        line = f"{event.day.isoformat()} {event.reason}"
        known = (
            Case.objects.select_for_update(of=("self",))
            .filter(version__purpose=AIR_EXCEEDANCE, finished_at=None, data__station=event.station)
            .first()
        )
        if known is not None:
            known.data["reason"] = f"{known.data['reason']}\n{line}"
            known.data["exceeded_days"] = known.data["exceeded_days"] + 1
            known.save(update_fields=["data"])
            continue
        start(
            by=system_viewer(),
            process=process.code,
            title=f"{event.name} {event.day.isoformat()} 空气质量超标",
            applicant={"name": event.name},
            data={
                "station": event.station,
                "station_name": event.name,
                "place": event.place,
                "exceeded_days": 1,
                "reason": line,
            },
            channel="rule",
            external_id=once_only(f"{AIR_EXCEEDANCE}|{event.subject}"),
            synthetic=event.synthetic,
        )
