"""The solver says nothing: what it prints of itself would stand among what the program tells its user."""

from __future__ import annotations

import pytest

from luoshi.projects.domain.milp import maximise, row, whole_numbers, whole_solver

pytestmark = pytest.mark.pure


def test_a_choice_is_made_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    solver = whole_solver(0.0, 5.0)
    for worth in (3.0, 2.0):
        solver.addVar(0, 1)
        solver.changeColCost(solver.getNumCol() - 1, worth)
    whole_numbers(solver, 2)
    row(solver, 0, 1, [(0, 1.0), (1, 1.0)])
    maximise(solver)
    solver.run()
    assert solver.getObjectiveValue() == 3.0
    assert capfd.readouterr().out == ""
