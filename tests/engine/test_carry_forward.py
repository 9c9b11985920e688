"""The day to re-plan from: what patients and staff were told, and what the issued plan intends."""

from __future__ import annotations

from typing import Any

import pytest

from engine.opening.carry_forward import carry_forward
from engine.opening.cases import case_of
from engine.opening.intake import open_day
from models.day import DutyAssignment
from models.errors import BadInput
from models.office import Modality
from models.plan import Plan, PlannedBreak, Transfer
from solvers.day.by_hand.published import published_plan
from tests.engine.clinic import LEE_OUT, by_video, day, office, placed, visit, with_visits

ADDED = {"type": "add-on", "appointment": {"id": "x-1", "visit_type": "follow-up"}}
WITH_BELL = placed(540, "dr-bell", "ma-2", "room-3")
MOVED = placed(600, "dr-bell", "ma-2", "room-3")


def answer(ref: str, outcome: str, **offer: Any) -> dict[str, Any]:
    event = {"type": "call-outcome", "appointment": ref, "outcome": outcome}
    return event | ({"offer": offer} if offer else {})


def issued(*events: Any, changed: dict[str, Any] | None = None, **visits: Any) -> Plan:
    """Return the clinic's published plan with some visits elsewhere, as it was issued."""
    return with_visits(published_plan(office(), day(*events, **(changed or {}))), **visits)


def carried(plan: Plan, *events: Any, **changed: Any):
    """Return the book of the day carried forward, by visit."""
    of = carry_forward(office(), day(LEE_OUT, *events, **changed), plan)
    return {booked.id: booked for booked in of.appointments}


def test_another_provider_at_the_same_time_is_in_the_book():
    booked = carried(issued(a_1=WITH_BELL))["a-1"]

    assert (booked.at, booked.provider, booked.room) == (540, "dr-bell", "room-3")
    assert [(place.at, place.people) for place in booked.phases] == [(540, ("ma-2",)), (550, ())]


@pytest.mark.parametrize(
    "place",
    [
        MOVED,
        by_video(540, "dr-bell"),
        placed(540, "dr-bell", room="room-n", site="north"),
        "s-1",
        None,
    ],
)
def test_whoever_is_still_to_be_called_is_in_the_book_as_they_know_it(place):
    plan, known = issued(a_1=place), published_plan(office(), day())
    booked = carried(plan, answer("a-1", "message-left"))["a-1"]

    (was,) = (v.placement for v in known.visits if v.appointment == "a-1")
    assert was is not None
    assert (booked.at, booked.provider, booked.site) == (540, "dr-lee", "main")
    assert booked.room == was.room
    assert [phase.at for phase in booked.phases] == [phase.start for phase in was.phases]


def test_who_accepted_the_issued_place_is_in_the_book_there_in_every_detail():
    yes = answer("a-1", "reached-accepted", at="10:00", provider="dr-bell", site="main")
    booked = carried(issued(a_1=MOVED), yes)["a-1"]

    assert (booked.at, booked.provider, booked.room) == (600, "dr-bell", "room-3")
    assert booked.phases[0].people == ("ma-2",)


def test_who_accepted_something_else_is_in_the_book_there():
    yes = answer("a-1", "reached-accepted", at="15:00", provider="np-cruz", site="main")
    booked = carried(issued(a_1=MOVED), yes)["a-1"]

    assert (booked.at, booked.provider, booked.phases, booked.room) == (900, "np-cruz", (), None)


def test_who_accepted_to_be_seen_by_video_is_booked_by_video():
    yes = answer(
        "a-2",
        *["reached-accepted"],
        **{"at": "10:00", "provider": "dr-bell", "site": "main", "modality": "video"},
    )
    booked = carried(issued(a_2=by_video(600, "dr-bell")), yes)["a-2"]

    assert (booked.modality, booked.provider, booked.room) == ("video", "dr-bell", None)


def test_who_accepted_another_day_stays_in_the_book_and_keeps_the_slot():
    yes = answer("a-1", "reached-accepted", slot="s-1")
    plan = issued(a_1="s-1")

    assert carried(plan, yes)["a-1"].at == 540
    case = case_of(office(), day(LEE_OUT, yes), now=480, issued=plan)
    assert case.published_visits["a-1"].placement is not None


def test_who_declined_a_provider_at_the_booked_time_was_not_told_of_it():
    no = answer("a-1", "reached-declined", at="09:00", provider="dr-bell", site="main")

    assert carried(issued(a_1=WITH_BELL), no)["a-1"].provider == "dr-lee"


def test_an_add_on_is_in_the_book_once_it_was_accepted():
    plan = issued(ADDED, x_1=MOVED)
    yes = answer("x-1", "reached-accepted", at="10:00", provider="dr-bell", site="main")

    assert "x-1" not in carried(plan, ADDED)
    of = carry_forward(office(), day(ADDED, yes), plan)
    assert [booked.at for booked in of.appointments if booked.id == "x-1"] == [600]
    assert [event.type for event in of.events] == ["call-outcome"]


def test_breaks_and_duties_are_as_issued():
    duty = DutyAssignment(duty="desk", person="desk-2", start=480, end=1020)
    lunch = PlannedBreak(person="ma-1", start=690, end=720)
    plan = issued().model_copy(update={"breaks": (lunch,), "duties": (duty,)})

    of = carry_forward(office(), day(LEE_OUT), plan)

    assert of.duties == (duty,)
    assert [(s.person, b.at) for s in of.shifts for b in s.breaks] == [("ma-1", 690)]


