"""Every table says where it comes from and how sure it is, and every standard can be used by itself."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import subprocess
import sys

import pytest

from luoshi import standards
from luoshi.kernel.citation import VERIFIED_LABELS, Citation
from luoshi.standards import editions

pytestmark = pytest.mark.pure

TABLES = sorted(editions._TABLES.glob("*.csv"))
MODULES = [name for _, name, is_package in pkgutil.iter_modules(standards.__path__) if not is_package]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_table_gives_its_source_and_marks_what_is_not_verified(path: object) -> None:
    assert path.read_text("utf-8").startswith("# ")  # type: ignore[attr-defined]
    rows = editions.table(path.stem)  # type: ignore[attr-defined]
    assert rows and all(None not in row and None not in row.values() for row in rows)
    assert {row["verified"] for row in rows if "verified" in row} <= set(VERIFIED_LABELS)


@pytest.mark.parametrize("name", MODULES)
def test_every_edition_names_its_document_and_editions_follow_without_gap(name: str) -> None:
    module = importlib.import_module(f"luoshi.standards.{name}")
    assert module.__doc__
    cited = [value for value in vars(module).values() if isinstance(value, Citation)]
    assert all(citation.title for citation in cited)
    ordered = getattr(module, "EDITIONS", ())
    for earlier, later in itertools.pairwise(ordered):
        assert earlier.in_force_to == later.in_force_from


def test_standards_do_without_django() -> None:
    load = "; ".join(f"import luoshi.standards.{name}" for name in MODULES)
    code = f"import sys; {load}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
