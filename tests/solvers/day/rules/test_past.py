"""What lies before now is fact: breaks taken and duties done stay as they were."""

from __future__ import annotations

from models.rules import BreakKind
from solvers.day.known.facts import Facts
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


def test_what_was_published_is_left_alone_at_any_time() -> None:
    for now in (7 * 60, 12 * 60 + 10, 18 * 60):
        later = case(now=now)
        assert not findings("past", later, later.published)


def test_whose_past_was_changed_is_said() -> None:
    later = case(now=12 * 60 + 1)
    bare = later.published.model_copy(update={"breaks": (), "duties": ()})
    breaks, duty = findings("past", later, bare)
    assert (breaks.kind, breaks.about) == ("breach", ("ma-1",))
    assert breaks.sentence == "ma-1's breaks before 12:01 are not those that were taken."
    assert (duty.kind, duty.about) == ("breach", ("desk-1",))
    assert duty.sentence == "desk-1's time on desk before now is not what was done."


def test_a_break_that_was_not_taken_is_not_made_up() -> None:
    later = case(now=12 * 60)
    (meal,) = later.published.breaks
    for start, broken in ((12 * 60 - 1, True), (12 * 60, False)):
        rest = meal.model_copy(update={"person": "ma-2", "start": start, "end": start + 30})
        plan = later.published.model_copy(update={"breaks": (meal, rest)})
        assert bool(findings("past", later, plan)) is broken


def test_only_time_present_was_done() -> None:
    later = case({"type": "late", "person": "desk-1", "until": "09:00"}, now=10 * 60)
    (desk,) = case().published.duties
    for start, broken in ((9 * 60, False), (8 * 60, True)):
        cut = desk.model_copy(update={"start": start})
        plan = later.published.model_copy(update={"duties": (cut,)})
        assert bool(findings("past", later, plan)) is broken


def test_the_model_takes_the_past_for_fact() -> None:
    facts = Facts(case(now=12 * 60 + 1))
    assert facts.fixed_breaks == [("ma-1", BreakKind.MEAL, 12 * 60, 12 * 60 + 30)]
    assert not Facts(case(now=12 * 60)).fixed_breaks
