from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from luoshi.registry.api import ViewerRequest, paged, requires

from ..history import label_of, line
from ..models import RecordEntry
from ..record import head, verify


@requires("accountability.view_record")
def record(request: ViewerRequest) -> HttpResponse:
    entries = RecordEntry.objects.order_by("-seq")
    wanted = {key: request.GET.get(key, "").strip() for key in ("subject", "actor", "act")}
    entries = entries.filter(**{key: value for key, value in wanted.items() if value})
    page = paged(entries, request)
    seq, digest = head()
    acts = [
        (act, label_of(act)) for act in RecordEntry.objects.values_list("act", flat=True).distinct().order_by("act")
    ]
    context = {
        "page": page,
        "lines": [line(row) for row in page],
        "head_seq": seq,
        "head_hash": digest,
        "acts": acts,
        **wanted,
    }
    return render(request, "accountability/record.html", context)


@requires("accountability.view_record")
@require_POST
def verify_record(request: ViewerRequest) -> HttpResponse:
    """Recompute the whole chain now; an earlier head may be given as ``number:hash``."""
    given = request.POST.get("head", "").strip()
    number, _, digest = given.partition(":")
    earlier = (int(number), digest.strip().lower()) if number.isdecimal() and digest else None
    context = {
        "breaks": verify(earlier),
        "count": head()[0],
        "given": given,
        "misread": bool(given) and earlier is None,
    }
    return render(request, "accountability/verified.html", context)
