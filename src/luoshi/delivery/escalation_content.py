"""When sheets are issued by rule, as a programme's ``escalation.yaml`` says: a preset's name, or rules of its own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from luoshi.kernel.content import load_yaml
from luoshi.kernel.events import publish
from luoshi.kernel.manifest import Change, ContentKind, Programme
from luoshi.kernel.today import now

from .domain.escalation import PRESETS, Act, When
from .domain.sheets import Grade
from .events import SheetRulesSet
from .models import SheetRules

FILE = "escalation.yaml"


class RuleEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    when: When
    act: Act = "sheet"
    grade: Grade = Grade.ORDINARY
    days: int = Field(default=0, ge=0, le=250)
    count: int = Field(default=2, ge=1, le=12)


class EscalationFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(max_length=100)
    preset: str = ""
    source: str = Field(default="", max_length=300)
    verified: bool = False
    judge_unanswered: bool = False
    rules: list[RuleEntry] = []

    @model_validator(mode="after")
    def _one_of_both(self) -> EscalationFile:
        if self.preset and self.preset not in PRESETS:
            raise ValueError(f"没有预设“{self.preset}”，可用：{'、'.join(PRESETS)}")
        if bool(self.preset) == bool(self.rules):
            raise ValueError("preset 和 rules 写且只写一项")
        if self.rules and not self.source:
            raise ValueError("自订规则要写明依据 source")
        return self

    def facts(self) -> dict[str, Any]:
        """The row to be kept."""
        if self.preset:
            scheme = PRESETS[self.preset]
            rules = [asdict(rule) for rule in scheme.rules]
            source, judged = scheme.source, scheme.judge_unanswered
        else:
            rules, source, judged = [rule.model_dump() for rule in self.rules], self.source, self.judge_unanswered
        plain = [{**rule, "grade": Grade(rule["grade"]).value} for rule in rules]
        terms = {"code": self.preset or "own", "judge_unanswered": judged, "rules": plain}
        return {"title": self.title, "source": source, "verified": self.verified, "terms": terms}


def read_rules(programme: Programme) -> EscalationFile | None:
    own = programme.folder / FILE
    return load_yaml(own, EscalationFile) if own.exists() else None


def apply_rules(programme: Programme, read: EscalationFile | None, actor: str) -> list[Change]:
    stored = SheetRules.objects.filter(document=programme.code).first()
    if read is None:
        if stored is None:
            return []
        stored.delete()
        publish(SheetRulesSet(actor=actor, at=now(), subject=programme.code, title=""))
        return [Change("escalation", programme.code, "remove", stored.title)]
    facts = read.facts()
    if stored is not None and all(getattr(stored, name) == value for name, value in facts.items()):
        return []
    SheetRules.objects.update_or_create(document=programme.code, defaults=facts)
    publish(SheetRulesSet(actor=actor, at=now(), subject=programme.code, title=read.title))
    return [Change("escalation", programme.code, "change" if stored else "create", read.title)]


ESCALATION = ContentKind("escalation", "发单规则", (FILE,), read_rules, apply_rules)
