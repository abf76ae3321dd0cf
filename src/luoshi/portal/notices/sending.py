"""Sending what waits: one message at a time, each locked, tried again later where it did not go, given up at last."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from luoshi.kernel.today import now

from ..models import Message, Wish
from .timing import next_try
from .ways import Send, address, by_apprise

log = logging.getLogger(__name__)
MOST = 20
"""Lines of one message; the rest is counted."""


def send_due(*, send: Send = by_apprise, most: int = 200) -> tuple[int, int]:
    """Send what may go now; how many went and how many did not. Two senders never send the same message."""
    went = failed = 0
    for _turn in range(most):
        with transaction.atomic():
            message = (
                Message.objects.select_for_update(skip_locked=_can_skip(), of=("self",))
                .filter(state=Message.State.WAITING, not_before__lte=now())
                .select_related("user")
                .order_by("not_before", "pk")
                .first()
            )
            if message is None:
                break
            if _send_one(message, send, now()):
                went += 1
            else:
                failed += 1
    return went, failed


def _can_skip() -> bool:
    from django.db import connection

    return bool(connection.features.has_select_for_update_skip_locked)


def _send_one(message: Message, send: Send, moment: datetime) -> bool:
    wish = Wish.objects.filter(user=message.user).first()
    where = address(message.way, wish) if wish else ""
    message.tries += 1
    trouble = ""
    if not where:
        trouble, again = "这一方式已停用", None
    else:
        lines = list(message.notices.order_by("at").values_list("title", flat=True))
        try:
            went = send(where, _title(lines), _words(lines))
        except Exception as error:  # a gateway's own fault must not stop the others' messages
            log.warning("message %s by %s: %s", message.pk, message.way, error)
            went, trouble = False, str(error)
        if went:
            message.state, message.sent_at, message.trouble = Message.State.SENT, moment, ""
            message.save()
            return True
        again = next_try(message.tries, moment)
    message.trouble = (trouble or "对方没有接收")[:300]
    if again is None:
        message.state = Message.State.FAILED
    else:
        message.not_before = again
    message.save()
    return False


def _title(lines: list[str]) -> str:
    return f"落实：{lines[0][:60]}" if len(lines) == 1 else f"落实：{len(lines)} 条通知"


def _words(lines: list[str]) -> str:
    shown = lines[:MOST]
    if len(lines) > MOST:
        shown.append(f"……另有 {len(lines) - MOST} 条，请登录查看")
    return "\n".join(shown)
