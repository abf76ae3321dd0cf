"""``luoshi snapshot``: the registers as they were on a day, as known at a moment, as a folder of Parquet files."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import make_aware

from luoshi.kernel.today import today
from luoshi.registry.registers import has_samples, snapshot
from luoshi.registry.snapshots import write_snapshot


class Command(BaseCommand):
    help = "把名录导出为快照（Parquet），供规则批量计算。含未遮盖的个人信息，请按涉密要求保管。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, default=None, help="哪一天的情况")
        parser.add_argument("--known-on", type=date.fromisoformat, default=None, help="截至哪一天掌握的")
        parser.add_argument("--out", type=Path, required=True, help="快照文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        day, known = options["as_of"] or today(), options["known_on"]
        known_at = make_aware(datetime.combine(known, time.max)) if known else None
        frames = snapshot(day, known_at)
        facts = {"synthetic": has_samples(), "known_on": known.isoformat() if known else None}
        write_snapshot(options["out"], frames, day, facts)
        for name, frame in frames.items():
            self.stdout.write(f"{name}: {frame.height}")
