"""HiGHS in a process of its own tells what it finds, and can be ended at any time."""

from __future__ import annotations

import os
import random
import threading

import pytest
from ortools.sat.python import cp_model

from solvers.day.beside import Beside
from tests.solvers.day.test_programme import drawn


def hard() -> cp_model.CpModel:
    """Return a model that takes longer than anybody waits: a market split."""
    dice, model = random.Random(1), cp_model.CpModel()
    literals = [model.new_bool_var("") for _ in range(60)]
    off = []
    for _ in range(6):
        weights = [dice.randrange(100) for _ in literals]
        over, under = model.new_int_var(0, 9999, ""), model.new_int_var(0, 9999, "")
        total = sum(w * x for w, x in zip(weights, literals, strict=True))
        model.add(total + under - over == sum(weights) // 2)
        off += [over, under]
    model.minimize(sum(off))
    return model


def test_it_tells_its_result() -> None:
    model = drawn(1)
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    beside = Beside(model, 30, 0, 0.0, lambda _: None)
    assert beside.over.wait(60)
    beside.end()
    assert beside.result is not None
    assert beside.result.cost == pytest.approx(solver.objective_value)


def test_it_is_ended_in_the_middle() -> None:
    beside = Beside(hard(), 600, 0, 0.0, lambda _: None)
    beside.end()
    assert beside.over.is_set()
    assert beside.result is None
    with pytest.raises(ProcessLookupError):
        os.kill(beside.pid, 0)


def test_whoever_waits_is_stopped_when_it_is_over() -> None:
    stopped = threading.Event()
    beside = Beside(drawn(2), 30, 0, 0.0, lambda _: None)
    beside.stops(stopped.set)
    assert stopped.wait(60)
    beside.end()


def test_whoever_comes_late_is_stopped_at_once() -> None:
    beside = Beside(drawn(3), 30, 0, 0.0, lambda _: None)
    assert beside.over.wait(60)
    stopped = threading.Event()
    beside.stops(stopped.set)
    assert stopped.is_set()
    beside.end()
