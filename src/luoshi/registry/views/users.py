"""Pages of the registry: units for everyone, accounts for administrators."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import service
from ..forms import GrantForm, NewUserForm, PasswordForm
from ..models import RoleGrant, Unit, User
from ..web import ViewerRequest, paged, requires


@requires("registry.view")
def units(request: ViewerRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = Unit.objects.select_related("parent").prefetch_related("groups").order_by("order", "code")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(name_en__icontains=words) | Q(short_names__icontains=words))
    return render(request, "registry/units.html", {"page": paged(found, request, 100), "words": words})


@requires("registry.manage_users")
def users(request: ViewerRequest) -> HttpResponse:
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.create_user(by=request.viewer, **form.cleaned_data)
        messages.success(request, _("账号已建立。接着给它授予角色。"))
        return redirect("registry:user", form.cleaned_data["username"])
    found = User.objects.prefetch_related("grants__unit")
    return render(request, "registry/users.html", {"page": paged(found, request), "form": form})


@requires("registry.manage_users")
def user(request: ViewerRequest, username: str) -> HttpResponse:
    found = get_object_or_404(User.objects.prefetch_related("grants__unit"), username=username)
    context = {"account": found, "grant_form": GrantForm(), "password_form": PasswordForm()}
    return render(request, "registry/user.html", context)


@requires("registry.manage_users")
@require_POST
def grant(request: ViewerRequest, username: str) -> HttpResponse:
    form = GrantForm(request.POST)
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        service.grant_role(
            by=request.viewer, username=username, role=form.cleaned_data["role"], unit=unit.code if unit else None
        )
        messages.success(request, _("角色已授予，下次打开页面即生效。"))
    else:
        messages.error(request, _("请选择名录中的角色和单位。"))
    return redirect("registry:user", username)


@requires("registry.manage_users")
@require_POST
def revoke(request: ViewerRequest, username: str, grant_id: int) -> HttpResponse:
    get_object_or_404(RoleGrant, pk=grant_id, user__username=username)
    service.revoke_role(by=request.viewer, grant_id=grant_id)
    return redirect("registry:user", username)


@requires("registry.manage_users")
@require_POST
def switch(request: ViewerRequest, username: str) -> HttpResponse:
    service.switch_user(by=request.viewer, username=username, active=request.POST.get("active") == "1")
    return redirect("registry:user", username)


@requires("registry.manage_users")
@require_POST
def password(request: ViewerRequest, username: str) -> HttpResponse:
    form = PasswordForm(request.POST)
    if form.is_valid():
        service.set_password(by=request.viewer, username=username, password=form.cleaned_data["password"])
        messages.success(request, _("密码已更新，请当面告知本人。"))
    else:
        messages.error(request, " ".join(map(str, form.errors["password"])))
    return redirect("registry:user", username)
