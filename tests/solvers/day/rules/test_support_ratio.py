"""Providers have enough support staff free for their patients."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, case, office
from tests.solvers.day.judging import cost

RATIO = {"support-ratio": {"task": "rooming", "per-provider": 0.5}}


def test_minutes_short_are_a_gap() -> None:
    usual = case(at=office(rules=RATIO))
    assert cost("support-ratio", usual, usual.published) == {"T0": 30}
    none = usual.published.model_copy(update={"breaks": ()})
    assert cost("support-ratio", usual, none) == {}


def test_fewer_providers_need_fewer_people() -> None:
    out = case(LEE_OUT, at=office(rules=RATIO))
    assert cost("support-ratio", out, out.published) == {}
