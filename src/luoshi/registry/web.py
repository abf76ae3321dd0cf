"""Every page says who may see it: a view without one of these marks fails a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase

from .domain.roles import RoleViewer
from .service import require, viewer_of

View = Callable[..., HttpResponseBase]


class ViewerRequest(HttpRequest):
    """What a view gets: the request with the person who looks. Only a type; ``viewer`` is set by the marks below."""

    user: Any
    viewer: RoleViewer


PUBLIC = "public"
SIGNED_IN = "signed-in"


def requires(permission: str) -> Callable[[View], View]:
    """Mark a view as open to those who hold ``permission`` over some unit; acts check the unit itself.

    The view finds the person as ``request.viewer``. Somebody not signed in is sent to the sign-in page.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def checked(request: ViewerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            viewer = request.viewer = viewer_of(request.user)
            if permission != SIGNED_IN:
                require(viewer, permission)
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked

    return mark


def public(view: View) -> View:
    """Mark a view as open to anyone."""

    @wraps(view)
    def opened(request: ViewerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.viewer = viewer_of(request.user)
        return view(request, *args, **kwargs)

    opened.permission = PUBLIC  # type: ignore[attr-defined]
    return opened


def paged(items: Any, request: HttpRequest, per_page: int = 50) -> Any:
    """The page of ``items`` that the address asks for; an impossible page number gives the nearest one."""
    return Paginator(items, per_page).get_page(request.GET.get("page"))


def select_filter(
    name: str, label: str, options: Iterable[tuple[str, str]], chosen: str, counts: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """A filter of a table's toolbar. With ``counts`` each choice says how many it finds, and those that find none are
    left out."""
    return {
        "name": name,
        "label": label,
        "kind": "select",
        "options": [
            {
                "value": value,
                "label": text if counts is None else f"{text} ({counts.get(value, 0)})",
                "selected": value == chosen,
            }
            for value, text in options
            if counts is None or counts.get(value) or value == chosen
        ],
    }


class Holds:
    """For the JSON interface: lets in who is signed in and holds the permission (``PUBLIC``: anyone); ``request.viewer`` is the
    person.

    Used as an endpoint's ``auth``; changes also need the CSRF token, as every session's do.
    """

    def __init__(self, permission: str) -> None:
        self.permission = permission

    def __call__(self, request: ViewerRequest) -> RoleViewer | None:
        if not request.user.is_authenticated and self.permission != PUBLIC:
            return None
        viewer = request.viewer = viewer_of(request.user)
        if self.permission not in (PUBLIC, SIGNED_IN):
            require(viewer, self.permission)
        return viewer
