"""A visit's phases follow its type, with the lags between them."""

from __future__ import annotations

from tests.engine.clinic import case, placed, with_visits
from tests.solvers.day.judging import breaches


def test_a_lag_within_its_bounds_is_fine_and_a_minute_more_is_not() -> None:
    usual = case()
    for wait, broken in ((30, False), (31, True)):
        plan = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", wait=wait))
        assert bool(breaches("phases", usual, plan)) is broken


def test_length_people_and_number_of_phases_are_the_types() -> None:
    usual = case()
    short = with_visits(usual.published, b_2=placed(13 * 60, "dr-bell", minutes=19))
    assert "20 minutes" in breaches("phases", usual, short)[0].sentence
    good = placed(13 * 60, "dr-bell")
    alone = good.model_copy(
        update={"phases": (good.phases[0].model_copy(update={"people": ()}), good.phases[1])}
    )
    assert breaches("phases", usual, with_visits(usual.published, b_2=alone))
    half = good.model_copy(update={"phases": good.phases[:1]})
    assert (
        "1 phases instead of 2"
        in breaches("phases", usual, with_visits(usual.published, b_2=half))[0].sentence
    )
