"""HiGHS in a process of its own tells what it finds, and can be ended at any time."""

from __future__ import annotations

import datetime
import os
import random
import struct
import threading
from typing import Any

import pytest
from ortools.math_opt.python.model import Model
from ortools.math_opt.python.parameters import SolveParameters, SolverType
from ortools.math_opt.python.solve import solve
from ortools.math_opt.solvers import highs_pb2
from ortools.sat.python import cp_model

from solvers.day.solving.beside import Beside
from solvers.day.solving.programme import programme_of
from solvers.forked import Forked
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


def test_bug_whoever_forked_had_used_highs_with_threads() -> None:
    """HiGHS waited for ever on a pool of threads that were not there after the fork."""
    beside: list[Beside] = []

    def fork_after_use() -> None:
        options = highs_pb2.HighsOptionsProto(int_options={"threads": 2})
        parameters = SolveParameters(time_limit=datetime.timedelta(seconds=1), highs=options)
        used = Model.from_model_proto(programme_of(hard().proto))
        solve(used, SolverType.HIGHS, params=parameters)
        beside.append(Beside(hard(), 1, 0, 0.0, lambda _: None))

    # A thread of its own: where HiGHS was called before, its pool cannot be made larger.
    user = threading.Thread(target=fork_after_use)
    user.start()
    user.join()

    assert beside[0].over.wait(60)
    beside[0].end()
    assert beside[0].result is not None


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


@pytest.mark.parametrize("said", [b"", struct.pack("!i", 100), struct.pack("!i", 100) + b"half"])
def test_bug_who_is_ended_while_telling_has_told_nothing(
    monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    """The pipe is shut in the middle of a message, or between its length and the rest."""
    trouble: list[object] = []
    monkeypatch.setattr(threading, "excepthook", trouble.append)

    def work(tell: Any) -> None:
        tell("one")
        os.write(tell.__self__.fileno(), said)

    told: list[str] = []
    forked = Forked(work, told.append)
    assert forked.over.wait(60)
    forked.end()
    assert told == ["one"]
    assert not trouble
