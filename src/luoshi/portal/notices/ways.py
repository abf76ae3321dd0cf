"""The ways a message can leave the house, by the library of the field. With none set up, everything stays in the house.

Offices set up what they run: LUOSHI_MAIL and LUOSHI_SMS are addresses as apprise writes them, with {to} for the person's
address or number (``mailtos://user:password@smtp.example/?to={to}``). Robots of WeCom, DingTalk and Feishu need only the
person's own key; nobody can name a server of their choice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from urllib.parse import quote

from ..models import Wish

KEY = re.compile(r"[A-Za-z0-9_\-]{8,100}")
LABELS = {"mail": "电子邮件", "sms": "短信", "wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
_ROBOTS = {"wecom": "wecombot://{key}/", "dingtalk": "dingtalk://{key}/", "feishu": "feishu://{key}/"}
_GATEWAYS = {"mail": "LUOSHI_MAIL", "sms": "LUOSHI_SMS"}

Send = Callable[[str, str, str], bool]
"""(address, title, words) -> whether it went."""


def set_up() -> list[str]:
    """Ways this house can use: robots always, mail and SMS where the office has set up a gateway."""
    return [way for way, variable in _GATEWAYS.items() if os.environ.get(variable)] + list(_ROBOTS)


def open_to(wish: Wish) -> list[str]:
    """The ways a person has given an address for and the house can use."""
    given = {
        "mail": wish.mail,
        "sms": wish.phone,
        "wecom": wish.wecom,
        "dingtalk": wish.dingtalk,
        "feishu": wish.feishu,
    }
    return [way for way in set_up() if given[way]]


def address(way: str, wish: Wish) -> str:
    """Where apprise sends it; empty where the person has taken the way back."""
    if way in _GATEWAYS:
        to = wish.mail if way == "mail" else wish.phone
        gateway = os.environ.get(_GATEWAYS[way], "")
        return gateway.replace("{to}", quote(to, safe="@")) if to and gateway else ""
    key = getattr(wish, way)
    return _ROBOTS[way].format(key=key) if key and KEY.fullmatch(key) else ""


def by_apprise(address: str, title: str, words: str) -> bool:
    import apprise  # slow to wake, and only needed where something is sent

    bell = apprise.Apprise()
    return bool(bell.add(address)) and bool(bell.notify(title=title, body=words))
