"""Synthetic history of cases for a demonstration, made by the real acts."""

from luoshi.kernel.manifest import Programme


def seed(programme: Programme) -> int:
    return 0
