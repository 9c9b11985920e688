"""What lies before now is fact: breaks taken and duties done stay as they were."""

from __future__ import annotations

from tests.engine.clinic import case
from tests.solvers.day.judging import findings


def test_a_break_that_was_taken_cannot_be_taken_back() -> None:
    for now, broken in ((12 * 60, False), (12 * 60 + 1, True)):
        later = case(now=now)
        none = later.published.model_copy(update={"breaks": ()})
        assert bool(findings("past", later, none)) is broken


def test_duty_done_stays_done() -> None:
    later = case(now=10 * 60)
    (desk,) = later.published.duties
    for start, broken in ((8 * 60, False), (9 * 60, True)):
        cut = desk.model_copy(update={"start": start})
        plan = later.published.model_copy(update={"duties": (cut,)})
        assert bool(findings("past", later, plan)) is broken
