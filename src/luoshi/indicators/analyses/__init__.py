"""Analyses over series, each a kind with its options: what moved a number, whether a standard is met, how even things are.

A kind is registered under a stable code; its options are checked when content is loaded. ``run`` gets numbers, never the
store: the same numbers always give the same findings.
"""

from . import (
    assessment,
    balance,
    budget_test,
    carbon,
    composite,
    consortium,
    contributions,
    outbreak,
    park_grades,
    restoration,
    sector_board,
    specialisation,
)
from .base import KINDS, Findings, Section, Source

__all__ = [
    "KINDS",
    "Findings",
    "Section",
    "Source",
    "assessment",
    "balance",
    "budget_test",
    "carbon",
    "composite",
    "consortium",
    "contributions",
    "outbreak",
    "park_grades",
    "restoration",
    "sector_board",
    "specialisation",
]
