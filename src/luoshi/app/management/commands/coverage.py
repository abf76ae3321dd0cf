"""luoshi coverage [--json]: how much of each document runs. Computed, never typed in."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from luoshi.policy.api import documents
from luoshi.portal.coverage import Coverage, coverage


class Command(BaseCommand):
    help = "每条措施的承诺、责任单位、任务和机制落实情况。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--document", help="只看一份文件")

    def handle(self, *args: Any, document: str | None = None, **options: Any) -> None:
        codes = [facts.code for facts in documents() if document in {None, facts.code}]
        if not codes:
            raise CommandError("还没有入库的文件。请先运行 luoshi apply。")
        found = [coverage(code) for code in codes]
        if options["json"]:
            rows = [asdict(item) for item in found]
            self.stdout.write(json.dumps(rows if len(rows) > 1 else rows[0], ensure_ascii=False, indent=1))
            return
        for item in found:
            self._table(item)

    def _table(self, item: Coverage) -> None:
        self.stdout.write(item.title)
        self.stdout.write("  #  承诺  有单位  有任务  有成效指标  机制(计划) 机制(运行)  措施")
        for row in item.measures:
            self.stdout.write(
                f"{row.measure:>3} {row.commitments:>5} {row.with_owner:>6} {row.with_task:>7} {row.with_measure:>9}"
                f" {row.planned:>10} {row.running:>9}    {row.title}"
            )
        own = item.beyond_supervision
        self.stdout.write(
            f"beyond supervision: running {own.running} of {own.planned} mechanisms;"
            f" clauses served {own.clauses_served} of {item.clauses}"
        )
        self.stdout.write(
            f"running {item.running} of {item.planned} mechanisms; clauses served {item.clauses_served} of {item.clauses}"
        )
