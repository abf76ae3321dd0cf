"""``luoshi explain RULE --entity ID``: every step of an answer, from the registers or a snapshot."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from luoshi.entitlements.domain.reasons import Reason, missing, reasons
from luoshi.entitlements.domain.single import ask
from luoshi.entitlements.service import firm_given, household_given, law_on, place_of, snapshot_given, whole_law
from luoshi.kernel.errors import ExpectedError
from luoshi.kernel.today import today
from luoshi.registry.api import scan_snapshot


class Command(BaseCommand):
    help = "逐步说明一条规则对一户、一企的结果和依据。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rule")
        parser.add_argument("--entity", required=True, help="户号或统一社会信用代码")
        parser.add_argument("--snapshot", type=Path, default=None, help="快照文件夹；不写则取名录")
        parser.add_argument("--as-of", type=date.fromisoformat, default=None)
        parser.add_argument("--place", default="")
        parser.add_argument("--english", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in self._lines(options):
                self.stdout.write(line)
        except ExpectedError as error:
            raise CommandError(str(error)) from None

    def _lines(self, options: dict[str, Any]) -> list[str]:
        day, name = options["as_of"] or today(), options["rule"]
        rule, key = whole_law().named(name)[0], options["entity"]
        if options["snapshot"]:
            scanned, facts = scan_snapshot(options["snapshot"])
            day = options["as_of"] or date.fromisoformat(facts["as_of"])
            on = whole_law().on(day, options["place"])
            given = snapshot_given({code: frame.collect() for code, frame in scanned.items()}, rule.entity, key, day)
        else:
            on = law_on(day, options["place"] or place_of())
            given = firm_given(key, day) if rule.entity == "firm" else household_given(key, day)
        answer = ask(on, [name], given)
        language = "en" if options["english"] else "zh"
        lines = []
        for row in range(len(answer.rows[rule.entity])):
            tree = reasons(answer, name, row)
            lines += _told(tree, language, 0)
            lines += [
                f"缺：{leaf.label}{f'（由{leaf.supplier}补录）' if leaf.supplier else ''}" for leaf in missing(tree)
            ]
        return lines


def _told(reason: Reason, language: str, depth: int) -> list[str]:
    lines = ["  " * depth + reason.sentence(language)]
    return lines + [line for below in reason.below for line in _told(below, language, depth + 1)]
