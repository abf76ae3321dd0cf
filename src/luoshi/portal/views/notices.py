"""What a person has been told, how they want to hear, and the feed for their calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.kernel.manifest import manifests
from luoshi.kernel.today import now, today
from luoshi.registry.api import SIGNED_IN, ViewerRequest, paged, public, requires, viewer_of

from ..models import Message, Notice, Wish
from ..notices.calendar import feed
from ..notices.telling import kinds
from ..notices.ways import KEY, LABELS, set_up


@requires(SIGNED_IN)
def notices(request: ViewerRequest) -> HttpResponse:
    found = Notice.objects.filter(user=request.user)
    unread = request.GET.get("show", "") == "unread"
    labels = kinds()
    page = paged(found.filter(read_at__isnull=True) if unread else found, request)
    rows = [{"notice": n, "kind": _(labels[n.kind].label) if n.kind in labels else ""} for n in page.object_list]
    return render(request, "notices.html", {"rows": rows, "page": page, "unread": unread})


@requires(SIGNED_IN)
def count(request: ViewerRequest) -> HttpResponse:
    """The number on the bell, asked for after the page has come; nothing where nothing is unread."""
    number = Notice.objects.filter(user=request.user, read_at__isnull=True).count()
    return render(request, "parts/notice_count.html", {"number": number})


@requires(SIGNED_IN)
def open_notice(request: ViewerRequest, key: int) -> HttpResponse:
    """Go to what a notice is about; going there is reading it."""
    notice = get_object_or_404(Notice, pk=key, user=request.user)
    if notice.read_at is None:
        notice.read_at = now()
        notice.save(update_fields=["read_at"])
    safe = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, require_https=request.is_secure())
    return redirect(notice.url if safe else "notices")


@requires(SIGNED_IN)
@require_POST
def read(request: ViewerRequest) -> HttpResponse:
    number = Notice.objects.filter(user=request.user, read_at__isnull=True).update(read_at=now())
    messages.success(request, _("%(number)s 条通知已标为已读。") % {"number": number})
    return redirect("notices")


class WishForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Wish
        fields = ("mail", "phone", "wecom", "dingtalk", "feishu", "pace", "quiet_from", "quiet_to")
        widgets = {
            "quiet_from": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "quiet_to": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }
        labels = {
            "mail": gettext_lazy("电子邮箱"),
            "phone": gettext_lazy("手机号（短信）"),
            "wecom": gettext_lazy("企业微信机器人密钥"),
            "dingtalk": gettext_lazy("钉钉机器人令牌"),
            "feishu": gettext_lazy("飞书机器人令牌"),
            "pace": gettext_lazy("频率"),
            "quiet_from": gettext_lazy("免打扰起"),
            "quiet_to": gettext_lazy("免打扰止"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pace"].choices = [(code, _(label)) for code, label in Wish.Pace.choices]  # type: ignore[attr-defined]

    def _key(self, name: str) -> str:
        key = str(self.cleaned_data[name]).strip()
        if key and not KEY.fullmatch(key):
            raise forms.ValidationError(_("只填密钥本身（字母、数字、横线），不要填整个网址。"))
        return key

    def clean_wecom(self) -> str:
        return self._key("wecom")

    def clean_dingtalk(self) -> str:
        return self._key("dingtalk")

    def clean_feishu(self) -> str:
        return self._key("feishu")

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).replace(" ", "").replace("-", "")
        if phone and not (phone.lstrip("+").isdecimal() and 6 <= len(phone) <= 16):
            raise forms.ValidationError(_("手机号应为数字。"))
        return phone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("quiet_from")) != bool(given.get("quiet_to")):
            raise forms.ValidationError(_("免打扰的起止时间要么都填，要么都不填。"))
        return given


@requires(SIGNED_IN)
def wishes(request: ViewerRequest) -> HttpResponse:
    wish = Wish.objects.get_or_create(user=request.user)[0]
    form = WishForm(request.POST or None, instance=wish)
    known = kinds()
    if request.method == "POST" and form.is_valid():
        wish = form.save(commit=False)
        wanted = set(request.POST.getlist("kind"))
        wish.muted = [code for code in known if code not in wanted]
        wish.save()
        messages.success(request, _("已保存。"))
        return redirect("notice-wishes")
    usable = set_up()
    context = {
        "form": form,
        "wish": wish,
        "missing": [_(LABELS[way]) for way in LABELS if way not in usable],
        "kinds": [
            {"code": code, "label": _(kind.label), "wanted": code not in wish.muted} for code, kind in known.items()
        ],
        "feed": request.build_absolute_uri(reverse("calendar", args=[wish.calendar_token])),
        "sent": Message.objects.filter(user=request.user)[:20],
        "labels": {way: _(label) for way, label in LABELS.items()},
    }
    return render(request, "notice_wishes.html", context, status=422 if form.errors else 200)


@public
def calendar(request: ViewerRequest, token: str) -> HttpResponse:
    """A person's work by day. Calendars cannot sign in, so the address itself is the secret."""
    wish = get_object_or_404(Wish.objects.select_related("user"), calendar_token=token, user__is_active=True)
    viewer = viewer_of(wish.user)
    items = [item for manifest in manifests() if manifest.work_list for item in manifest.work_list(viewer, today())]
    text = feed(items, host=request.get_host(), name=_("落实：我的工作"), moment=now())
    text = text.replace("\r\nURL:/", f"\r\nURL:{request.build_absolute_uri('/')}")
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
