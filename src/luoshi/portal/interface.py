"""The JSON interface, gathered from the rooms; its description (OpenAPI) stands at ``/api/openapi.json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from luoshi import VERSION
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.manifest import manifests
from luoshi.registry.api import SIGNED_IN, Holds, ViewerRequest

from .coverage import coverage
from .middleware import STATUS

interface = NinjaAPI(title="Luoshi", version=VERSION, docs_url=None, auth=Holds(SIGNED_IN), urls_namespace="api")


@interface.exception_handler(ExpectedError)
def expected(request: ViewerRequest, error: ExpectedError) -> HttpResponse:
    body = {"code": error.code, "message": error.text(_(error.message))}
    return interface.create_response(request, body, status=STATUS.get(error.code, 409))


@interface.get("/coverage/{document}")
def document_coverage(request: ViewerRequest, document: str) -> dict[str, Any]:
    """What ``luoshi coverage --json`` prints."""
    return asdict(coverage(document))


for manifest in manifests():
    if manifest.endpoints is not None:
        interface.add_router(f"/{manifest.room}", manifest.endpoints)