def test_a_break_of_somebody_who_was_away_stays_as_rostered():
    plan = issued().model_copy(update={"breaks": ()})
    gone = {"type": "absent", "person": "ma-1"}
    back = {"type": "returned", "person": "ma-1", "at": "10:00"}

    with_return = carry_forward(office(), day(gone, back), plan)
    present = carry_forward(office(), day(LEE_OUT), plan)

    assert [b.at for s in with_return.shifts for b in s.breaks] == [720]
    assert not [b for s in present.shifts for b in s.breaks]


def test_a_held_slot_that_was_given_away_is_no_longer_held():
    held = [
        {"id": "h-1", "person": "dr-bell", "from": "10:00", "to": "10:30"},
        {"id": "h-2", "person": "dr-bell", "from": "13:00", "to": "13:30"},
    ]
    plan = issued(changed={"held_slots": held}, a_2=placed(600, "dr-bell"))

    of = carry_forward(office(), day(LEE_OUT, held_slots=held), plan)

    # b-2 was booked into the second one from the beginning.
    assert [slot.id for slot in of.held_slots] == ["h-2"]


def test_carried_forward_twice_is_carried_forward_once():
    plan = issued(a_1=WITH_BELL, a_2="s-1", a_3=placed(800, "dr-bell", minutes=30))
    once = carry_forward(office(), day(LEE_OUT), plan)

    assert carry_forward(office(), once, plan) == once


def test_reserves_and_transfers_are_as_issued():
    late = {"id": "r-1", "person": "ma-2", "site": "main", "from": "17:00", "to": "20:00"}
    rest = PlannedBreak(person="ma-2", start=1080, end=1095)
    plan = issued().model_copy(update={"called_in": ("r-1",), "breaks": (rest,)})
    known = case_of(office(), day(LEE_OUT, reserves=[late]), issued=plan).published

    assert known.called_in == ("r-1",)
    assert known.breaks == (rest,)


def test_an_overrun_is_not_added_twice():
    over = {"type": "overrun", "appointment": "a-1", "minutes": 15}
    first = case_of(office(), day(over))

    again = case_of(office(), day(over), issued=first.published)

    assert again.published_visits["a-1"] == first.published_visits["a-1"]


# ------------------------------------------------------------------ what is refused


def refused(plan: Plan, **changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as bad:
        open_day(office(), day(**changed), issued=plan)
    return [(fault.field, fault.problem) for fault in bad.value.faults]


def test_a_plan_of_another_office_or_day_is_refused():
    plan = issued()

    assert refused(plan.model_copy(update={"office": "north"})) == [
        ("issued.office", "a plan of another office")
    ]
    other = plan.model_copy(update={"date": plan.date.replace(day=24)})
    assert refused(other) == [("issued.date", "a plan of another day")]


def test_references_that_the_day_does_not_know_are_refused():
    strange = placed(540, "dr-who", "ma-9", "room-9", "south")
    plan = issued(a_1=strange, a_2="s-9").model_copy(
        update={
            "breaks": (PlannedBreak(person="ma-9", start=600, end=630),),
            "duties": (DutyAssignment(duty="phones", person="ma-1", start=600, end=630),),
        }
    )

    assert refused(plan, appointments=visit("b-2", id="b-3")) == [
        ("issued.visits.0.placement.provider", "no such person"),
        ("issued.visits.0.placement.site", "no such site"),
        ("issued.visits.0.placement.room", "no such room"),
        ("issued.visits.0.placement.phases.0.people.0", "no such person"),
        ("issued.visits.1.slot", "no such open slot"),
        ("issued.visits.4.appointment", "no such visit"),
        ("issued.breaks.0.person", "no such person"),
        ("issued.duties.0.duty", "no such duty"),
    ]


def test_staff_that_cannot_have_been_sent_or_called_so_are_refused():
    extra = {"id": "r-1", "person": "ma-2", "site": "main", "from": "16:59", "to": "20:00"}
    sent = Transfer(person="ma-2", to="north", leaves=600)
    plan = issued().model_copy(update={"called_in": ("r-1", "r-2"), "transfers": (sent,)})

    assert refused(plan, reserves=[extra]) == [
        ("issued.called_in.0", "called in, and on a shift at 08:00–17:00 as well"),
        ("issued.called_in.1", "no such reserve"),
        ("issued.transfers.0", "no shift to leave then, or no way there"),
    ]


def test_a_plan_that_says_two_things_of_a_visit_is_refused():
    plan = issued(a_1=placed(540, "dr-bell"))
    first, *others = plan.visits
    both = first.model_copy(update={"slot": "s-1"})

    twice = plan.model_copy(update={"visits": (first, *others, first)})
    assert refused(twice) == [("issued.visits.5.appointment", "this visit stands here twice")]
    plan = plan.model_copy(update={"visits": (both, *others)})
    assert refused(plan) == [("issued.visits.0.slot", "both today and on another day")]


def test_a_plan_with_other_phases_than_the_visit_type_is_refused():
    plan = issued(a_2=by_video(600, "dr-bell").model_copy(update={"modality": Modality.IN_PERSON}))

    assert refused(plan) == [
        ("issued.visits.1.placement.phases", "not as many phases as the visit type has")
    ]
