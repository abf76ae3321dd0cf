"""How units are scored, as the files say: a programme's ``scoring.yaml``, or the common one among the statutes."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from luoshi.kernel.content import load_yaml
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from .domain.scoring import Part, PartCode, Rubric
from .events import RubricSet
from .models import Rubric as StoredRubric

FILE = "scoring.yaml"


class PartEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z][a-z_]{1,39}$")
    kind: PartCode
    weight: float = Field(gt=0, le=100)
    label: str = Field(max_length=40)
    label_en: str = Field(default="", max_length=60)


class RubricFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(max_length=100)
    title_en: str = Field(default="", max_length=200)
    source: str = Field(min_length=1, max_length=300)
    verified: bool = False
    parts: list[PartEntry] = Field(min_length=1)
    sheet: dict[str, float] = {}
    twice_yellow: float = Field(default=0, ge=0)
    red: float = Field(default=0, ge=0)
    talk: float = Field(default=0, ge=0)
    false_factor: float = Field(default=2, ge=0, le=10)
    early_days: int = Field(default=15, ge=1)
    early_bonus: float = Field(default=0, ge=0)
    bonus_most: float = Field(default=0, ge=0)
    late_credit: float = Field(default=0.5, ge=0, le=1)
    least_tasks: int = Field(default=3, ge=1)
    moves_per: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _whole(self) -> RubricFile:
        codes = [part.code for part in self.parts]
        if len(set(codes)) != len(codes):
            raise ValueError("项目代码重复")
        if abs(sum(part.weight for part in self.parts) - 100) > 1e-9:
            raise ValueError(f"各项权重之和应为 100，现为 {sum(part.weight for part in self.parts):g}")
        if wrong := set(self.sheet) - {"blue", "orange", "red"}:
            raise ValueError(f"督查单没有这种颜色：{'、'.join(sorted(wrong))}")
        return self


def rubric_of(terms: dict[str, Any]) -> Rubric:
    """What is kept, as the rules take it."""
    return Rubric(**{**terms, "parts": tuple(Part(**part) for part in terms["parts"])})


def read_rubric(programme: Programme) -> RubricFile | None:
    own = programme.folder / FILE
    if own.exists():
        return load_yaml(own, RubricFile)
    common = programme.statutes / "cn" / FILE if programme.statutes else None
    return load_yaml(common, RubricFile) if common and common.exists() else None


def apply_rubric(programme: Programme, read: RubricFile | None, actor: str) -> list[Change]:
    if read is None:
        return []
    facts = read.model_dump(include={"title", "title_en", "source", "verified"})
    facts["terms"] = read.model_dump(exclude={"title", "title_en", "source", "verified"})
    stored = StoredRubric.objects.filter(document=programme.code).first()
    if stored is not None and all(getattr(stored, name) == value for name, value in facts.items()):
        return []
    StoredRubric.objects.update_or_create(document=programme.code, defaults=facts)
    publish(RubricSet(actor=actor, at=now(), subject=programme.code, title=read.title))
    return [Change("rubric", programme.code, "change" if stored else "create", read.title)]


RUBRIC = ContentKind("rubric", "考评细则", (FILE,), read_rubric, apply_rubric)
