from pathlib import Path

import pytest

from factories import sample_programme
from luoshi.kernel.manifest import Programme


@pytest.fixture
def programme(db: None, tmp_path: Path) -> Programme:
    return sample_programme(tmp_path / "programme")
