"""luoshi daily: what time alone changes, for every room (put it into the night's schedule)."""

from typing import Any

from django.core.management.base import BaseCommand

from luoshi.kernel.manifest import manifests
from luoshi.kernel.today import today


class Command(BaseCommand):
    help = "每日一次：按当天日期重新亮灯等。"

    def handle(self, *args: Any, **options: Any) -> None:
        for manifest in manifests():
            if manifest.daily is not None:
                self.stdout.write(f"{manifest.label}：{manifest.daily(today())} 处变化")
