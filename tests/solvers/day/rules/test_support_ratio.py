"""Providers have enough support staff free for their patients."""

from __future__ import annotations

from ortools.sat.python import cp_model

from models.finding import Tier
from solvers.day.known.facts import Facts
from solvers.day.model.board import Board
from solvers.day.registry import rules
from tests.engine.clinic import LEE_OUT, case, office
from tests.solvers.day.judging import cost, findings

RATIO = {"support-ratio": {"task": "rooming", "per-provider": 0.5}}


def test_minutes_short_are_a_gap() -> None:
    usual = case(at=office(rules=RATIO))
    assert cost("support-ratio", usual, usual.published) == {"T0": 30}
    none = usual.published.model_copy(update={"breaks": ()})
    assert cost("support-ratio", usual, none) == {}


def test_fewer_providers_need_fewer_people() -> None:
    out = case(LEE_OUT, at=office(rules=RATIO))
    assert cost("support-ratio", out, out.published) == {}


def test_where_and_how_much_is_short_is_said() -> None:
    usual = case(at=office(rules=RATIO))
    (found,) = findings("support-ratio", usual, usual.published)
    assert (found.kind, found.tier, found.about) == ("gap", "T0", ("main",))
    assert found.sentence == "main has too few support staff: 30 minutes in all."
    assert "main" in found.advice


def test_without_a_task_nothing_is_asked() -> None:
    usual = case()
    assert not findings("support-ratio", usual, usual.published)


def test_half_a_person_is_a_whole_one() -> None:
    everybody = case(at=office(rules={"support-ratio": {"task": "rooming", "per-provider": 0.34}}))
    none = everybody.published.model_copy(update={"breaks": ()})
    assert cost("support-ratio", everybody, none) == {}
    third = case(at=office(rules={"support-ratio": {"task": "rooming", "per-provider": 0.67}}))
    assert cost("support-ratio", third, none) == {"T0": 9 * 60}


def test_a_duty_takes_from_the_staff_that_is_free() -> None:
    usual = case(at=office(rules=RATIO))
    (desk,) = usual.published.duties
    given = desk.model_copy(update={"person": "ma-2", "start": 10 * 60, "end": 10 * 60 + 45})
    plan = usual.published.model_copy(update={"breaks": (), "duties": (desk, given)})
    assert cost("support-ratio", usual, plan) == {"T0": 45}


def test_only_minutes_from_now_on_count() -> None:
    for now, short in ((12 * 60, 30), (12 * 60 + 29, 1), (12 * 60 + 30, 0)):
        later = case(at=office(rules=RATIO), now=now)
        expected = {"T0": short} if short else {}
        assert cost("support-ratio", later, later.published) == expected


def test_the_model_pays_for_as_many_minutes() -> None:
    for events in ((), (LEE_OUT,)):
        usual = case(*events, at=office(rules=RATIO))
        board = Board(Facts(usual), {}, {})
        board.post(rules())
        board.model.minimize(board.total(Tier.T0))
        solver = cp_model.CpSolver()
        assert solver.solve(board.model) == cp_model.OPTIMAL
        assert round(solver.objective_value) == (0 if events else 30)
