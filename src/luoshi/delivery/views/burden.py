"""What reporting costs the units."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from luoshi.kernel.today import today
from luoshi.policy.api import document_facts
from luoshi.registry.api import ViewerRequest, all_units, requires

from ..burden import BACK_DAYS, LEAST_KNOWN, MINUTES_UNKNOWN, costs
from ..parameters import rules_of


@requires("delivery.view")
def burden(request: ViewerRequest, document: str) -> HttpResponse:
    """Each unit's reports of the last three months: fields, how many were filled in and by what runs, how many typed, minutes a month
    against the most, figures asked for twice."""
    rows = sorted(costs(document, today()), key=lambda row: -row["minutes"])
    units = all_units()
    for row in rows:
        row["facts"] = units[row["unit"]]
    fields = sum(row["fields"] for row in rows)
    context: dict[str, Any] = {
        "document": document_facts(document),
        "rows": rows,
        "most": rules_of(document, today()).burden_minutes,
        "days": BACK_DAYS,
        "least": LEAST_KNOWN,
        "minutes_unknown": MINUTES_UNKNOWN,
    }
    for part in ("offered", "running", "typed"):
        context[part] = sum((row[part] or 0) * row["fields"] for row in rows) / fields if fields else None
    return render(request, "delivery/burden.html", context)
