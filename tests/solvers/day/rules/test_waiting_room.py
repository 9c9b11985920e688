"""The waiting room holds so many; more of them waiting at once costs."""

from __future__ import annotations

from tests.engine.clinic import OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import cost, findings


def test_patients_beyond_the_places_cost() -> None:
    for places, beyond in ((0, 2), (1, 1), (2, 0)):
        sites = [site | {"waiting_places": places} for site in OFFICE["sites"]]
        usual = case(at=office(sites=sites))
        both = {
            "a_2": placed(14 * 60, "dr-lee", "ma-2", wait=20),
            "a_3": placed(14 * 60 + 10, "dr-bell", "ma-1", wait=20),
        }
        plan = with_visits(usual.published, **both)
        expected = {"T3": beyond * usual.rates.waiting_room} if beyond else {}
        assert cost("waiting-room", usual, plan) == expected
        if beyond:
            (found,) = findings("waiting-room", usual, plan)
            assert found.sentence == f"2 patients wait at main at 14:20, {beyond} too many."


def test_who_is_called_in_as_the_next_begins_to_wait_does_not_meet_them() -> None:
    sites = [site | {"waiting_places": 1} for site in OFFICE["sites"]]
    usual = case(at=office(sites=sites))
    one_by_one = {
        "a_2": placed(14 * 60, "dr-lee", "ma-2", wait=20),
        "a_3": placed(14 * 60 + 20, "dr-bell", "ma-1", wait=20),
    }
    assert not findings("waiting-room", usual, with_visits(usual.published, **one_by_one))
