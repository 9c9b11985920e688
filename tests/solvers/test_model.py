"""A compiled model does not outlive whoever holds it."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest
from ortools.sat.python import cp_model

from solvers.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def without_looking_for_circles() -> Iterator[None]:
    """Have objects go when nobody holds them, and not otherwise."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_bug_a_model_stayed_until_python_looked_for_circles() -> None:
    model = Model()
    seen = model.new_bool_var("seen")
    model.maximize(seen)
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    assert solver.boolean_value(seen)
    held = weakref.ref(model)
    del model, seen
    assert held() is None


def test_a_clone_goes_as_soon_and_says_the_same() -> None:
    model = Model()
    seen = model.new_bool_var("seen")
    model.add(seen == 1)
    clone = model.clone()
    assert list(clone.proto.constraints[0].linear.vars) == [seen.index]
    held = weakref.ref(clone)
    del clone
    assert held() is None
