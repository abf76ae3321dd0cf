"""The law of the checkout, read once, and with the example values that samples use."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.entitlements.domain.law import Law
from luoshi.entitlements.statutes import read_statutes

STATUTES = Path(__file__).resolve().parents[4] / "statutes"


@pytest.fixture(scope="session")
def law() -> Law:
    return read_statutes(STATUTES)
