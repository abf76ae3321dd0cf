"""What the frame of every page needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from luoshi import VERSION
from luoshi.kernel.manifest import NavItem, manifests
from luoshi.kernel.today import fixed_today
from luoshi.registry.api import PUBLIC, ROLES, SIGNED_IN, viewer_of

_OWN = (
    NavItem("工作台", "workbench", "checklist", SIGNED_IN, 10),
    NavItem("文件", "documents", "file-text", SIGNED_IN, 20),
    NavItem("驾驶舱", "cockpits", "gauge", SIGNED_IN, 25),
    NavItem("参数", "parameters", "adjustments", SIGNED_IN, 70),
    NavItem("进展", "public", "layout-dashboard", PUBLIC, 10),
)


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    viewer = getattr(request, "viewer", None) or viewer_of(request.user)
    return _entries(request, lambda item: item.permission == SIGNED_IN or viewer.may(item.permission))


def _public_nav(request: HttpRequest) -> list[dict[str, Any]]:
    return _entries(request, lambda item: item.permission == PUBLIC)


def _entries(request: HttpRequest, shown: Callable[[NavItem], bool]) -> list[dict[str, Any]]:
    items = [*_OWN, *(item for manifest in manifests() for item in manifest.nav)]
    entries = []
    for item in sorted(filter(shown, items), key=lambda item: item.order):
        url = reverse(item.url_name)
        active = request.path == url or (url != "/" and request.path.startswith(url))
        entries.append({"url": url, "label": _(item.label), "icon": item.icon, "active": active})
    return entries


def _user_menu(request: HttpRequest) -> dict[str, Any]:
    viewer = getattr(request, "viewer", None) or viewer_of(request.user)
    roles = "、".join(dict.fromkeys(_(ROLES[grant.role]) for grant in viewer.grants))
    items = (
        []
        if getattr(request.user, "is_demo", False)
        else [{"url": reverse("own-password"), "label": _("修改密码"), "icon": "key"}]
    )
    return {"name": str(request.user), "unit": roles, "items": items}


def frame(request: HttpRequest) -> dict[str, Any]:
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {
        "nav": SimpleLazyObject(lambda: _nav(request)) if signed_in else [],
        "public_nav": SimpleLazyObject(lambda: _public_nav(request)),
        "user_menu": SimpleLazyObject(lambda: _user_menu(request)) if signed_in else None,
        "demo": {"as_of": fixed_today()} if settings.DEMO else None,
        "version": VERSION,
    }
