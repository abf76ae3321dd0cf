"""``luoshi up``: set up or bring up to date whatever is needed, and serve."""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from datetime import time as dtime
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

from .checkout import CHECKOUT, default_programme
from .preparation import fingerprint, is_prepared, remember

if TYPE_CHECKING:
    from luoshi.kernel.manifest import Programme


def _arguments(given: list[str]) -> Namespace:
    parser = ArgumentParser(prog="luoshi up", description="准备好数据并启动服务")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--programme", type=Path, default=default_programme(), help="方案文件夹")
    source.add_argument("--policy", type=Path, help="只有一份文件：由它生成草案并启动")
    parser.add_argument("--demo", action="store_true", help="演示：固定日期、演示账号、样例数据")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-serve", action="store_true", help="只准备数据，不启动服务")
    return parser.parse_args(given)


def main(given: list[str]) -> None:
    options = _arguments(given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.app.settings")
    folder = options.programme
    if options.policy:
        from luoshi.app.programmes import slug

        folder = CHECKOUT / "var" / "drafts" / slug(options.policy.stem)
        os.environ.setdefault("LUOSHI_VAR", str(folder / "var"))
    demo_day = _demo_day(folder) if options.demo else None
    if options.demo:
        os.environ["LUOSHI_DEMO"] = "1"
    if demo_day:
        os.environ.setdefault("LUOSHI_TODAY", demo_day)
    if options.host not in {"127.0.0.1", "localhost"}:
        os.environ.setdefault("LUOSHI_HOSTS", f"localhost,127.0.0.1,{options.host}")
    mark = fingerprint(folder)
    if options.policy or not is_prepared(mark):
        django.setup()
        if _prepare(options, folder):
            remember(mark)
    else:
        print("程序、内容和日期都没有变化，直接启动。", flush=True)
    if not options.no_serve:
        _serve(options)


def _demo_day(folder: Path) -> str | None:
    """The demonstration's day, which the settings need before anything else is loaded."""
    import yaml

    try:
        day = (yaml.safe_load((folder / "programme.yaml").read_text("utf-8")).get("demo") or {}).get("as_of")
    except (OSError, ValueError, yaml.YAMLError, AttributeError):
        return None
    return str(day) if day else None


def _prepare(options: Namespace, folder: Path) -> bool:
    """Everything up to serving; whether nothing is left that the next start must say again."""
    from luoshi.app.programmes import apply, draft, load_programme, notes, seed
    from luoshi.kernel.manifest import manifests
    from luoshi.kernel.today import today

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    programme = draft(options.policy, folder) if options.policy else load_programme(folder)
    with _when_it_began(programme) if options.demo else nullcontext():
        changes = apply(programme)
        words = f"{len(changes)} 处内容更新" if changes else "内容已是最新"
        print(f"{programme.title}：{words}", flush=True)
        for note in notes(programme):
            print(f"  {note}", flush=True)
        if options.demo:
            seed(programme, lambda text: print(text, flush=True))
    for manifest in manifests():
        if manifest.daily is not None:
            manifest.daily(today())
    print(f"准备用时 {time.monotonic() - began:.1f} 秒", flush=True)
    return options.demo or _somebody_can_sign_in()


def _when_it_began(programme: Programme) -> AbstractContextManager[None]:
    """The first start of a demonstration lets its history begin when the document was issued, so that the record
    tells it in the order of time; later starts happen on the demonstration's day."""
    from luoshi.kernel.today import CHINA, at_moment
    from luoshi.policy.api import documents

    known = any(facts.code == programme.code for facts in documents())
    if known or programme.issued_on is None or not programme.demo:
        return nullcontext()
    return at_moment(datetime.combine(programme.issued_on + timedelta(days=3), dtime(9), CHINA))


def _somebody_can_sign_in() -> bool:
    """Says what to do where nobody can."""
    from django.contrib.auth import get_user_model

    if get_user_model().objects.filter(grants__role="administrator", is_active=True, is_demo=False).exists():
        return True
    var = f"LUOSHI_VAR={os.environ['LUOSHI_VAR']} " if "LUOSHI_VAR" in os.environ else ""
    print(f"还没有管理员账号。请先运行：{var}luoshi create_administrator 账号名（试用可加 --demo）", flush=True)
    return False


def _serve(options: Namespace) -> None:
    """Become the server (``serving``), in a process into which nothing has been loaded yet."""
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    serving = [sys.executable, "-m", "luoshi.app.serving", options.host, str(options.port), str(options.workers)]
    os.execv(sys.executable, serving)
