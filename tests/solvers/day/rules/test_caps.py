"""The engine calls only so many people who were not hit."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, case, office, placed, with_visits
from tests.solvers.day.judging import breaches


def test_one_call_too_many_is_caught() -> None:
    capped = case(at=office(rules={"caps": {"bystander-calls": 1}}))
    one = with_visits(capped.published, a_1=placed(9 * 60 + 15, "dr-lee"))
    assert not breaches("caps", capped, one)
    two = with_visits(one, b_2=placed(13 * 60 + 15, "dr-bell"))
    assert {"a-1", "b-2"} == set(breaches("caps", capped, two)[0].about)


def test_visits_that_were_hit_do_not_count() -> None:
    capped = case(LEE_OUT, at=office(rules={"caps": {"bystander-calls": 0}}))
    plan = with_visits(capped.published, a_1=placed(14 * 60, "np-cruz", "ma-2"), a_2=None, a_3=None)
    assert not breaches("caps", capped, plan)
