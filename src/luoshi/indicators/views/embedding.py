"""A chart alone, for other sites of the government to show inside their own pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt

from luoshi.kernel.today import today
from luoshi.policy.api import public_facts
from luoshi.registry.api import ViewerRequest, public

from ..exposing import telling
from ..present import words
from ..queries import series
from ..service import indicator_of
from .indicator import series_chart

# Everything as on other pages, but any page may frame it: it holds public numbers and no act.
FRAMED = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " form-action 'none'; frame-ancestors *; base-uri 'none'"
)


@public
@xframe_options_exempt
def embed(request: ViewerRequest, code: str) -> HttpResponse:
    """The whole county's series of a public document's indicator, without what would give away a few people. Raises NotFound
    for any other."""
    one = indicator_of(code)
    document = public_facts(one.document)
    points = series(one)
    hidden = telling(one.document, [(one.code, point.period.index) for point in points], today())
    points = [point for point in points if (one.code, point.period.index) not in hidden]
    context = {
        "one": one,
        "name": words(one, "name"),
        "unit": words(one, "unit"),
        "document": document,
        "chart": series_chart(one, points, list(one.targets.all()), None),
        "synthetic": any(point.synthetic for point in points),
        "withheld": bool(hidden),
        "address": request.build_absolute_uri(),
    }
    response = render(request, "indicators/embed.html", context)
    response.headers["Content-Security-Policy"] = FRAMED
    return response
