"""Signing in and out."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, get_user_model, login, logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.events import publish
from luoshi.kernel.today import fixed_today, now
from luoshi.registry.api import (
    LEADER,
    ROLES,
    SIGNED_IN,
    SignedIn,
    SignInRefused,
    ViewerRequest,
    public,
    requires,
    set_password,
)

from .. import throttle


class SignInForm(forms.Form):
    username = forms.CharField(max_length=60, strip=True)
    password = forms.CharField(max_length=200, strip=False)


def _next(request: ViewerRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"


@public
def home(request: ViewerRequest) -> HttpResponse:
    """Each to their own first page: leaders to the cockpit, others to the workbench, visitors to the public page."""
    if not request.user.is_authenticated:
        return redirect("public")
    return redirect("cockpits" if request.viewer.has_role(LEADER) else "workbench")


@public
def sign_in(request: ViewerRequest) -> HttpResponse:
    if request.method == "GET" and request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status, user = _try(request, form)
        if user is not None:
            _enter(request, user)
            return redirect(_next(request))
    context = {"form": form, "next": _next(request), "demo": _demo()}
    return render(request, "sign_in.html", context, status=status)


def _try(request: ViewerRequest, form: SignInForm) -> tuple[int, Any]:
    """The status to answer with and, where the words were right, the user."""
    if not form.is_valid():
        return 422, None
    username, address = form.cleaned_data["username"], request.META.get("REMOTE_ADDR", "")
    if wait := throttle.seconds_to_wait(username, address):
        message = _("登录失败次数过多，请 %(minutes)s 分钟后再试，或请管理员重设密码。")
        form.add_error(None, message % {"minutes": wait // 60 + 1})
        return 429, None
    user = authenticate(request, username=username, password=form.cleaned_data["password"])
    if user is None:
        throttle.failed(username, address)
        with transaction.atomic():
            publish(SignInRefused(actor=username, at=now(), subject=username))
        form.add_error(None, _("账号或密码不对，或账号已停用。请重试；忘记密码请联系管理员。"))
        return 401, None
    throttle.succeeded(username, address)
    return 200, user


def _enter(request: ViewerRequest, user: Any) -> None:
    with transaction.atomic():
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        publish(SignedIn(actor=user.username, at=now(), subject=user.username))


_COMES_FOR = {
    "supervisor": "分解任务、交办、督促、审核",
    "liaison": "签收任务、带佐证报送进展",
    "reviewer": "审核报告",
    "leader": "看哪里红了、为什么、谁负责",
    "analyst": "看进展和数据",
    "auditor": "查证谁在何时做了什么",
    "administrator": "管理账号和角色",
    "clerk": "受理、审核、办结事项，查询名录",
    "field_worker": "手机上报、处置事件，巡查走访",
}
_ICONS = {
    "leader": "gauge",
    "auditor": "shield-check",
    "administrator": "settings",
    "analyst": "chart-bar",
    "clerk": "clipboard-check",
    "field_worker": "map-pin",
}


def _demo() -> dict[str, Any] | None:
    if not settings.DEMO:
        return None
    users = get_user_model().objects.filter(is_demo=True, is_active=True).prefetch_related("grants")
    accounts = []
    for user in users.order_by("pk"):
        role = next((grant.role for grant in user.grants.all()), "")
        words = {"name": user.display_name, "role": _(ROLES.get(role, "")), "comes_for": _(_COMES_FOR.get(role, ""))}
        accounts.append({"username": user.username, "icon": _ICONS.get(role, "user"), **words})
    return {"as_of": fixed_today(), "sign_in_url": reverse("demo-sign-in"), "accounts": accounts}


@public
@require_POST
def demo_sign_in(request: ViewerRequest) -> HttpResponse:
    """One click into a demonstration account; outside demonstrations there is no such door."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(get_user_model(), username=request.POST.get("account", ""), is_demo=True, is_active=True)
    _enter(request, user)
    return redirect(_next(request))


@public
@require_POST
def sign_out(request: ViewerRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


@requires(SIGNED_IN)
def own_password(request: ViewerRequest) -> HttpResponse:
    if request.user.is_demo:
        messages.info(request, _("演示账号没有密码，不需要修改。"))
        return redirect("home")
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_password(by=request.viewer, username=request.user.username, password=form.cleaned_data["new_password1"])
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
        messages.success(request, _("密码已修改。"))
        return redirect("home")
    return render(request, "own_password.html", {"form": form}, status=422 if form.errors else 200)
