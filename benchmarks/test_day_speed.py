"""How long a day of about 60 visits takes: ring 0, compiling, first better answer, proof."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import pytest

from benchmarks.day.days import FIXTURES, DayName
from benchmarks.day.runs import run_own
from engine.opening.cases import case_of
from engine.solving.warm import shut_down, warm_up
from scenarios import library
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts
from solvers.day.model.board import Board
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_benchmark.fixture import BenchmarkFixture

    from models.case import Case

LARGE = ["md-out-small-pc", "ma-out-small-pc", "desk-out-lunch"]


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    warm_up(1)
    yield
    shut_down()


def case_named(name: str) -> Case:
    """Return the case of a fixture."""
    scenario = library.load(name)
    return case_of(scenario.office, scenario.day)


@pytest.mark.parametrize("name", LARGE)
def test_to_proof(benchmark: BenchmarkFixture, name: str) -> None:
    case = case_named(name)
    runs = []
    day = DayName(FIXTURES, "written", name, 0)
    benchmark.pedantic(lambda: runs.append(run_own(day, case, 30.0)[0]), rounds=5, warmup_rounds=1)
    firsts = sorted(first for run in runs if (first := run.first()) is not None)
    benchmark.extra_info["first_seconds_median"] = firsts[len(firsts) // 2] if firsts else None
    benchmark.extra_info["proven"] = sum(run.proven for run in runs)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    benchmark.extra_info["peak_mib_asking_process"] = used // 1024
    assert all(run.final[2] >= run.bound for run in runs)


@pytest.mark.parametrize("name", LARGE)
def test_ring_zero(benchmark: BenchmarkFixture, name: str) -> None:
    case = case_named(name)
    plan = benchmark(ring_zero, case)
    assert not check(case, plan).breaches


@pytest.mark.parametrize("name", LARGE)
def test_compile_core(benchmark: BenchmarkFixture, name: str) -> None:
    case = case_named(name)

    def build() -> Board:
        facts = Facts(case)
        found = {ref: candidates(facts, rules(), v) for ref, v in facts.visits.items()}
        board = Board(facts, found, {}, core=True)
        board.post(rules())
        return board

    assert benchmark(build).visits


@pytest.mark.parametrize("name", LARGE)
def test_check(benchmark: BenchmarkFixture, name: str) -> None:
    case = case_named(name)
    plan = ring_zero(case)
    assert not benchmark(lambda: check(case, plan.model_copy())).breaches
