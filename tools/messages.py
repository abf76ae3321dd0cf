"""The English of the interface: which Chinese words have none yet, and compiling what there is.

python tools/messages.py check       every marked string of a room has its English (fails naming those without)
python tools/messages.py update      add the missing ones, empty, to each room's django.po
python tools/messages.py compile     make the .mo files that are served
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "luoshi"
KEYWORDS = {"_", "_g", "gettext", "gettext_lazy", "N_", "ngettext"}
HAN = re.compile(r"[\u4e00-\u9fff]")


def rooms() -> list[Path]:
    return sorted(folder for folder in SOURCE.iterdir() if (folder / "apps.py").exists())


def _of_python(path: Path) -> Iterator[str]:
    found = extract_python(io.BytesIO(path.read_bytes()), KEYWORDS, [], {})
    for _line, _function, words, _comments in found:
        for word in words if isinstance(words, tuple) else (words,):
            if isinstance(word, str):
                yield word


def _of_template(path: Path) -> Iterator[str]:
    from django.utils.translation.template import templatize

    code = templatize(path.read_text("utf-8"), origin=str(path))
    for _line, _function, words, _comments in extract_python(
        io.BytesIO(code.encode()), {"gettext", "ngettext", "_"}, [], {}
    ):
        for word in words if isinstance(words, tuple) else (words,):
            if isinstance(word, str):
                yield word


def wanted(room: Path) -> dict[str, str]:
    """Every marked Chinese string of a room, with the file it stands in."""
    found: dict[str, str] = {}
    for path in sorted(room.rglob("*.py")):
        if "/tests/" not in str(path) and "/migrations/" not in str(path):
            for word in _of_python(path):
                if HAN.search(word):
                    found.setdefault(word, str(path.relative_to(SOURCE)))
    for path in sorted(room.rglob("templates/**/*.html")):
        for word in _of_template(path):
            if HAN.search(word):
                found.setdefault(word, str(path.relative_to(SOURCE)))
    return found


def po_of(room: Path) -> Path:
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def translated() -> dict[str, str]:
    """Chinese -> English over all rooms: a word translated once serves everywhere."""
    found: dict[str, str] = {}
    for room in rooms():
        if po_of(room).exists():
            with po_of(room).open("rb") as file:
                for message in read_po(file, locale="en"):
                    if message.id and message.string and not message.fuzzy:
                        found[str(message.id)] = str(message.string)
    return found


def missing() -> dict[Path, dict[str, str]]:
    known = translated()
    return {room: lacking for room in rooms() if (lacking := {w: f for w, f in wanted(room).items() if w not in known})}


def compile_all() -> None:
    for room in rooms():
        if po_of(room).exists():
            with po_of(room).open("rb") as file:
                catalogue = read_po(file, locale="en")
            with po_of(room).with_suffix(".mo").open("wb") as out:
                write_mo(out, catalogue)


def update() -> None:
    import polib

    for room, lacking in missing().items():
        path = po_of(room)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
        catalogue.metadata = catalogue.metadata or {"Content-Type": "text/plain; charset=utf-8", "Language": "en"}
        known = {entry.msgid for entry in catalogue}
        for word, file in lacking.items():
            if word not in known:
                catalogue.append(polib.POEntry(msgid=word, msgstr="", occurrences=[(file, "")]))
        catalogue.save(str(path))


def check() -> int:
    lacking = missing()
    for room, words in lacking.items():
        for word, file in words.items():
            print(f"{room.name}: {file}: {word!r} 没有英文", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else "check"
    if command == "compile":
        compile_all()
    elif command == "update":
        update()
    else:
        sys.exit(check())
