"""Every worked example that stands beside a statute."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.entitlements.domain.cases import Case, differences, read_cases
from luoshi.entitlements.domain.law import Law

STATUTES = Path(__file__).resolve().parents[4] / "statutes"
CASES = [(path.stem, case) for path in sorted(STATUTES.glob("*/cases/*.yaml")) for case in read_cases(path)]


@pytest.mark.pure
@pytest.mark.parametrize(("statute", "case"), CASES, ids=[f"{statute}: {case.name}" for statute, case in CASES])
def test_the_rules_agree_with_the_worked_example(law: Law, statute: str, case: Case) -> None:
    assert differences(law, case) == []
