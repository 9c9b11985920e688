"""Which visits are hit, and in which words; the same visits as the compiled model takes for hit."""

from __future__ import annotations

from typing import Any

import pytest

from engine.day.hit import hit_visits
from solvers.day.known.facts import Facts
from tests.engine.clinic import LEE_OUT, OFFICE, case, office, visit

BY_VIDEO = [{"id": "v-1", "visit_type": "follow-up", "at": "09:00", "provider": "dr-lee",
             "modality": "video"}]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "hit"),
    [
        (LEE_OUT, dict.fromkeys(("a-1", "a-2", "a-3"), "dr-lee is away 08:00–17:00")),
        (LEE_OUT | {"from": "09:30", "to": "10:30"}, {"a-2": "dr-lee is away 09:30–10:30"}),
        # Rooming until 09:10 is not the provider's, so coming in at 09:10 is early enough.
        ({"type": "late", "person": "dr-lee", "until": "09:10"}, {}),
        (
            {"type": "late", "person": "dr-lee", "until": "09:11"},
            {"a-1": "dr-lee is away 08:00–09:11"},
        ),
        (
            {"type": "leaves-early", "person": "dr-lee", "at": "11:39"},
            {"a-3": "dr-lee is away 11:39–17:00"},
        ),
        ({"type": "leaves-early", "person": "dr-lee", "at": "11:40"}, {}),
        # A closed site takes the rooming away, too.
        (
            {"type": "site-closed", "site": "main", "from": "13:05"},
            {"b-2": "main is closed 13:05–17:00"},
        ),
        ({"type": "site-closed", "site": "north"}, {}),
        ({"type": "absent", "person": "ma-1"}, {}),
        ({"type": "room-out", "room": "room-1"}, {}),
    ],
)
def test_events_that_hit(event: dict[str, Any], hit: dict[str, str]) -> None:
    found = hit_visits(case(event))

    assert {ref: sentence for ref, (sentence, _) in found.items()} == hit
    assert found.keys() == Facts(case(event)).hit


def test_the_rule_is_named() -> None:
    assert hit_visits(case(LEE_OUT))["a-1"][1] == "absence"
    assert hit_visits(case({"type": "site-closed", "site": "main"}))["a-1"][1] == "closures"


def test_a_video_visit_stays_when_the_provider_works_from_elsewhere() -> None:
    at_home = LEE_OUT | {"works_by_video": True}

    assert hit_visits(case(at_home, appointments=BY_VIDEO)) == {}
    assert hit_visits(case(LEE_OUT, appointments=BY_VIDEO)).keys() == {"v-1"}
    assert hit_visits(case(at_home))["a-1"][0] == "dr-lee works by video only 08:00–17:00"


def test_a_second_absence_without_video_takes_the_video_visit_away() -> None:
    twice = case(LEE_OUT | {"works_by_video": True}, LEE_OUT, appointments=BY_VIDEO)

    assert hit_visits(twice).keys() == {"v-1"} == Facts(twice).hit


def test_a_lapsed_licence_hits_without_any_event() -> None:
    lapsed = {"id": "md", "expires": "2026-11-22"}
    people = [
        person | ({"credentials": [lapsed]} if person["id"] == "dr-bell" else {})
        for person in OFFICE["people"]
    ]
    now = case(at=office(people=people))

    why = ("dr-bell holds no valid md or np for visit", "competence")
    assert hit_visits(now) == {"b-1": why, "b-2": why}
    assert hit_visits(now).keys() == Facts(now).hit


def test_a_missing_privilege_hits() -> None:
    now = case(appointments=visit("a-3", provider="dr-bell"))

    assert hit_visits(now) == {"a-3": ("dr-bell is not privileged for procedure", "competence")}


def test_a_booking_past_the_shift_and_its_overtime_hits() -> None:
    # The last provider phase ends 17:20 at 16:50, 17:31 at 17:01; overtime ends at 17:30.
    late_site = [OFFICE["sites"][0] | {"last_out": "18:00"}, OFFICE["sites"][1]]
    within = case(at=office(sites=late_site), appointments=visit("b-2", at="17:00"))
    past = case(at=office(sites=late_site), appointments=visit("b-2", at="17:01"))

    assert hit_visits(within) == {}
    assert hit_visits(past) == {
        "b-2": ("dr-bell has no shift at main that covers 17:11–17:31", "shift")
    }


def test_an_add_on_without_a_time_is_hit() -> None:
    now = case({"type": "add-on", "appointment": {"id": "x-1", "visit_type": "follow-up"}})

    assert hit_visits(now) == {"x-1": ("added to the day without a time", "disposition")}


def test_visits_that_are_over_are_not_hit() -> None:
    now = case(LEE_OUT, {"type": "cancelled", "appointment": "a-1"},
               appointments=visit("a-2", status="fulfilled"))  # fmt: skip

    assert hit_visits(now).keys() == {"a-3"}
