"""``luoshi statutes``: the table of rules: dates, sources, whether anybody has read them in the original."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from luoshi.entitlements.service import whole_law
from luoshi.kernel.citation import VERIFIED_LABELS


class Command(BaseCommand):
    help = "规则一览：对象、有效期、依据、是否核对。"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        rules = whole_law().rules
        for rule in rules:
            until = rule.in_force_to.isoformat() if rule.in_force_to else "现行"
            dates = f"{rule.in_force_from.isoformat()}—{until}"
            checked = VERIFIED_LABELS[rule.verified]  # type: ignore[index]
            self.stdout.write(
                "\t".join(
                    (rule.name, rule.label, rule.entity, rule.jurisdiction or "全国", dates, rule.source, checked)
                )
            )
        seen = sum(rule.verified == "seen" for rule in rules)
        self.stdout.write(f"共 {len(rules)} 条规则，{seen} 条已核对原文。")
