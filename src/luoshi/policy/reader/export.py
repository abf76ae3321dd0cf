"""A reading as JSON."""

from __future__ import annotations

from typing import Any

from .model import Measure, PolicyDocument, Span


def to_json(document: PolicyDocument) -> dict[str, Any]:
    """The reading as plain values: head, measures with units, groups, targets, deadlines, actions; with spans."""
    head = document.head
    return {
        "title": head.title,
        "issuer": head.issuer,
        "doc_number": head.doc_number,
        "date": head.date,
        "written_date": head.written_date,
        "recipients": list(head.recipients),
        "openness": head.openness,
        "spans": {key: _span(span) for key, span in head.spans.items()},
        "measures": [_measure(m) for m in document.measures],
        "notes": list(document.notes),
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "id": measure.id,
        "number": measure.number,
        "title": measure.title,
        "section": measure.section,
        "responsible": [
            {"name": r.name, "role": r.role, "unit": r.unit, "span": _span(r.span), "confidence": r.confidence}
            for r in measure.responsible
        ],
        "groups": [g.name for g in measure.groups],
        "group_members": {g.name: list(g.members) for g in measure.groups if g.members},
        "targets": [
            {
                "text": t.text,
                "metric": t.metric,
                "op": t.op,
                "value": int(t.value) if t.value == int(t.value) else t.value,
                "unit": t.unit,
                "deadline": t.deadline,
                "span": _span(t.span),
                "confidence": t.confidence,
            }
            for t in measure.targets
        ],
        "deadlines": [d.text for d in measure.deadlines],
        "deadline_spans": [_span(d.span) for d in measure.deadlines],
        "actions": [c.text for c in measure.commitments],
        "commitments": [
            {
                "text": c.text,
                "kind": c.kind,
                "verb": c.verb,
                "subject": c.subject,
                "sentence": c.sentence,
                "named": [{"text": n.text, "kind": n.kind, "span": _span(n.span)} for n in c.named],
                "span": _span(c.span),
                "confidence": c.confidence,
            }
            for c in measure.commitments
        ],
        "sentences": [{"id": s.id, "text": s.text, "span": _span(s.span)} for s in measure.sentences],
        "span": _span(measure.span),
        "confidence": measure.confidence,
    }
