"""Cuts go on where the bound stands still for some rounds, and what it then comes to holds."""

from __future__ import annotations

import pytest

from scenarios.generator.disruptions import Disruption
from solvers.day.bounds import relaxation
from solvers.day.bounds.relaxation import Relaxation
from solvers.day.improving.ruin import Ruin
from tests.solvers.day.arranged import arranged

ROUNDS = 300


def test_bug_a_round_of_cuts_that_raises_nothing_is_not_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = arranged(Disruption.ONE_PROVIDER, 4)
    patient = Relaxation(day.columns, (), day.rows).solve(600).bound
    monkeypatch.setattr(relaxation, "PLATEAU", 1)
    impatient = Relaxation(day.columns, (), day.rows).solve(600).bound
    ruin = Ruin(day.arrangement(), day.key, 0)
    plans = [plan for plan, _ in ruin.run(lambda: ruin.rounds < ROUNDS)]
    assert patient > impatient + 1
    assert patient <= day.costs(plans[-1])
