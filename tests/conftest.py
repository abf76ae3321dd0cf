from pathlib import Path

import pytest
from django.db import connection

from factories import sample_programme
from luoshi.accountability import record
from luoshi.kernel.manifest import Programme


@pytest.fixture
def programme(db: None, tmp_path: Path) -> Programme:
    """An invented county's programme, applied: three measures, nothing issued yet."""
    return sample_programme(tmp_path / "programme")


@pytest.fixture(autouse=True)
def acts_make_their_own_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction a test runs in must not hide that an act made none of its own."""

    def own() -> bool:
        return any(not block._from_testcase for block in connection.atomic_blocks)

    monkeypatch.setattr(record, "in_transaction", own)
