"""What only a demonstration has: example values for what nobody has supplied, and a first sweep of the sample registers."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from pydantic import RootModel

from luoshi.kernel.content import load_yaml
from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA, at_moment
from luoshi.registry.api import system_viewer

from .models import SampleValue, Sweep
from .service import run_sweep, whole_law

FILE = "assumptions.yaml"
SWEPT = ("social_assistance", "firms")


class _Values(RootModel[dict[str, Decimal]]):
    pass


def seed(programme: Programme) -> int:
    path = programme.folder / "demo" / FILE
    if not programme.demo or not path.exists() or Sweep.objects.exists():
        return 0
    given = load_yaml(path, _Values).root
    known = whole_law().parameters
    for code, value in given.items():
        if code in known:
            SampleValue.objects.get_or_create(code=code, defaults={"value": value})
    day = programme.demo["as_of"]
    with at_moment(datetime.combine(day, time(8, 30), CHINA)):
        outcome = run_sweep(by=system_viewer(), names=SWEPT, day=day, place=programme.jurisdiction)
    return outcome.sweep.findings.count()
