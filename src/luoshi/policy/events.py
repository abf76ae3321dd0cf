from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from luoshi.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentStored(Event):
    act: ClassVar[str] = "policy.document_stored"
    label: ClassVar[str] = "文件入库"
    version: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class RealisationMapped(Event):
    act: ClassVar[str] = "policy.realisation_mapped"
    label: ClassVar[str] = "更新落实方案"
    measures: tuple[str, ...]
