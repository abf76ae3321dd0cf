"""How much of a document runs: what is planned for its words, held against what the rooms can show.

A mechanism runs where its room has declared it, finds it alive in the store for that measure, and names a story
test that this checkout holds. Nothing here is typed in.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from luoshi.delivery.api import commitment_counts
from luoshi.kernel.manifest import Mechanism, manifests
from luoshi.policy.api import MechanismFacts, clauses_served, document_facts, measures, mechanisms

CHECKOUT = Path(__file__).resolve().parents[3]
SUPERVISION = "delivery.supervision"
SUPERVISION_ROOM = "delivery"


@dataclass(frozen=True)
class MechanismState:
    facts: MechanismFacts
    running: bool
    why_not: str
    """Empty when running; else undeclared (no room has it yet), untested (no story test), absent (not in the store)."""


@dataclass(frozen=True)
class MeasureCoverage:
    measure: str
    title: str
    commitments: int
    with_owner: int
    with_task: int
    with_measure: int
    planned: int
    running: int


@dataclass(frozen=True)
class Beyond:
    """The same counts without supervision, which serves every clause alike."""

    planned: int
    running: int
    clauses_served: int


@dataclass(frozen=True)
class Coverage:
    document: str
    title: str
    measures: tuple[MeasureCoverage, ...]
    planned: int
    running: int
    clauses: int
    clauses_served: int
    beyond_supervision: Beyond


@cache
def story_exists(story: str) -> bool:
    """Whether ``file::test`` is a test function in this checkout."""
    file, _, name = story.partition("::")
    path = (CHECKOUT / file).resolve()
    collected = path.name.startswith("test_") and path.is_relative_to(CHECKOUT) and name.startswith("test_")
    if not collected or not path.is_file():
        return False
    tree = ast.parse(path.read_text("utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in ast.walk(tree))


def declared() -> dict[str, Mechanism]:
    return {mechanism.code: mechanism for manifest in manifests() for mechanism in manifest.mechanisms}


def states(document: str, measure: str | None = None) -> list[MechanismState]:
    """Every planned mechanism of the document (or of one measure), and whether it runs."""
    known = declared()
    return [
        _state(document, facts, known.get(facts.code))
        for facts in mechanisms(document)
        if measure in {None, facts.measure}
    ]


def _state(document: str, facts: MechanismFacts, mechanism: Mechanism | None) -> MechanismState:
    if mechanism is None:
        return MechanismState(facts, False, "undeclared")
    if not story_exists(mechanism.story):
        return MechanismState(facts, False, "untested")
    alive = mechanism.exists(document, facts.measure)
    return MechanismState(facts, alive, "" if alive else "absent")


def coverage(document: str) -> Coverage:
    found, counts = states(document), commitment_counts(document)
    own = [state for state in found if state.facts.code != SUPERVISION]
    rows = []
    all_measures = measures(document)
    there = {clause.code for measure in all_measures for clause in measure.clauses}
    served = {clause: rooms for clause, rooms in clauses_served(document).items() if clause in there}
    for measure in all_measures:
        mine = [state for state in found if state.facts.measure == measure.code]
        count = counts.get(measure.code)
        rows.append(
            MeasureCoverage(
                measure=measure.code,
                title=measure.title,
                commitments=count.commitments if count else 0,
                with_owner=count.with_owner if count else 0,
                with_task=count.with_task if count else 0,
                with_measure=count.with_measure if count else 0,
                planned=len(mine),
                running=sum(state.running for state in mine),
            )
        )
    return Coverage(
        document=document,
        title=document_facts(document).title,
        measures=tuple(rows),
        planned=len(found),
        running=sum(state.running for state in found),
        clauses=sum(len(measure.clauses) for measure in all_measures),
        clauses_served=len(served),
        beyond_supervision=Beyond(
            len(own), sum(s.running for s in own), sum(1 for rooms in served.values() if rooms - {SUPERVISION_ROOM})
        ),
    )
