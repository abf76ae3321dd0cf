"""Notices to people, how each wants to hear of them, and what became of every message sent."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """Something a person is told, in the house; leaving it by other ways is a ``Message``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField("种类", max_length=60)
    title = models.CharField("内容", max_length=300)
    url = models.CharField("地址", max_length=300)
    urgent = models.BooleanField("紧急", default=False)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_of_person"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title


def _token() -> str:
    return secrets.token_urlsafe(24)


class Wish(models.Model):
    """How a person wants to hear: by which ways, at once or once a day, and when not. ``muted`` lists kinds."""

    class Pace(models.TextChoices):
        ONCE = "once", "随时"
        DAILY = "daily", "每天汇总"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wish")
    mail = models.EmailField("电子邮箱", blank=True)
    phone = models.CharField("手机号", max_length=20, blank=True)
    wecom = models.CharField("企业微信机器人密钥", max_length=100, blank=True)
    dingtalk = models.CharField("钉钉机器人令牌", max_length=100, blank=True)
    feishu = models.CharField("飞书机器人令牌", max_length=100, blank=True)
    pace = models.CharField("频率", max_length=6, choices=Pace.choices, default=Pace.ONCE)
    quiet_from = models.TimeField("免打扰起", null=True, blank=True)
    quiet_to = models.TimeField("免打扰止", null=True, blank=True)
    muted = models.JSONField("不接收的种类", default=list)
    calendar_token = models.CharField(max_length=40, unique=True, default=_token)

    class Meta:
        ordering = ["user"]

    def __str__(self) -> str:
        return str(self.user)


class Message(models.Model):
    """A message by one way, with the notices it tells of; tried again until it went or was given up."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    way = models.CharField("方式", max_length=10)
    notices = models.ManyToManyField(Notice, related_name="messages")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    not_before = models.DateTimeField("不早于")
    tries = models.PositiveSmallIntegerField("尝试次数", default=0)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    trouble = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["not_before"], condition=Q(state="waiting"), name="message_to_send")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.way} {self.state}"
