"""Runs every check and test that this machine can run, and says loudly what it had to leave out.

    python tools/run_tests.py [--strict] [--lint-only]

With --strict, leaving anything out is a failure. PostgreSQL is used where LUOSHI_TEST_DATABASE_URL names one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
ROOMS_WITH_TABLES = ["registry", "policy", "indicators", "services", "projects", "accountability", "delivery", "portal"]
COUNTS = re.compile(r"(\d+) (passed|failed|skipped|errors?)")

LINT = {
    "写法 ruff": ["ruff", "check", "src", "tests", "bench", "tools", "statutes"],
    "格式 ruff format": ["ruff", "format", "--check", "src", "tests", "bench", "tools"],
    "类型 mypy": ["mypy"],
    "引用方向 import-linter": ["lint-imports"],
}


def _run(label: str, command: list[str], env: dict[str, str]) -> tuple[bool, str]:
    print(f"\n== {label}", flush=True)
    process = subprocess.Popen(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    lines = []
    for line in process.stdout or ():
        print(line, end="", flush=True)
        lines.append(line)
    return process.wait() == 0, "".join(lines)


def _count(output: str) -> dict[str, int]:
    """What pytest's closing line says."""
    closing = next((line for line in reversed(output.splitlines()) if " in " in line and COUNTS.search(line)), "")
    counted = {"passed": 0, "failed": 0, "skipped": 0}
    for number, word in COUNTS.findall(closing):
        counted["failed" if word.startswith("error") else word] += int(number)
    return counted


def _browser() -> str | None:
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def main() -> int:
    strict, lint_only = "--strict" in sys.argv, "--lint-only" in sys.argv
    failures, left_out, total = [], [], {"passed": 0, "failed": 0, "skipped": 0}
    with tempfile.TemporaryDirectory(prefix="luoshi-test-") as folder:
        env = {**os.environ, "LUOSHI_VAR": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        env.pop("DATABASE_URL", None)
        for label, command in LINT.items():
            if not _run(label, command, env)[0]:
                failures.append(label)
        if not lint_only:
            runs = [("测试（SQLite）", ["tests", "src"], env)]
            if _browser() is None:
                left_out.append("浏览器测试：没有找到 Chromium")
                runs[0][1].extend(["-m", "not browser"])
            if url := os.environ.get("LUOSHI_TEST_DATABASE_URL"):
                rooms = [f"src/luoshi/{room}" for room in ROOMS_WITH_TABLES]
                there = ["tests", *rooms, "-m", "not browser and not pure", "--ignore=src/luoshi/policy/reader"]
                runs.append(("测试（PostgreSQL）", there, {**env, "DATABASE_URL": url}))
            else:
                left_out.append("PostgreSQL 测试：没有设置 LUOSHI_TEST_DATABASE_URL")
            for label, arguments, its_env in runs:
                passed, output = _run(label, ["pytest", "-q", "-n", "2", "--dist", "loadgroup", *arguments], its_env)
                for word, number in _count(output).items():
                    total[word] += number
                if not passed:
                    failures.append(label)
    for what in left_out:
        print(f"\n!!!!!! 没有测试 !!!!!!  {what}", flush=True)
    if strict and (left_out or total["skipped"]):
        failures.append("要求全部测试，但有遗漏")
    print(
        "\n" + ("未通过：" + "、".join(failures) if failures else "全部通过") + ("（有遗漏，见上）" if left_out else "")
    )
    if not lint_only:
        failed = max(total["failed"], len(failures))
        print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
