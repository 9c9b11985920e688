"""A case: what is sent of it to another process."""

from __future__ import annotations

import pickle
from dataclasses import fields

from engine.opening.cases import case_of
from scenarios.generator.days import generate
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check, check_seconds


def test_what_was_worked_out_from_a_case_is_not_sent_with_it() -> None:
    case = case_of(*generate(1, providers=2, sites=2, visits_per_provider=2))
    check(case, ring_zero(case))
    assert vars(case).keys() > {field.name for field in fields(case)}
    there = pickle.loads(pickle.dumps(case))
    assert there == case
    assert vars(there).keys() == {field.name for field in fields(case)}


def test_a_verdict_that_is_kept_says_how_long_the_check_took_that_was_made() -> None:
    case = case_of(*generate(1, providers=2, sites=2, visits_per_provider=2))
    plan = ring_zero(case)
    check(case, plan)
    seconds = check_seconds(case)
    check(case, plan)
    assert check_seconds(case) == seconds > 0
