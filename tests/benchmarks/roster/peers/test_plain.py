"""The plain model says of every roster what its format says, and proves what our search proves."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from ortools.sat.python import cp_model

from benchmarks.roster.formats import FORMATS
from benchmarks.roster.peers import ABOUT, KNOWN, peers
from benchmarks.roster.peers.plain import Plain, _answer, _model
from benchmarks.roster.runs import own
from solvers.roster.outcome import RosterLimits
from tests.benchmarks.roster.small import task_of
from tests.benchmarks.roster.test_curtois import DATA, SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.roster.answers import Answer
    from benchmarks.roster.formats import Task

LIMITS = RosterLimits(120, seed=0, workers=1)


def said_of(model: cp_model.CpModel, literals, chosen: set) -> float | None:
    """What a model charges for a roster; None where it does not allow it."""
    pinned = model.clone()
    for cell, literal in literals.items():
        domain = pinned.proto.variables[literal.index].domain
        domain[0] = domain[1] = int(cell in chosen)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.objective_value if solver.solve(pinned) == cp_model.OPTIMAL else None


def changed(task: Task, literals, answer: Answer, draw: random.Random) -> tuple[Answer, set]:
    """Return a roster with up to three cells that are other than in an answer, and its literals."""
    chosen = {cell for cell in literals if cell[2] in answer[cell[0]][cell[1]]}
    for person, day, shift in draw.sample(sorted(literals), draw.randint(0, 3)):
        if draw.random() < 0.7:
            chosen -= {cell for cell in chosen if cell[:2] == (person, day)}
        chosen ^= {(person, day, shift)}
    values = [0] * (1 + max(literal.index for literal in literals.values()))
    for cell in chosen:
        values[literals[cell].index] = 1
    return _answer(task.instance, literals, values), chosen


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_model_charges_and_forbids_what_the_format_does(form: str, tmp_path: Path) -> None:
    task = task_of(form, tmp_path)
    model, literals = _model(task.instance)
    best = Plain().run(task.instance, LIMITS).answers[-1].answer()
    draw, legal, broken = random.Random(0), 0, 0
    for _ in range(60):
        answer, chosen = changed(task, literals, best, draw)
        score, said = task.score(answer), said_of(model, literals, chosen)
        if score.violations:
            assert said is None, (answer, score.violations)
            broken += 1
        else:
            assert said == score.cost, answer
            legal += 1
    assert legal >= 10
    assert broken >= 5


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_it_proves_what_our_search_proves(form: str, tmp_path: Path) -> None:
    task = task_of(form, tmp_path)
    plain, ours = Plain().run(task.instance, LIMITS), own(task, LIMITS)
    assert plain.proven
    assert ours.proven
    assert plain.bounds[-1][1] == ours.bounds[-1][1] == plain.answers[-1].cost
    for trace in (plain, ours):
        score = task.score(trace.answers[-1].answer())
        assert (score.cost, score.violations) == (trace.answers[-1].cost, ())


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_answer_is_legal_and_only_the_proven_one_says_what_it_costs(
    form: str, tmp_path: Path
) -> None:
    task = task_of(form, tmp_path)
    trace = Plain().run(task.instance, LIMITS)
    scores = [task.score(told.answer()) for told in trace.answers]
    assert not any(score.violations for score in scores)
    assert [told.cost for told in trace.answers[:-1]] == [None] * (len(scores) - 1)
    assert trace.answers[-1].cost == scores[-1].cost
    assert all(told.seconds <= trace.ended for told in trace.answers)


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    path.write_text(SMALL.replace("2400,960,3", "2400,2400,3"))
    trace = Plain().run(next(FORMATS["curtois"](path)).instance, LIMITS)
    assert (trace.infeasible, trace.proven, trace.answers) == (True, False, [])


def test_who_is_not_known_is_said() -> None:
    assert ABOUT.keys() == KNOWN.keys()
    assert [peer.name for peer in peers(["plain"]).here] == ["plain"]
    with pytest.raises(ValueError, match="no such peer: nobody; there are plain, timefold, or all"):
        peers(["nobody"])


@pytest.mark.skipif(not DATA.is_dir(), reason="the published instances are not here")
def test_it_proves_the_first_published_instance() -> None:
    task = next(FORMATS["curtois"](DATA / "Instance1.txt"))
    trace = Plain().run(task.instance, RosterLimits(300))
    score = task.score(trace.answers[-1].answer())
    assert (trace.proven, score.cost, score.violations) == (True, 607, ())
