"""Signing in and out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, get_user_model, login, logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.kernel.events import publish
from luoshi.kernel.today import now
from luoshi.registry.api import LEADER, ROLES, SIGNED_IN, SignedIn, SignInRefused, public, requires, set_password

from .. import throttle


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"


@public
def home(request: HttpRequest) -> HttpResponse:
    """Each to their own first page: leaders to the cockpit, others to the workbench, visitors to the public page."""
    if not request.user.is_authenticated:
        return redirect("public")
    return redirect("cockpits" if request.viewer.has_role(LEADER) else "workbench")


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    context = {"demo_accounts": _demo_accounts(), "next": _next(request), "username": request.POST.get("username", "")}
    if request.method == "GET":
        return redirect("home") if request.user.is_authenticated else render(request, "sign_in.html", context)
    username = context["username"].strip()
    if wait := throttle.seconds_to_wait(username, request.META.get("REMOTE_ADDR", "")):
        message = _("登录失败次数过多，请 %(minutes)s 分钟后再试，或请管理员重设密码。")
        return render(request, "sign_in.html", {**context, "error": message % {"minutes": wait // 60 + 1}}, status=429)
    user = authenticate(request, username=username, password=request.POST.get("password", ""))
    if user is None:
        throttle.failed(username, request.META.get("REMOTE_ADDR", ""))
        with transaction.atomic():
            publish(SignInRefused(actor=username[:60], at=now(), subject=username[:60]))
        error = _("账号或密码不对，或账号已停用。请重试；忘记密码请联系管理员。")
        return render(request, "sign_in.html", {**context, "error": error}, status=401)
    throttle.succeeded(username, request.META.get("REMOTE_ADDR", ""))
    _enter(request, user)
    return redirect(_next(request))


def _enter(request: HttpRequest, user: object) -> None:
    with transaction.atomic():
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        publish(SignedIn(actor=user.username, at=now(), subject=user.username))


def _demo_accounts() -> list[dict[str, str]]:
    if not settings.DEMO:
        return []
    users = get_user_model().objects.filter(is_demo=True, is_active=True).prefetch_related("grants__unit")
    return [
        {
            "username": user.username,
            "name": user.display_name,
            "roles": "、".join(_(ROLES[grant.role]) for grant in user.grants.all()),
            "unit": "、".join(grant.unit.short_name for grant in user.grants.all() if grant.unit),
        }
        for user in users.order_by("pk")
    ]


@public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click into a demonstration account; outside demonstrations there is no such door."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(get_user_model(), username=request.POST.get("username", ""), is_demo=True, is_active=True)
    _enter(request, user)
    return redirect(_next(request))


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


@requires(SIGNED_IN)
def own_password(request: HttpRequest) -> HttpResponse:
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
