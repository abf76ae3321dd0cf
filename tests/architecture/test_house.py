"""The house keeps its own rules: doors, names, no county in an engine, files of a size to read."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

SOURCE = Path(__file__).resolve().parents[2] / "src" / "luoshi"
ROOMS = {folder.name for folder in SOURCE.iterdir() if (folder / "api.py").exists()}
FREE = {"kernel", "standards"}
"""Rooms without tables: their modules are their doors."""


def modules() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def imports_of(path: Path) -> list[str]:
    """Absolute names of what a file imports; relative imports stay inside the room and need no door."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.append(node.module)
    return [name for name in found if name.startswith("luoshi.")]


def test_rooms_are_entered_by_their_door_only() -> None:
    wrong = []
    for path in modules():
        room = path.relative_to(SOURCE).parts[0]
        if "tests" in path.parts:
            continue
        for name in imports_of(path):
            parts = name.split(".")
            other = parts[1]
            through_the_door = parts[2:3] == ["api"] or other in FREE
            # The reader is a library of its own: pure, used by the command line without a database.
            is_reader = parts[1:3] == ["policy", "reader"] and room == "app"
            own_templates = other == "portal" and room == "app"
            if other in ROOMS | {"portal"} and other != room and not (through_the_door or is_reader or own_templates):
                wrong.append(f"{path.relative_to(SOURCE)} imports {name}")
    assert not wrong, "\n".join(wrong)


# What a county, a bureau, a slogan or a place of the first programme would look like.
LOCAL = re.compile("闽侯|福州|福建|榕政|旗山湖|minhou|fuzhou|fujian|二十二条|县发改局|云代办|打包办", re.IGNORECASE)


def test_no_engine_names_a_county() -> None:
    wrong = []
    for path in SOURCE.rglob("*"):
        if path.suffix not in {".py", ".html"} or "tests" in path.parts or "built" in path.parts:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if LOCAL.search(line):
                wrong.append(f"{path.relative_to(SOURCE)}:{number}: {line.strip()[:80]}")
    assert not wrong, "\n".join(wrong)


def test_files_stay_readable() -> None:
    long = {str(p.relative_to(SOURCE)): n for p in modules() if (n := len(p.read_text("utf-8").splitlines())) > 400}
    assert not long, long


LONGEST_LINE = 240
"""A template's tag cannot be broken; whatever holds several is laid out one element to a line."""


def test_templates_stay_readable() -> None:
    templates = [p for p in SOURCE.rglob("*.html") if "built" not in p.parts]
    lines = {p: p.read_text("utf-8").splitlines() for p in templates}
    wide = [f"{p.name}:{n}" for p, all_ in lines.items() for n, line in enumerate(all_, 1) if len(line) > LONGEST_LINE]
    long = [p.name for p, all_ in lines.items() if len(all_) > 400]
    assert (wide, long) == ([], [])


def test_the_picture_of_the_house_is_the_one_on_disk() -> None:
    """Every folder under src/luoshi stands in import-linter's contract, so that no room escapes it; a room of the
    picture that is still to be built stands there in brackets."""
    contract = (SOURCE.parents[1] / "pyproject.toml").read_text("utf-8")
    layers = contract.partition("layers = [")[2].partition("]")[0]
    named = set(re.findall(r"[a-z_]+", layers))
    to_come = set(re.findall(r"\(([a-z_]+)\)", layers))
    there = {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists()}
    assert named - to_come <= there <= named


def test_nothing_names_a_registry_or_a_machine() -> None:
    root = SOURCE.parents[1]
    hosts = re.compile(
        "py" + r"pi\.org|python" + r"hosted|registry\.np" + r"mjs|deb\.deb" + "ian|/ho" + "me/|/ro" + "ot/"
    )
    folders = ["src", "programmes", "tests", "tools", "assets", "requirements", "docs", "bench", ".ci"]
    files = [p for folder in folders for p in (root / folder).rglob("*") if p.is_file()]
    files += [root / name for name in ("Makefile", "pyproject.toml", "package-lock.json", "README.md")]
    wrong = []
    for path in files:
        if "built" in path.parts or "__pycache__" in path.parts or path.suffix in {".mo", ".png"}:
            continue
        if hosts.search(path.read_text("utf-8", errors="replace")):
            wrong.append(str(path.relative_to(root)))
    assert not wrong, wrong
