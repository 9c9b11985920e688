"""Candidates are the same whichever process works them out."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from benchmarks.day.days import DayName
from models.case import Case
from scenarios.generator.disruptions import Disruption
from scenarios.generator.tiers import Book
from solvers.day.known.facts import Facts
from solvers.day.placements.candidates import Candidates, candidates
from solvers.day.placements.candidates_beside import MANY, CandidatesBeside
from solvers.day.registry import rules


@pytest.fixture(scope="module")
def case() -> Case:
    return DayName("M", Book.TIGHT, Disruption.ONE_PROVIDER, 1).case()


def same(one: Candidates, other: Candidates) -> bool:
    """Tell whether a visit may do the same."""
    return (
        one.visit == other.visit
        and one.templates == other.templates
        and (one.refused, one.slots) == (other.refused, other.slots)
        and one.starts.keys() == other.starts.keys()
        and all(
            np.array_equal(a, b)
            for offer in one.starts
            for a, b in zip(one.starts[offer], other.starts[offer], strict=True)
        )
    )


def test_they_are_the_same_beside_and_in_the_order_asked_for(case: Case) -> None:
    facts = Facts(case)
    assert len(facts.visits) > MANY
    beside = CandidatesBeside(facts)
    first = sorted(facts.hit)
    beside.begin(first)
    assert list(beside.of(first)) == first
    found = beside.of(facts.visits)
    beside.end()
    assert list(found) == list(facts.visits)
    for ref in list(facts.visits)[::10]:
        assert same(found[ref], candidates(facts, rules(), facts.visits[ref]))


def test_what_a_process_that_has_died_owes_is_worked_out_here(case: Case) -> None:
    facts = Facts(case)
    beside = CandidatesBeside(facts)
    beside.begin(())
    assert beside.process is not None
    os.kill(beside.process, signal.SIGKILL)
    last = list(facts.visits)[-1]
    found = beside.of([last])
    beside.end()
    assert same(found[last], candidates(facts, rules(), facts.visits[last]))
