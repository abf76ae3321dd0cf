"""Where things stand in the checkout: the content beside the code."""

from __future__ import annotations

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


def default_programme() -> Path:
    """The first programme in ``programmes/``, by name: the main job of this checkout."""
    folders = sorted(file.parent for file in (CHECKOUT / "programmes").glob("*/programme.yaml"))
    return folders[0] if folders else CHECKOUT / "programmes"
