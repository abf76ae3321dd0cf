"""``luoshi sweep``: rules over a whole snapshot; results with the run's id, rule versions and parameter dates."""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from luoshi.entitlements.domain.sweeping import KINDS
from luoshi.entitlements.service import whole_law
from luoshi.entitlements.snapshots import sweep_snapshot, write_run
from luoshi.kernel.errors import ExpectedError
from luoshi.registry.api import scan_snapshot


class Command(BaseCommand):
    help = "对整份快照按规则筛查：谁符合而未见享受、谁不再符合、预警、无法确定及缺少的事实。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rules", required=True, help="规则或法规文件夹，逗号分隔，如 social_assistance")
        parser.add_argument("--snapshot", type=Path, required=True, help="快照文件夹")
        parser.add_argument("--engine", choices=("polars", "spark"), default="polars")
        parser.add_argument("--master", default="", help="Spark 集群地址，如 local[2]")
        parser.add_argument("--as-of", type=date.fromisoformat, default=None, help="计算日，默认为快照的日期")
        parser.add_argument("--place", default="", help="区划代码，如 350121；按最窄的现行规定计算")
        parser.add_argument(
            "--assume", type=Path, default=None, help="算例数值（YAML：参数代码: 数值），仅供样例和测算"
        )
        parser.add_argument("--out", type=Path, default=None, help="结果文件夹；同一批次再算不会改动")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            result = self._run(options)
        except ExpectedError as error:
            raise CommandError(str(error)) from None
        new = write_run(options["out"], result) if options["out"] else True
        kinds = dict(result["findings"].group_by("kind").len().iter_rows())
        if options["json"]:
            said = {key: value for key, value in result.items() if key != "findings"}
            self.stdout.write(json.dumps({**said, "findings": kinds, "is_new": new}, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"批次 {result['run']}（{result['as_of']}，{time.monotonic() - began:.2f} 秒）")
        for count in result["counts"]:
            self.stdout.write(f"  {count['rule']}: 是 {count['yes']}，否 {count['no']}，无法确定 {count['open']}")
        self.stdout.write("，".join(f"{label} {kinds.get(code, 0)}" for code, label in KINDS.items()))
        if not new:
            self.stdout.write("与已有批次相同，没有改动。")

    def _run(self, options: dict[str, Any]) -> dict[str, Any]:
        facts = scan_snapshot(options["snapshot"])[1]
        law = whole_law()
        if options["assume"]:
            given = yaml.safe_load(options["assume"].read_text("utf-8"))
            law = law.assuming({code: Decimal(str(value)) for code, value in given.items()})
        on = law.on(options["as_of"] or date.fromisoformat(facts["as_of"]), options["place"])
        names = [name.strip() for name in options["rules"].split(",") if name.strip()]
        return sweep_snapshot(on, names, options["snapshot"], options["engine"], options["master"])
