"""The JSON interface of policy: documents, measures with their clauses, what is planned for them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ninja import Router

from luoshi.registry.api import Holds, ViewerRequest

from . import documents as ask

router = Router(tags=["policy"], auth=Holds("policy.view"))


@router.get("/documents")
def documents(request: ViewerRequest) -> list[dict[str, Any]]:
    return [asdict(facts) for facts in ask.documents()]


@router.get("/documents/{document}/measures")
def measures(request: ViewerRequest, document: str) -> list[dict[str, Any]]:
    """Measures with clauses and parties; spans are of the current version's text."""
    ask.document_facts(document)
    return [asdict(facts) for facts in ask.measures(document)]


@router.get("/documents/{document}/mechanisms")
def mechanisms(request: ViewerRequest, document: str) -> list[dict[str, Any]]:
    ask.document_facts(document)
    return [{**asdict(facts), "room": facts.room} for facts in ask.mechanisms(document)]


@router.get("/documents/{document}/text")
def text(request: ViewerRequest, document: str) -> dict[str, str]:
    return {"text": ask.text(document)}
