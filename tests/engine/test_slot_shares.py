"""Open slots that several days list: each goes to one, and as many visits as can have one."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest

from engine.absences.left_open import with_what_is_open
from engine.absences.slot_shares import matching, shares_of
from engine.absences.staffed_day import staffed_day
from solvers.together.check_staff import staff_findings
from tests.engine.absences import MONDAY, TUESDAY, WEDNESDAY, away, booked, case, plan

FRIDAY = "2026-03-06"
ROWS: dict[str, list[Any]] = {
    "ann": ["D", "D", "D", None, None],
    "ben": ["D", "D", "D", None, "D"],
    "cat": [None, None, None, None, "D"],
}


def slot(ref: str, at: str, person: str = "cat", **changed: Any) -> dict[str, Any]:
    return {"id": ref, "person": person, "site": "main", "date": FRIDAY, "at": at,
            "minutes": 30} | changed  # fmt: skip


def shared(*days: dict[str, Any], out: list[dict[str, Any]], now: dict[str, list[Any]]) -> Any:
    """Return the slots of each day, and what is said of those that it does not have."""
    of = case(ROWS, *days, out=out)
    staffed = [staffed_day(of, day, plan(now)) for day in of.days]
    left = with_what_is_open(of, staffed, plan(now))
    return [([s.id for s in each.day.open_slots], each.withdrawn) for each in left]


@pytest.mark.parametrize("seed", range(60))
def test_as_many_have_something_as_can_have(seed: int) -> None:
    dice = Random(seed)
    wants = [[t for t in range(4) if dice.random() < 0.4] for _ in range(5)]
    most = max(
        sum(thing is not None for thing in chosen)
        for chosen in product(*([None, *want] for want in wants))
        if len({t for t in chosen if t is not None}) == sum(t is not None for t in chosen)
    )
    found = matching(wants)
    assert len(found) == most == len(set(found.values()))
    assert all(thing in wants[who] for thing, who in found.items())


def test_who_comes_first_is_not_left_out_for_who_comes_later() -> None:
    assert set(matching([[0], [0, 1], [1]]).values()) == {0, 1}


def test_a_slot_goes_to_the_day_with_no_other_place_for_its_visit() -> None:
    full = [(f"b-{n}", f"{8 + n // 2:02d}:{30 * (n % 2):02d}", "ben") for n in range(16)]
    free, tight = (
        booked(day, ("a-1", "09:00", "ann"), *visits, open_slots=[slot("s-1", "09:00")])
        for day, visits in ((MONDAY, []), (TUESDAY, full))
    )
    absent = [away("ann", MONDAY, TUESDAY)]
    now = ROWS | {"ann": [None, None, "D", None, None]}
    (first, said), (second, _) = shared(free, tight, out=absent, now=now)
    assert (first, second) == ([], ["s-1"])
    assert said == ("s-1 is left to 2026-03-03, which could fill it, too.",)


def test_a_slot_that_a_patient_was_offered_stays_with_that_day() -> None:
    said = {"type": "call-outcome", "appointment": "a-1", "outcome": "reached-accepted",
            "offer": {"slot": "s-1"}}  # fmt: skip
    full = [(f"b-{n}", f"{8 + n // 2:02d}:{30 * (n % 2):02d}", "ben") for n in range(16)]
    free, tight = (
        booked(day, ("a-1", "09:00", "ann"), *visits, open_slots=[slot("s-1", "09:00")])
        for day, visits in ((MONDAY, []), (TUESDAY, full))
    )
    now = ROWS | {"ann": [None, None, "D", None, None]}
    absent = [away("ann", MONDAY, TUESDAY)]
    (first, _), (second, _) = shared(free | {"events": [said]}, tight, out=absent, now=now)
    assert (first, second) == (["s-1"], [])


def test_what_was_said_to_an_offer_goes_with_its_slot() -> None:
    said = {"type": "call-outcome", "appointment": "a-1", "outcome": "reached-accepted",
            "offer": {"slot": "s-gone"}}  # fmt: skip
    gone = slot("s-gone", "10:00", "ann")
    day = booked(MONDAY, ("a-1", "09:00", "ann"), open_slots=[gone], events=[said])
    now = plan(ROWS | {"ann": [None, "D", "D", None, None]})
    of = case(ROWS, day, out=[away("ann", MONDAY)])
    (left,) = with_what_is_open(of, [staffed_day(of, of.days[0], now)], now)
    assert [event.type for event in left.day.events] == ["absent"]
    assert not list(staff_findings(of, of.days[0], left.day, now))


def test_slots_of_one_person_that_share_a_minute_are_one() -> None:
    days = [
        booked(MONDAY, ("a-1", "09:00", "ann"), open_slots=[slot("s-1", "09:00")]),
        booked(TUESDAY, ("a-2", "09:00", "ann"), open_slots=[slot("other", "09:15")]),
    ]
    now = ROWS | {"ann": [None, None, "D", None, None]}
    slots = shared(*days, out=[away("ann", MONDAY, TUESDAY)], now=now)
    assert sorted(len(listed) for listed, _ in slots) == [0, 1]


def test_slots_without_their_provider_and_on_days_planned_here_are_gone() -> None:
    listed = [
        slot("s-back", "09:00", "ben"),
        slot("s-gone", "10:00", "ann"),
        slot("s-here", "09:00", "ben", date=TUESDAY.isoformat()),
        slot("s-half", "15:45"),
        slot("s-north", "09:00", site="north"),
        slot("s-later", "09:00", "ann", date="2026-04-01"),
        slot("s-doctor", "09:00", "dr-orr"),
        slot("s-out", "09:00", "dr-orr", date="2026-03-05"),
    ]
    days = [
        booked(MONDAY, ("a-1", "09:00", "ann"), open_slots=listed),
        booked(TUESDAY, ("a-2", "09:00", "ann")),
    ]
    out = [away("ann", MONDAY, TUESDAY), away("dr-orr", MONDAY.replace(day=5))]
    now = ROWS | {"ann": [None, None, "D", None, None]}
    (kept, said), _ = shared(*days, out=out, now=now)
    assert kept == ["s-back", "s-later", "s-doctor"]
    assert len(said) == 5


def test_bug_who_is_out_beyond_the_horizon_has_no_slots_there() -> None:
    later = [
        slot("s-out", "09:00", "ann", date="2026-03-20"),
        slot("s-leave", "09:00", "ben", date="2026-03-20"),
        slot("s-back", "09:00", "ann", date="2026-03-21"),
    ]
    day = booked(MONDAY, ("a-1", "09:00", "ann"), open_slots=later)
    until = MONDAY.replace(day=20)
    now = plan(ROWS | {"ann": [None] * 5})
    of = case(ROWS, day, out=[away("ann", MONDAY, until)], leave=[away("ben", until)])
    (left,) = with_what_is_open(of, [staffed_day(of, of.days[0], now)], now)
    assert [each.id for each in left.day.open_slots] == ["s-back"]
    assert left.withdrawn == (
        "s-out (ann on 2026-03-20) is gone: ann is not at work there then.",
        "s-leave (ben on 2026-03-20) is gone: ben is not at work there then.",
    )


def test_a_reserve_who_is_off_by_the_roster_stays_off() -> None:
    def reserve(person: str) -> dict[str, Any]:
        return {"id": f"r-{person}", "person": person, "site": "main", "from": "16:00",
                "to": "16:30", "kind": "overtime"}  # fmt: skip

    day = booked(MONDAY, reserves=[reserve(who) for who in ("ben", "cat", "dr-orr")])
    of = case(ROWS, day, out=[away("ann", MONDAY)])
    now = plan(ROWS | {"ann": [None, "D", "D", None, None]})
    (left,) = with_what_is_open(of, [staffed_day(of, of.days[0], now)], now)
    assert [each.person for each in left.day.reserves] == ["ben", "dr-orr"]
    assert left.withdrawn == ("r-cat: cat is off by the roster, which decides.",)


def test_a_reserve_who_is_out_is_not_called_in() -> None:
    listed = [
        {"id": f"r-{hour}", "person": "dr-orr", "site": "main", "from": f"{hour}:00",
         "to": f"{hour + 1}:00"} for hour in (10, 14)
    ]  # fmt: skip
    day = booked(MONDAY, reserves=listed)
    now = plan(ROWS | {"ann": [None, "D", "D", None, None]})
    absent = [away("ann", MONDAY), away("dr-orr", MONDAY) | {"at": "12:00"}]
    of = case(ROWS, day, out=absent)
    (left,) = with_what_is_open(of, [staffed_day(of, of.days[0], now)], now)
    assert [each.id for each in left.day.reserves] == ["r-10"]
    assert left.withdrawn == ("r-14: dr-orr is out.",)


def test_nothing_is_dealt_where_nothing_is_shared() -> None:
    of = case(ROWS, booked(WEDNESDAY, ("a-1", "09:00", "ann")), out=[away("ann", WEDNESDAY)])
    days = [staffed_day(of, of.days[0], plan(ROWS | {"ann": ["D", "D", None, None, None]}))]
    assert shares_of(days, of.now) == [{}]
