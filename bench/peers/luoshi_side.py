"""The same question to Luoshi's own rules: the same arguments and output as ``openfisca_side.py``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from entitlements import assumed, stand_up  # type: ignore[import-not-found]


def main(folder: Path, out: Path) -> None:
    stand_up()
    import narwhals as nw

    from luoshi.entitlements.domain.plan import wire
    from luoshi.entitlements.snapshots import worked_out
    from luoshi.registry.api import scan_snapshot

    law = assumed("")
    began = time.perf_counter()
    plan = wire(law, ["minimum_living_allowance", "is_edge_household"])
    tables = {name: nw.from_native(frame) for name, frame in scan_snapshot(folder)[0].items()}
    household = plan.run(tables)["household"]
    household = household.select("household_number", "minimum_living_allowance", "is_edge_household")
    nw.to_native(worked_out({"household": household})["household"]).write_parquet(out)
    print(json.dumps({"seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
