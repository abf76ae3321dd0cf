"""People, households, firms and talents: each an entry, and what was known of it when.

A version says what is true from a day on, and between which moments the register said so. Nothing known is ever changed
or removed: a correction ends what was known and adds what is known now, so any past day can be asked as it was seen.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from ..domain.registers import FIRM, FIRM_YEAR, HOUSEHOLD, PERSON, REGISTERS, TALENT, Field, Register


def _column(field: Field) -> models.Field[Any, Any]:
    if field.type in {"integer", "money"}:
        return models.BigIntegerField(field.label, null=True, blank=True)
    if field.type == "number":
        return models.FloatField(field.label, null=True, blank=True)
    if field.type == "date":
        return models.DateField(field.label, null=True, blank=True)
    if field.type == "boolean":
        return models.BooleanField(field.label, null=True, blank=True)
    return models.CharField(field.label, max_length=200, null=True, blank=True)


def _columns(register: Register) -> dict[str, models.Field[Any, Any]]:
    """One column for each field: money in fen; empty means unknown."""
    return {field.name: _column(field) for field in register.fields}


class Entry(models.Model):
    """Somebody or something in a register. ``key`` is what files call it by; ``synthetic`` entries are sample data."""

    register = models.CharField("名录", max_length=20, choices=[(r.code, r.label) for r in REGISTERS.values()])
    key = models.CharField("编号", max_length=120)
    name = models.CharField("名称", max_length=200, blank=True)
    township = models.CharField("乡镇区划", max_length=12, blank=True)
    household = models.CharField("户号", max_length=60, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    synthetic = models.BooleanField("样例数据", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "key"], name="entry_key_once")]
        indexes = [
            models.Index(fields=["register", "name"], name="entry_by_name"),
            models.Index(fields=["register", "township"], name="entry_by_township"),
            models.Index(fields=["register", "household"], name="entry_by_household"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.pk}"


class Version(models.Model):
    """``valid_to`` and ``known_to`` are the first day and moment no longer meant; empty means still."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="%(class)ss")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    known_from = models.DateTimeField("登记时间")
    known_to = models.DateTimeField("更正时间", null=True, blank=True)
    source = models.CharField("来源", max_length=200)
    recorded_by = models.CharField("登记人", max_length=60)

    class Meta:
        abstract = True
        ordering = ["entry", "valid_from", "known_from"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.valid_from}"


def _once(name: str) -> list[models.BaseConstraint]:
    """What is known now of an entry starts on a day only once."""
    known = Q(known_to__isnull=True)
    return [models.UniqueConstraint(fields=["entry", "valid_from"], condition=known, name=f"{name}_once_a_day")]


class PersonVersion(Version):
    vars().update(_columns(PERSON))

    class Meta(Version.Meta):
        constraints = _once("person")


class HouseholdVersion(Version):
    vars().update(_columns(HOUSEHOLD))

    class Meta(Version.Meta):
        constraints = _once("household")


class FirmVersion(Version):
    vars().update(_columns(FIRM))

    class Meta(Version.Meta):
        constraints = _once("firm")


class FirmYearVersion(Version):
    """The figures of one firm's year; its entry is the firm and the year together."""

    vars().update(_columns(FIRM_YEAR))

    class Meta(Version.Meta):
        constraints = _once("firm_year")


class TalentVersion(Version):
    vars().update(_columns(TALENT))

    class Meta(Version.Meta):
        constraints = _once("talent")


VERSIONS: dict[str, type[Version]] = {
    "person": PersonVersion,
    "household": HouseholdVersion,
    "firm": FirmVersion,
    "firm_year": FirmYearVersion,
    "talent": TalentVersion,
}


class RegisterMark(models.Model):
    """One row: another mark after every act on the registers, so that what was read under one is good while it stands."""

    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark


class RegisterImport(models.Model):
    """A file taken into a register, whole."""

    register = models.CharField("名录", max_length=20)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    valid_from = models.DateField("数据日期")
    rows = models.PositiveIntegerField("行数")
    created = models.PositiveIntegerField("新增")
    changed = models.PositiveIntegerField("变更")
    by = models.CharField("导入人", max_length=60)
    at = models.DateTimeField("导入时间")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.register} {self.file_name}"
