from pathlib import Path

import pytest

from factories import sample_programme
from luoshi.kernel.manifest import Programme


@pytest.fixture
def programme(db: None, tmp_path: Path) -> Programme:
    """An invented county's programme, applied: three measures, nothing issued yet."""
    return sample_programme(tmp_path / "programme")
