"""``luoshi law lint``: faults of the statutes, and conflicts shown on a synthetic county."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from luoshi.entitlements.domain.lint import conflicts, lint
from luoshi.entitlements.service import whole_law
from luoshi.kernel.today import today
from luoshi.registry.api import synthetic_county, townships_like

KINDS = {
    "uncited": "没有依据",
    "unread": "没有规则用到",
    "number": "公式中有数字",
    "ambiguous": "一名两义",
    "overlap": "有效期重叠",
    "gap": "有效期中断",
    "unwired": "无法计算",
    "conflict": "规定冲突",
}


class Command(BaseCommand):
    help = "检查法规内容：依据、参数、有效期、规定之间的冲突。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("lint",))
        parser.add_argument("--as-of", type=date.fromisoformat, default=None)
        parser.add_argument("--population", type=int, default=5000, help="用多少合成人口找冲突的例子")

    def handle(self, *args: Any, **options: Any) -> None:
        law, day = whole_law(), options["as_of"] or today()
        places = sorted({rule.jurisdiction for rule in law.rules} | {""})
        found = lint(law, day, places)
        people = synthetic_county(options["population"], seed=1, as_of=day, townships=townships_like())
        found += conflicts(law.on(day, ""), people)
        for fault in found:
            example = f"（例：{fault.example}）" if fault.example else ""
            self.stdout.write(f"{KINDS[fault.kind]}：{fault.name}：{fault.detail}{example}")
        self.stdout.write(
            f"检查了 {len(law.rules)} 条规则、{len(law.parameters)} 个参数、{len(law.tables)} 张表：{len(found)} 处问题。"
        )
        if found:
            raise CommandError("请逐条更正。")
