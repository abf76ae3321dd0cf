"""An analysis on a page: its verdict, its tables and charts, what it rests on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshi.policy.api import measures_named
from luoshi.registry.api import ViewerRequest, requires

from ..analyses import KINDS, Section
from ..analysing import analysis_of, run
from ..present import words


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "note": section.note,
        "unit": section.unit,
        "headers": [
            {"text": header, "number": any(isinstance(row[n], (int, float)) for row in section.rows)}
            for n, header in enumerate(section.headers)
        ],
        "rows": [
            [
                {"text": _cell(cell), "number": isinstance(cell, (int, float)), "label": header}
                for cell, header in zip(row, section.headers, strict=True)
            ]
            for row in section.rows
        ],
    }


@requires("indicators.view")
def analysis(request: ViewerRequest, code: str) -> HttpResponse:
    one = analysis_of(code)
    found, synthetic = run(one)
    measure = next((facts for _document, facts in measures_named([(one.document, one.measure)])), None)
    context = {
        "one": one,
        "name": words(one, "name"),
        "kind": _(KINDS[one.kind].label),
        "measure": measure,
        "findings": found,
        "synthetic": synthetic,
        "sections": [_section(section) for section in found.sections],
    }
    return render(request, "indicators/analysis.html", context)
