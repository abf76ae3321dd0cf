"""luoshi record verify [--head NUMBER:HASH] | luoshi record head"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from luoshi.accountability import record

KINDS = {"changed": "内容被改动", "missing": "此处缺少条目", "reordered": "顺序被调换", "cut": "末尾被截去"}


class Command(BaseCommand):
    help = "存证：verify 校验全部条目，head 打印当前末条（请另行保存，日后可查出截尾）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "head"])
        parser.add_argument("--head", help="以前打印的末条，形如 序号:散列")

    def handle(self, *args: Any, what: str, head: str | None = None, **options: Any) -> None:
        if what == "head":
            self.stdout.write("{}:{}".format(*record.head()))
            return
        number, _, digest = (head or "").partition(":")
        if head and not (number.isdecimal() and len(digest) == 64):
            raise CommandError("--head 应写成 序号:散列（64 位），即 luoshi record head 打印的那一行。")
        found = record.verify((int(number), digest) if head else None)
        for place in found:
            self.stderr.write(f"第 {place.seq} 条：{KINDS[place.kind]}")
        if found:
            raise CommandError(f"存证校验未通过，共 {len(found)} 处。请保留现场并报告审计。")
        self.stdout.write(f"存证完整：{record.head()[0]} 条。")
