"""Forms that a browser can send: what is included "only" has no token unless it is given one."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "luoshi"
INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"([^%]*)%}')


def test_no_form_loses_its_token_by_being_included_alone() -> None:
    """Django passes the CSRF token into an include only with the rest of the context; the tests' client would not notice."""
    text = {p.as_posix().split("/templates/", 1)[1]: p.read_text("utf-8") for p in SOURCE.glob("*/templates/**/*.html")}
    forms = {name for name, body in text.items() if "{% csrf_token %}" in body}
    assert len(forms) > 20
    lost = [
        (name, part)
        for name, body in text.items()
        for part, given in INCLUDE.findall(body)
        if part in forms and given.split()[-1:] == ["only"] and "csrf_token=" not in given
    ]
    assert lost == []
