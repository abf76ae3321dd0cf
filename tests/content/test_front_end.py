"""House rules of the pages that can be read from their sources: nothing inline, nothing from outside, readable colours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "src" / "luoshi").rglob("templates/**/*.html"))
PYTHON = sorted((ROOT / "src" / "luoshi").rglob("*.py"))
ICONS = set((ROOT / "assets" / "icons.txt").read_text("utf-8").split())
TOKENS = dict(
    re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", (ROOT / "assets" / "styles" / "tokens.css").read_text("utf-8"))
)
LIGHTS = ("green", "yellow", "red", "blue", "grey")

# What the content security policy of the pages would refuse, silently for the reader.
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "a style block": re.compile(r"<style\b"),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>"),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "an htmx expression": re.compile(r"hx-on|hx-vals=.js:|hx-trigger=\"[^\"]*\["),
    "an outside address": re.compile(r"(?:src|href|action)=\"(?:https?:)?//"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_keeps_to_the_content_security_policy(path: Path) -> None:
    text = re.sub(r"{% comment.*?endcomment %}", "", path.read_text("utf-8"), flags=re.S)
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    named = set()
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        named |= set(re.findall(r"parts/icon\.html\" with name=\"([\w-]+)\"", text))
        named |= set(re.findall(r"parts/empty\.html\" with icon=\"([\w-]+)\"", text))
    for path in PYTHON:
        named |= set(re.findall(r"NavItem\([^)]*?, \"[\w:-]+\", \"([\w-]+)\"", path.read_text("utf-8")))
    assert len(named) > 20
    assert named - ICONS == set()


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_guideline_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("light", LIGHTS)
def test_the_word_of_a_light_can_be_read_and_its_shape_be_seen(light: str) -> None:
    assert contrast(TOKENS[f"{light}-text"], TOKENS[f"{light}-wash"]) >= 4.5
    assert contrast(TOKENS[f"{light}-text"], TOKENS["surface"]) >= 4.5
    assert contrast(TOKENS[f"{light}-fill"], TOKENS[f"{light}-wash"]) >= 3


@pytest.mark.parametrize("ink", ["ink", "ink-soft", "ink-faint", "brand", "seal"])
def test_text_can_be_read_on_every_ground(ink: str) -> None:
    assert all(contrast(TOKENS[ink], TOKENS[ground]) >= 4.5 for ground in ("surface", "ground", "paper"))


def test_packages_are_pinned_and_the_lock_names_no_registry() -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert all("resolved" not in facts and facts.get("integrity") for facts in packages.values())
