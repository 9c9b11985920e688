"""Conflicts: the fewest rules and facts against what is asked for, each of them needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.asking.conflict import conflict
from engine.solving.warm import shut_down, warm_up
from models.errors import BadInput
from models.explanation import Answered, Conflict, WishFor
from solvers.day.explaining.conflict import Conflicts
from solvers.day.explaining.told import Core
from solvers.day.explaining.wishes import NoCalls, Wish
from tests.engine.clinic import LEE_OUT, OFFICE, case, office, visit
from tests.engine.test_not_there import rigid_office, standing

LOCK = {"holds": ["time", "provider", "modality"], "author": "manager", "reason": "moved before"}


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    warm_up(1)
    yield
    shut_down()


def ask(*wishes: dict[str, Any], **changed: Any) -> Conflict:
    about = standing(case(LEE_OUT, **changed))
    return conflict(about, [WishFor(**wish) for wish in wishes], 20.0)


def test_nobody_else_may_hold_it() -> None:
    answer = ask({"no_calls": True})

    assert answer.answer is Answered.IMPOSSIBLE
    assert answer.summary == (
        "It cannot be that nobody is called: dr-lee is away 08:00–17:00 [absence];"
        " of those with a shift today only dr-lee may hold a-3 [competence]."
    )
    assert answer.smallest
    assert answer.verified
    assert [(m.rule, m.about) for m in answer.members] == [
        ("asked", ""),
        ("absence", "dr-lee"),
        ("competence", "a-3"),
    ]


def test_everybody_seen_names_the_visit_that_cannot_be() -> None:
    answer = ask({"all_seen": True})

    assert [(m.rule, m.about) for m in answer.members] == [
        ("asked", ""),
        ("absence", "dr-lee"),
        ("competence", "a-3"),
    ]


@pytest.mark.thorough
def test_a_room_may_be_what_is_short() -> None:
    rooms = [room for room in OFFICE["rooms"] if room["id"] in {"room-1", "room-n"}]
    answer = ask(
        {"visit": "a-1", "provider": "np-cruz", "at": 540},
        at=rigid_office(rooms=rooms),
        appointments=visit("b-1", locks=[LOCK]),
    )

    assert answer.answer is Answered.IMPOSSIBLE
    assert answer.summary == (
        "It cannot be that a-1 is seen at 09:00 with np-cruz:"
        " b-1 (09:00) is locked (time and provider and modality) by manager: moved before [locks];"
        " main has 1 room, each for one visit at a time [rooms]."
    )


def test_two_wishes_may_stand_in_each_others_way() -> None:
    answer = ask(
        {"visit": "a-1", "provider": "dr-bell", "at": 600},
        {"visit": "a-2", "provider": "dr-bell", "at": 600},
        {"visit": "b-2", "all_seen": True},
        at=rigid_office(),
    )

    assert answer.answer is Answered.IMPOSSIBLE
    assert [m.sentence for m in answer.members] == [
        "a-1 is seen at 10:00 with dr-bell",
        "a-2 is seen at 10:00 with dr-bell",
        "dr-bell is with one patient at a time",
    ]


def test_a_break_may_be_what_is_in_the_way() -> None:
    rules = {
        "breaks": {
            "entitlements": [
                {
                    "kind": "meal",
                    "minutes": 30,
                    "between": {"from": "12:00", "to": "12:05"},
                    "start-by": 480,
                    "roles": ["provider"],
                }
            ]
        }
    }
    answer = ask({"visit": "a-2", "provider": "dr-bell", "at": 720}, at=rigid_office(rules=rules))

    assert {(m.rule, m.about) for m in answer.members} == {
        ("asked", ""),
        ("breaks", "dr-bell"),
        ("staff-overlap", "dr-bell"),
    }


def test_what_can_be_is_said_to_be_possible() -> None:
    answer = ask(
        {"visit": "a-1", "provider": "np-cruz", "at": 545}, {"visit": "b-1", "no_calls": True}
    )

    assert answer.answer is Answered.POSSIBLE
    assert answer.summary == (
        "Nothing stands against it that a-1 is seen at 09:05 with np-cruz and b-1 is not called."
    )


def test_no_wish_is_no_question() -> None:
    with pytest.raises(BadInput, match="not a number of wishes"):
        ask()


def test_out_of_time_nothing_is_claimed() -> None:
    about = standing(case(LEE_OUT))
    found = Conflicts(about.case, about.plan, [NoCalls()], 0.0).find()

    assert not isinstance(found, Core)
    assert not found.shown


@pytest.mark.thorough
def test_no_member_can_be_spared() -> None:
    """Shown once more, apart from how the set was found."""
    about = standing(case(LEE_OUT))
    finder = Conflicts(about.case, about.plan, [Wish()], 120.0)
    core = finder.find()
    assert isinstance(core, Core)
    visits = frozenset(about.case.visits)

    assert finder._possible(visits, core.members, core=False) is False
    for member in core.members:
        rest = [other for other in core.members if other != member]
        assert finder._possible(visits, rest, core=False) is True


def test_an_office_where_everything_can_be() -> None:
    about = standing(case(at=office()))

    assert conflict(about, [WishFor(no_calls=True)], 5.0).answer is Answered.POSSIBLE
