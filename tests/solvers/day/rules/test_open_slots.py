"""Another day means a real template slot of a provider who may see the visit."""

from __future__ import annotations

from typing import Any

import pytest

from models.plan import PlannedVisit
from tests.solvers.day.offered import slots
from tests.solvers.day.rules.clinic import (
    FOLLOW_UP,
    OFFICE,
    booked,
    breached,
    case,
    judged,
    people,
    put,
)

RULE = "open-slots"
SLOT: dict[str, Any] = {
    "id": "s-1",
    "person": "dr-lee",
    "site": "main",
    "date": "2026-11-24",
    "at": "09:00",
    "minutes": 20,
}
NORTH = {"sites": [*OFFICE["sites"], OFFICE["sites"][0] | {"id": "north"}]}


def test_a_slot_that_fits_may_be_given() -> None:
    clinic = case(open_slots=[SLOT])
    plan = put(clinic.published, a_1="s-1")

    assert breached(clinic, plan) == set()
    assert judged(RULE, clinic, plan) == []


def test_a_slot_that_does_not_exist_is_caught_and_nothing_else_is() -> None:
    clinic = case(open_slots=[SLOT])
    plan = put(clinic.published, a_1="s-9")

    assert breached(clinic, plan) == {RULE}
    assert [f.about for f in judged(RULE, clinic, plan)] == [("a-1",)]


def test_a_slot_takes_one_visit() -> None:
    clinic = case(open_slots=[SLOT, SLOT | {"id": "s-2"}])

    assert breached(clinic, put(clinic.published, a_1="s-1", a_2="s-2")) == set()
    plan = put(clinic.published, a_1="s-1", a_2="s-1")
    assert breached(clinic, plan) == {RULE}
    assert [f.sentence for f in judged(RULE, clinic, plan)] == ["s-1 is given to 2 visits."]


@pytest.mark.parametrize(("minutes", "fits"), [(19, False), (20, True), (21, True)])
def test_a_slot_is_as_long_as_the_time_with_the_provider(minutes: int, fits: bool) -> None:
    clinic = case(open_slots=[SLOT | {"minutes": minutes}])
    plan = put(clinic.published, a_1="s-1")

    assert breached(clinic, plan) == (set() if fits else {RULE})


@pytest.mark.parametrize(("minutes", "fits"), [(34, False), (35, True)])
def test_all_phases_with_the_provider_count_and_an_overrun_too(minutes: int, fits: bool) -> None:
    twice = [*FOLLOW_UP[:3], {"phase": "procedure", "minutes": 10, "tasks": ["visit"]}]
    book = [booked("a-1", "09:00", phases=booked("a-1", "09:00")["phases"])]
    clinic = case(
        {"type": "overrun", "appointment": "a-1", "minutes": 5},
        office={"visit_types": {"follow-up": {"phases": twice}}},
        open_slots=[SLOT | {"minutes": minutes}],
        appointments=book,
    )

    assert (judged(RULE, clinic, put(clinic.published, a_1="s-1")) == []) is fits


def test_a_visit_by_video_needs_the_time_it_takes_in_person() -> None:
    short = [{"phase": "provider", "minutes": 10, "tasks": ["visit"]}]
    clinic = case(
        office={"visit_types": {"follow-up": {"phases": FOLLOW_UP, "video": short}}},
        open_slots=[SLOT | {"minutes": 15}],
        appointments=[
            booked("a-1", "09:00", modality="video", phases=[{"at": "09:00"}], room=None)
        ],
    )

    assert len(judged(RULE, clinic, put(clinic.published, a_1="s-1"))) == 1


def test_the_slot_is_where_the_patient_comes() -> None:
    away = [SLOT | {"site": "north"}]
    stays = case(office=NORTH, open_slots=away)
    goes = case(
        office=NORTH, open_slots=away, appointments=[booked("a-1", "09:00", sites=["north"])]
    )

    assert breached(stays, put(stays.published, a_1="s-1")) == {RULE}
    assert breached(goes, put(goes.published, a_1="s-1")) == set()


def test_a_patient_who_accepts_another_site_still_comes_to_the_booked_one() -> None:
    clinic = case(
        office=NORTH, open_slots=[SLOT], appointments=[booked("a-1", "09:00", sites=["north"])]
    )

    assert judged(RULE, clinic, put(clinic.published, a_1="s-1")) == []


@pytest.mark.parametrize(("expires", "may"), [("2026-11-23", False), ("2026-11-24", True)])
def test_the_credential_is_valid_on_the_slot_s_date(expires: str, may: bool) -> None:
    staff = people(dr_lee={"credentials": [{"id": "md", "expires": expires}]})
    clinic = case(office={"people": staff}, open_slots=[SLOT])

    assert breached(clinic, put(clinic.published, a_1="s-1")) == (set() if may else {RULE})


def test_a_person_without_the_credential_may_not_see_it() -> None:
    clinic = case(open_slots=[SLOT | {"person": "ma-1"}])

    (finding,) = judged(RULE, clinic, put(clinic.published, a_1="s-1"))

    assert finding.sentence == "a-1 cannot go to s-1: ma-1 may not see it on 2026-11-24."


def test_a_stranger_in_a_slot_is_not_judged() -> None:
    clinic = case(open_slots=[SLOT])
    stranger = PlannedVisit(appointment="z-9", slot="s-1")
    plan = clinic.published.model_copy(update={"visits": (stranger,)})

    assert judged(RULE, clinic, plan) == []


@pytest.mark.parametrize(
    ("changed", "offered"),
    [
        ({}, True),
        ({"minutes": 19}, False),
        ({"site": "north"}, False),
        ({"person": "ma-1"}, False),
    ],
)
def test_the_model_offers_the_slots_that_fit(changed: dict[str, Any], offered: bool) -> None:
    clinic = case(office=NORTH, open_slots=[SLOT | changed])

    assert slots(clinic, "a-1") == (["s-1"] if offered else [])
