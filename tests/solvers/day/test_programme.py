"""A compiled core and its mixed-integer programme have the same optimum."""

from __future__ import annotations

import random

import pytest
from ortools.sat.python import cp_model

from solvers.day.solving.mip import MipResult, solve_mip
from solvers.day.solving.programme import NotLinear, linear, programme_of

DAYS = range(40)


def drawn(seed: int) -> cp_model.CpModel:
    """Return a small model with every kind of row that cores have."""
    dice, model = random.Random(seed), cp_model.CpModel()
    literals = [model.new_bool_var("") for _ in range(8)]
    numbers = [model.new_int_var(-2, 5, "") for _ in range(3)]
    signed = [*literals, *(~literal for literal in literals)]
    model.add_exactly_one(dice.sample(literals, 3))
    model.add_at_most_one(dice.sample(signed, 3))
    model.add_bool_or(dice.sample(signed, 3))
    model.add_implication(*dice.sample(signed, 2))
    for number in numbers:
        some = dice.sample(literals, 3)
        model.add(number >= sum(dice.randint(1, 4) * x for x in some) - dice.randint(0, 3))
        enforced = dice.sample(signed, dice.randint(1, 2))
        model.add(number + 2 * dice.choice(literals) <= dice.randint(0, 4)).only_enforce_if(
            enforced
        )
        model.add(number - dice.choice(literals) >= 1).only_enforce_if(dice.choice(signed))
    terms = [dice.randint(-9, 9) * literal for literal in literals]
    model.minimize(sum(terms) + sum(3 * number for number in numbers) + 7)
    return model


def solved(model: cp_model.CpModel, heard: list[float] | None = None) -> MipResult:
    """Return what HiGHS makes of it."""
    return solve_mip(model, 30, 0, 0.0, (heard if heard is not None else []).append)


@pytest.mark.parametrize("seed", DAYS)
def test_both_engines_find_the_same_optimum(seed: int) -> None:
    model = drawn(seed)
    assert linear(model.proto)
    solver = cp_model.CpSolver()
    status = solver.solve(model)
    result = solved(model)
    if status == cp_model.INFEASIBLE:
        assert result.values is None
        return
    assert status == cp_model.OPTIMAL
    assert result.proven
    assert result.cost == pytest.approx(solver.objective_value)
    assert result.bound <= solver.objective_value + 1e-6


@pytest.mark.parametrize("seed", DAYS)
def test_its_values_are_a_solution_of_the_model(seed: int) -> None:
    model = drawn(seed)
    result = solved(model)
    if result.values is None:
        assert cp_model.CpSolver().solve(model) == cp_model.INFEASIBLE
        return
    for index, value in enumerate(result.values.values):
        model.add(model.get_int_var_from_proto_index(index) == value)
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    assert solver.objective_value == pytest.approx(result.cost)


def test_expressions_and_literals_have_their_values() -> None:
    model = cp_model.CpModel()
    one, many = model.new_bool_var("one"), model.new_int_var(0, 9, "many")
    model.add(many >= 4 + 2 * one)
    model.add(one == 1)
    model.minimize(many)
    values = solved(model).values
    assert values is not None
    assert values.value(3 * many - one + 2) == 19
    assert values.value(5) == 5
    assert values.boolean_value(one)
    assert not values.boolean_value(~one)


def test_what_is_not_linear_is_refused() -> None:
    model = cp_model.CpModel()
    start = model.new_int_var(0, 9, "start")
    model.add_no_overlap([model.new_fixed_size_interval_var(start, 2, "held")])
    assert not linear(model.proto)
    with pytest.raises(NotLinear):
        programme_of(model.proto)


def test_a_domain_with_holes_is_refused() -> None:
    model = cp_model.CpModel()
    model.new_int_var_from_domain(cp_model.Domain.from_values([0, 4]), "start")
    assert not linear(model.proto)
    with pytest.raises(NotLinear):
        programme_of(model.proto)
