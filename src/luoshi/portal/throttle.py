"""Guessing passwords is made slow: after some failures from one place for one account, one has to wait."""

from __future__ import annotations

import time

from django.core.cache import cache

FAILURES = 8
WINDOW_SECONDS = 15 * 60


def _key(username: str, address: str) -> str:
    return "sign-in:" + f"{username}|{address}".encode().hex()[:200]


def seconds_to_wait(username: str, address: str) -> int:
    failures, first = cache.get(_key(username, address), (0, 0.0))
    return max(0, int(first + WINDOW_SECONDS - time.time())) if failures >= FAILURES else 0


def failed(username: str, address: str) -> None:
    failures, first = cache.get(_key(username, address), (0, time.time()))
    cache.set(_key(username, address), (failures + 1, first), WINDOW_SECONDS)


def succeeded(username: str, address: str) -> None:
    cache.delete(_key(username, address))
