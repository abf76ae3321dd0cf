"""The reader's scores on the labelled documents are floors: a change that lowers one fails."""

import pytest

from luoshi.policy.reader import to_json, understand
from luoshi.policy.reader.model import SourceText

from .scoring import FIELDS, Score, gold_documents, score

FLOORS = {
    "measures": 0.995,
    "measure titles": 0.99,
    "sections": 0.99,
    "units": 0.99,
    "unit names": 0.99,
    "groups": 0.99,
    "targets": 0.97,
    "targets full": 0.97,
    "deadlines": 0.98,
    "actions exact": 0.98,
    "actions overlap": 0.98,
    "head": 0.98,
}


@pytest.fixture(scope="module")
def totals() -> dict[str, Score]:
    total = {name: Score() for name in FIELDS}
    for _, text, gold in gold_documents():
        for name, part in score(to_json(understand(SourceText(text))), gold).items():
            total[name].add(part)
    return total


@pytest.mark.parametrize("name", FIELDS)
def test_no_field_scores_below_its_floor(totals: dict[str, Score], name: str) -> None:
    found = totals[name]
    assert found.wanted > 0
    assert found.f1 >= FLOORS[name], "\n".join(found.wrong[:40])


def test_the_first_programmes_document_has_its_twenty_two_measures() -> None:
    text = next(text for name, text, _ in gold_documents() if name.startswith("minhou"))
    document = understand(SourceText(text))
    assert [m.id for m in document.measures] == [str(n) for n in range(1, 23)]
    assert document.measures[10].sentences[0].id == "11.s1"
    assert document.head.openness == "主动公开"
    units = [r.name for m in document.measures for r in m.responsible]
    assert units.count("县发改局") == 15
    assert all(any("乡镇" in g.name for g in m.groups) for m in document.measures)


def test_every_span_leads_to_its_text() -> None:
    for name, text, _ in gold_documents():
        for measure in understand(SourceText(text)).measures:
            for found in [*measure.sentences, *measure.commitments]:
                assert text[found.span.start : found.span.end] == found.text, (name, found)
            for group in measure.groups:
                assert text[group.span.start : group.span.end] == group.name, (name, group)
            for unit in measure.responsible:
                assert unit.name.endswith(text[unit.span.start : unit.span.end]), (name, unit)


def test_confidence_puts_the_doubtful_first() -> None:
    """Commitments below 0.6 are wrong more often than those above."""
    low, high = [0, 0], [0, 0]
    for _, text, gold in gold_documents():
        wanted = {m["number"] + m["section"]: set(m["actions"]) for m in gold["measures"] if "actions" in m}
        for measure in understand(SourceText(text)).measures:
            texts = wanted.get(measure.number + measure.section)
            for found in measure.commitments if texts is not None else ():
                counts = low if found.confidence < 0.6 else high
                counts[0] += found.text in texts
                counts[1] += 1
    assert low[0] / low[1] < high[0] / high[1]
