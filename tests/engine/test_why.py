"""Why a visit is where a plan has it: sentences, prices and alternatives on a small day."""

from __future__ import annotations

import pytest

from engine.asked import Asked, Given
from engine.asking.enquiry import Enquiry
from engine.asking.questions import why as ask
from engine.asking.standing import Standing
from engine.asking.why import why
from engine.proposals.baseline import do_nothing
from models.case import Case
from models.errors import BadInput
from models.explanation import Alternative, Why
from models.plan import Plan
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.limits import Bound
from tests.engine.clinic import LEE_OUT, case, day, office, placed, visit, with_visits


def standing(now: Case, plan: Plan | None = None, **visits: object) -> Standing:
    """Return a plan of the clinic's, with some visits elsewhere."""
    made = with_visits(plan or do_nothing(now), **visits)  # type: ignore[arg-type]
    return Standing(now, made, check(now, made), Bound())


def with_bell(now: Case) -> Standing:
    """Return the day without dr-lee: two visits with dr-bell, one left to a clinician."""
    return standing(
        now, a_1=placed(540, "np-cruz", "ma-2", "room-2"), a_2=placed(600, "dr-bell"), a_3=None
    )


def way(answer: Why, what: str) -> Alternative:
    return next(way for way in answer.alternatives if what in way.what)


def test_a_visit_that_is_swapped() -> None:
    answer = why(with_bell(case(LEE_OUT)), "a-2")

    assert answer.summary == (
        "a-2 keeps its time with another provider (10:00 with dr-bell):"
        " dr-lee is away 08:00–17:00 [absence]; it costs 17;"
        " next best: np-cruz at 10:00, 9 dearer: continuity +5, specialty +4."
    )
    assert [(row.rule, row.tier.value, row.cost) for row in answer.costs] == [
        ("continuity", "T4", 15),
        ("specialty", "T5", 2),
    ]
    assert answer.cost == 17


def test_every_way_is_refused_by_a_rule_or_has_its_price() -> None:
    answer = why(with_bell(case(LEE_OUT)), "a-2")

    assert [(w.what, w.refused.rule if w.refused else w.cost) for w in answer.alternatives] == [
        ("np-cruz at 10:00", 9),
        ("2026-11-24 09:00 with dr-lee", 345),
        ("left to a clinician", 403),
        ("as published, 10:00 with dr-lee", "absence"),
        ("another time with dr-lee", "absence"),
    ]
    assert way(answer, "as published").sentence == "dr-lee is away 08:00–17:00"


def test_prices_are_those_of_the_check() -> None:
    about = with_bell(case(LEE_OUT))

    left = way(why(about, "a-2"), "left")
    other = standing(about.case, about.plan, a_2=None)

    assert left.cost == other.verdict.cost - about.verdict.cost
    assert sum(row.cost for row in left.costs) == left.cost


def test_whoever_has_the_time_is_named() -> None:
    answer = why(with_bell(case(LEE_OUT)), "a-1")

    bell = way(answer, "dr-bell at 09:00")
    assert bell.refused is not None
    assert (bell.refused.rule, bell.sentence) == ("provider-overlap", "dr-bell has b-1 then")


def test_a_visit_that_is_kept() -> None:
    answer = why(with_bell(case(LEE_OUT)), "b-2")

    assert answer.summary == (
        "b-2 is kept (13:00 with dr-bell); it costs nothing;"
        " next best: np-cruz at 13:00, 26 dearer: continuity +20, specialty +6."
    )
    nearest = way(answer, "the nearest start")
    assert (nearest.what, nearest.cost) == ("dr-bell at 12:55, the nearest start", 61)


def test_a_visit_left_to_a_clinician() -> None:
    answer = why(with_bell(case(LEE_OUT)), "a-3")

    assert answer.summary == (
        "a-3 is left to a clinician: dr-lee is away 08:00–17:00; nobody else at work today may"
        " hold it; no open slot fits by 2026-12-23 [absence]; it costs 480; there is no other way."
    )
    bell = way(answer, "dr-bell at 11:00")
    assert bell.refused is not None
    assert (bell.refused.rule, bell.sentence) == (
        "competence",
        "dr-bell may not do procedure for a-3",
    )


def test_a_lock_speaks_for_itself() -> None:
    lock = {"holds": ["time"], "author": "manager", "reason": "transport is booked"}
    answer = why(standing(case(appointments=visit("b-2", locks=[lock]))), "b-2")

    other_day, other_time = way(answer, "another day"), way(answer, "another time")
    assert other_day.refused is not None and other_time.refused is not None
    assert (other_day.refused.rule, other_day.sentence) == ("locks", "the visit is locked")
    assert (other_time.refused.rule, other_time.sentence) == (
        "locks",
        "b-2: the start is locked by manager (transport is booked)",
    )


def test_a_must_today_visit_names_the_harm_of_dropping_it() -> None:
    about = standing(case(appointments=visit("b-2", urgency="must-today")))

    left = way(why(about, "b-2"), "left")

    assert (left.harm, left.cost) == (1000, 120)
    assert left.sentence == (
        "more harm to patients (disposition +1,000); 120 dearer: calls +60, disposition +60"
    )


def test_an_unknown_visit_is_refused() -> None:
    with pytest.raises(BadInput, match="no such visit is to be planned"):
        why(standing(case()), "z-9")


def test_a_plan_of_an_earlier_answer_is_taken_as_it_is() -> None:
    now = case(LEE_OUT)
    plan = ring_zero(now)

    answer = ask(Enquiry(office(), day(LEE_OUT), given=Given(plan)), "b-2")

    assert answer == why(Standing(now, plan, check(now, plan), Bound()), "b-2")


def test_an_illegal_plan_is_refused_with_its_rule() -> None:
    now = case(LEE_OUT)

    with pytest.raises(BadInput, match=r"not legal for this day \(absence: dr-lee is away"):
        ask(Enquiry(office(), day(LEE_OUT), given=Given(do_nothing(now))), "b-2")


def test_without_a_plan_one_is_worked_out() -> None:
    answer = ask(Enquiry(office(), day(LEE_OUT), asked=Asked(deadline=0)), "a-2")

    assert answer.rule == "absence"
