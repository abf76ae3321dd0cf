"""The process that forks the workers must have loaded nothing whose threads a fork would kill."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.pure


def test_the_process_manager_loads_neither_the_application_nor_the_column_library() -> None:
    look = "import sys, luoshi.app.serving; print(sorted({'polars', 'django', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
