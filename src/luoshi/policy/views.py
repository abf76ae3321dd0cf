"""The stored reading, for machines: JSON and Akoma Ntoso."""

from django.http import HttpResponse, JsonResponse

from luoshi.registry.api import ViewerRequest, public

from .documents import current_version, public_facts
from .reader import understand
from .reader.akn import to_akn
from .reader.model import SourceText


def _open(request: ViewerRequest, document: str) -> None:
    """Open documents are for anyone, others for those who may see documents."""
    if not request.viewer.may("policy.view"):
        public_facts(document)


@public
def reading_json(request: ViewerRequest, document: str) -> HttpResponse:
    _open(request, document)
    reading = current_version(document).reading
    return JsonResponse(reading, json_dumps_params={"ensure_ascii": False, "indent": 1})


@public
def reading_akn(request: ViewerRequest, document: str) -> HttpResponse:
    _open(request, document)
    xml = to_akn(understand(SourceText(current_version(document).text)))
    return HttpResponse(xml, content_type="application/akn+xml; charset=utf-8")
