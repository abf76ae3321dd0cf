"""``luoshi population``: a synthetic county as a snapshot folder, or straight into the registers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from luoshi.kernel.today import today
from luoshi.registry.domain.synthetic import county, townships_like
from luoshi.registry.snapshots import write_snapshot


class Command(BaseCommand):
    help = "生成合成人口、家庭、企业和人才的快照（Parquet）。没有一个是真实存在的人或企业。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--population", type=int, default=10_000, help="人数")
        parser.add_argument("--seed", type=int, default=1, help="种子：同样的种子得到同样的县")
        parser.add_argument("--as-of", type=date.fromisoformat, default=None, help="哪一天的情况，如 2022-01-21")
        parser.add_argument("--out", type=Path, required=True, help="快照文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["as_of"] or today()
        frames = county(options["population"], seed=options["seed"], as_of=day, townships=townships_like())
        facts = {"synthetic": True, "population": options["population"], "seed": options["seed"]}
        write_snapshot(options["out"], frames, day, facts)
        for name, frame in frames.items():
            self.stdout.write(f"{name}: {frame.height}")
