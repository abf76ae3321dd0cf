"""luoshi plan [--programme DIR]: what applying the content would change, changing nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from luoshi.app.checkout import default_programme
from luoshi.app.programmes import apply, load_programme
from luoshi.kernel.manifest import Change

_SIGNS = {"create": "+", "change": "~", "remove": "-"}


class Command(BaseCommand):
    help = "显示内容与运行中的系统有何不同，不作任何更改。"
    dry_run = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--programme", type=Path, default=default_programme())

    def handle(self, *args: Any, programme: Path, **options: Any) -> None:
        changes = apply(load_programme(programme), dry_run=self.dry_run)
        for change in changes:
            self.stdout.write(_line(change))
        self.stdout.write(self.summary(len(changes)))

    def summary(self, count: int) -> str:
        return f"将有 {count} 处更改。执行 luoshi apply 生效。" if count else "没有需要更改的内容。"


def _line(change: Change) -> str:
    return f"{_SIGNS[change.action]} {change.kind:18} {change.code:24} {change.detail}"
