"""Why a visit is not somewhere else: refused, dearer by so much, or in conflict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.asked import Asked
from engine.asking.not_there import why_not
from engine.asking.standing import Standing
from engine.solving.solve import solve
from engine.solving.warm import shut_down, warm_up
from models.case import Case
from models.errors import BadInput
from models.explanation import Answered, WhyNot, WishFor
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from tests.engine.clinic import LEE_OUT, OFFICE, case, office, visit


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    warm_up(1)
    yield
    shut_down()


def standing(now: Case) -> Standing:
    """Return the best plan of a small day, with its proof."""
    asked = Asked(deadline=10, deterministic=True, workers=1)
    solved = solve(now, ring_zero(now), asked, 10, workers=1)
    return Standing(now, solved.plan, solved.verdict, solved.bound)


def ask(about: Standing, **wish: Any) -> WhyNot:
    return why_not(about, WishFor(**wish), 20.0)


def rigid_office(**changed: Any) -> Any:
    """Return the clinic where nobody waits between rooming and provider."""
    kinds = {
        name: kind | {"phases": [phase | {"lag": {"min": 0, "max": 0}} for phase in kind["phases"]]}
        for name, kind in OFFICE["visit_types"].items()
    }
    return office(visit_types=kinds, **changed)


@pytest.mark.parametrize(
    ("wish", "summary"),
    [
        (
            {"visit": "a-3", "provider": "dr-bell", "at": 660},
            "Not possible that a-3 is seen at 11:00 with dr-bell:"
            " dr-bell may not do procedure for a-3 [competence].",
        ),
        (
            {"visit": "a-2", "provider": "dr-lee", "at": 660},
            "Not possible that a-2 is seen at 11:00 with dr-lee:"
            " dr-lee is away 08:00–17:00 [absence].",
        ),
        (
            {"visit": "a-2", "provider": "dr-bell", "at": 1020},
            "Not possible that a-2 is seen at 17:00 with dr-bell: a-2 is at main from 17:00"
            " to 17:30; it is open from 08:00 to 17:00 [opening-hours].",
        ),
        (
            {"visit": "b-2", "provider": "dr-bell", "at": 540},
            "Not possible that b-2 is seen at 09:00 with dr-bell:"
            " b-2 was not hit, and moves by more than 60 minutes, or elsewhere [movability].",
        ),
        (
            {"visit": "a-2", "provider": "dr-bell", "at": 600, "site": "north"},
            "Not possible that a-2 is seen at 10:00 with dr-bell at north:"
            " dr-bell does not work at north today [shift].",
        ),
        (
            {"visit": "a-3", "slot": "s-1"},
            "Not possible that a-3 goes to slot s-1: the slot is too short [open-slots].",
        ),
    ],
)
def test_the_rule_that_refuses_is_named(wish: dict[str, Any], summary: str) -> None:
    answer = ask(standing(case(LEE_OUT)), **wish)

    assert answer.answer is Answered.REFUSED
    assert answer.summary == summary


def test_what_the_plan_has_already() -> None:
    answer = ask(standing(case(LEE_OUT)), visit="b-2", provider="dr-bell", at=780)

    assert answer.answer is Answered.AS_PLANNED
    assert answer.summary == "The plan has it so: b-2 is seen at 13:00 with dr-bell."


def test_dearer_by_rule_and_others_that_change() -> None:
    about = standing(case(LEE_OUT))

    answer = ask(about, visit="a-2", provider="dr-bell", at=780)

    assert answer.answer is Answered.POSSIBLE
    assert answer.summary == (
        "If a-2 is seen at 13:00 with dr-bell: 77 dearer: calls +72, waits +5;"
        " at least 77 dearer, whatever else changes."
    )
    assert answer.plan is not None
    verdict = check(about.case, answer.plan)
    assert not verdict.breaches
    assert answer.cost == verdict.cost - about.verdict.cost == 77


def test_the_bound_is_never_above_the_plan() -> None:
    about = standing(case(LEE_OUT))
    for at in range(545, 960, 45):
        answer = ask(about, visit="a-1", provider="np-cruz", at=at - at % 5)
        assert answer.at_least is not None
        assert 0 <= answer.at_least <= answer.cost


def test_a_slot_of_another_day_has_its_price() -> None:
    answer = ask(standing(case(LEE_OUT)), visit="a-2", slot="s-1")

    assert (answer.answer, answer.cost) == (Answered.POSSIBLE, 345)


def test_what_must_stay_stands_in_the_way() -> None:
    lock = {"holds": ["time", "provider"], "author": "manager", "reason": "moved before"}
    now = case(LEE_OUT, at=rigid_office(), appointments=visit("b-1", locks=[lock]))

    answer = ask(standing(now), visit="a-1", provider="dr-bell", at=545)

    assert answer.answer is Answered.IMPOSSIBLE
    assert answer.summary == (
        "It cannot be that a-1 is seen at 09:05 with dr-bell:"
        " b-1 (09:00) is locked (time and provider) by manager: moved before [locks];"
        " dr-bell is with one patient at a time [provider-overlap]."
    )
    assert answer.conflict is not None
    assert answer.conflict.smallest
    assert answer.conflict.verified


def test_without_the_lock_it_is_dearer() -> None:
    answer = ask(
        standing(case(LEE_OUT, at=rigid_office())), visit="a-1", provider="dr-bell", at=545
    )

    assert answer.answer is Answered.POSSIBLE
    assert [change.appointment for change in answer.changes] == ["b-1"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"visit": "z-9", "provider": "dr-bell"}, "visit"),
        ({"visit": "a-1", "provider": "nobody"}, "wish.provider"),
        ({"visit": "a-1", "provider": "dr-bell", "site": "moon"}, "wish.site"),
        ({"visit": "a-1", "slot": "s-9"}, "wish.slot"),
        ({"visit": "a-1", "provider": "dr-bell", "at": 601}, "wish.at"),
    ],
)
def test_what_is_not_there_is_refused(wish: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        ask(standing(case(LEE_OUT)), **wish)

    assert [fault.field for fault in refused.value.faults] == [field]
