"""What every answer gets: headers that let nothing in from outside, and expected errors said in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from luoshi.kernel.errors import ExpectedError

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
    " connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
STATUS = {"luoshi.not_allowed": 403, "luoshi.not_found": 404}

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestSize:
    """A request that says it is larger than anything we take is refused before it is read. It knows by then who asks and in which
    language, and no further: whoever reads what was sent comes after it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if size > settings.REQUEST_MAX_BYTES:
            words = _("上传的内容超过 %(size)s MB，没有收下。请压缩或分次上传。")
            text = words % {"size": settings.REQUEST_MAX_BYTES // 1024 // 1024}
            return render(request, "refused.html", {"message": text, "back": _back(request)}, status=413)
        return self.get_response(request)


def _back(request: HttpRequest) -> str:
    """The page the request was sent from, where it is one of ours."""
    came = request.headers.get("Referer", "")
    return came if url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure()) else ""


class NoNullCharacters:
    """A null character, which nobody types and PostgreSQL cannot keep, is refused before a view sees it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        given = [str(value) for value in kwargs.values()]
        for query in (request.GET, request.POST):
            given += [text for name, texts in query.lists() for text in (name, *map(str, texts))]
        if not any("\0" in text for text in given):
            return None
        words = _("提交的内容里有不能保存的空字符，没有收下。请删去后再试。")
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")


class PolicyHeaders:
    """No page needs anything from outside the server, so browsers are told to fetch nothing from there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A view whose page needs a tool's own styles names exactly those.
        more = getattr(response, "style_attributes", "")
        response.headers.setdefault("Content-Security-Policy", f"{_CSP}; style-src-attr {more}" if more else _CSP)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        if request.user.is_authenticated:
            # A shared computer's back button must not bring a signed-out person's pages back.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ExpectedErrors:
    """An expected error that a view let through becomes a page (or, for a script, JSON) with its message."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ExpectedError):
            return None
        status, text = STATUS.get(error.code, 409), error.text(_(error.message))
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": error.code, "message": text}, status=status)
        template = {403: "403.html", 404: "404.html"}.get(status, "refused.html")
        return render(request, template, {"exception": text, "message": text}, status=status)
