"""Search over every room; and the history of one thing, from the record."""

from django.http import HttpResponse
from django.shortcuts import render

from luoshi.accountability.api import history_of
from luoshi.kernel.manifest import manifests
from luoshi.registry.api import SIGNED_IN, ViewerRequest, requires

LIMIT = 30


@requires(SIGNED_IN)
def search(request: ViewerRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    found = [m.search(request.viewer, words, LIMIT) for m in manifests() if m.search and words]
    return render(request, "search.html", {"words": words, "groups": [hits for hits in found if hits]})


@requires("delivery.view")
def history(request: ViewerRequest) -> HttpResponse:
    """A fragment: who did what to this thing, newest first."""
    subject = request.GET.get("subject", "")
    return render(request, "parts/history.html", {"lines": history_of([subject]) if subject else []})
