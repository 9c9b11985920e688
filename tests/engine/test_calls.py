"""The call list: who, in which order, with which words and which second offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.day.hit import hit_visits
from engine.explaining.changes import changes
from engine.opening.answers import accepted_offer
from engine.proposals.baseline import do_nothing
from engine.proposals.calls import calls
from engine.solving.patience import Patience
from models.case import Case
from models.clock import wall
from models.events import Offered
from models.plan import Disposition, Placement, Plan, PlannedVisit
from models.proposal import Call
from solvers.day.check.verdict import check
from tests.engine.clinic import DAY, LEE_OUT, by_video, case, placed, visit, with_visits

ADDED = {"type": "add-on", "appointment": {"id": "x-1", "visit_type": "follow-up"}}
BELL_10 = {"at": "10:00", "provider": "dr-bell", "site": "main"}


def outcome(ref: str, result: str, offer: dict[str, Any] | None) -> dict[str, Any]:
    """Return the event of a call."""
    return {"type": "call-outcome", "appointment": ref, "outcome": result, "offer": offer}


def listed(now: Case, plan: Plan) -> dict[str, Call]:
    """Return the plan's calls by visit, in calling order."""
    told = changes(now, plan, check(now, plan), hit_visits(now))
    made = calls(now, plan, told)
    assert [call.order for call in made] == list(range(1, len(made) + 1))
    return {call.appointment: call for call in made}


def to_call(now: Case, **visits: Placement | str | None) -> dict[str, Call]:
    """Return the calls for the published plan with some visits elsewhere."""
    return listed(now, with_visits(do_nothing(now), **visits))


# ---------------------------------------------------------------------------- who


def test_nobody_is_called_when_nothing_changes() -> None:
    assert to_call(case()) == {}


def test_everybody_is_called_for_whom_place_or_time_change() -> None:
    made = to_call(
        case(LEE_OUT),
        a_1=placed(600, "dr-bell", room="room-2"),
        a_2=by_video(600, "np-cruz"),
        a_3=None,
        b_1="s-2",
        b_2=placed(780, "np-cruz"),
    )

    # b-2 only has another provider at its time.
    assert {ref: call.disposition for ref, call in made.items()} == {
        "a-1": Disposition.MOVED,
        "b-1": Disposition.OTHER_DAY,
        "a-2": Disposition.VIDEO,
        "a-3": Disposition.MANUAL_DECISION,
    }


def test_an_add_on_is_called_when_there_is_something_to_say() -> None:
    now = case(ADDED)

    assert to_call(now) == {}
    assert list(to_call(now, x_1=placed(600, "dr-bell", room="room-2"))) == ["x-1"]
    assert list(to_call(now, x_1="s-2")) == ["x-1"]


def test_whoever_has_accepted_is_not_called_again() -> None:
    place = placed(600, "dr-bell", room="room-2")
    accepted = outcome("a-1", "reached-accepted", BELL_10)
    declined = outcome("a-1", "reached-declined", BELL_10)

    assert to_call(case(LEE_OUT, accepted), a_1=place, a_2="s-1", a_3=None).keys() == {"a-2", "a-3"}
    # Another offer than the accepted one, or a change of mind: a new call.
    other = placed(600, "np-cruz", room="room-2")
    assert "a-1" in to_call(case(LEE_OUT, accepted), a_1=other)
    assert "a-1" in to_call(case(LEE_OUT, accepted, declined), a_1=place)
    assert "a-1" not in to_call(case(LEE_OUT, declined, accepted), a_1=place)
    # A message left in between takes nothing back.
    message = outcome("a-1", "message-left", BELL_10)
    assert "a-1" not in to_call(case(LEE_OUT, accepted, message), a_1=place)


BELL_11 = BELL_10 | {"at": "11:00"}


@pytest.mark.parametrize(
    ("outcomes", "note"),
    [
        ([], ""),
        ([("to-call", BELL_10)], ""),
        ([("no-answer", BELL_10)], "no answer: call again"),
        ([("message-left", BELL_10)], "message left: call again"),
        ([("message-left", None)], "message left: call again"),
        ([("message-left", BELL_10), ("no-answer", BELL_10)], "message left: call again"),
        ([("message-left", BELL_11)], "message left about another offer"),
        ([("message-left", {"slot": "s-1"})], "message left about another offer"),
        ([("message-left", BELL_10), ("reached-declined", BELL_11)], "has declined another offer"),
        ([("reached-accepted", BELL_11)], "has accepted an offer that is not kept"),
    ],
)
def test_what_came_of_calling_before_is_noted(
    outcomes: list[tuple[str, dict[str, Any]]], note: str
) -> None:
    now = case(LEE_OUT, *(outcome("a-1", *told) for told in outcomes))

    assert to_call(now, a_1=placed(600, "dr-bell"))["a-1"].note == note


def test_a_message_about_a_place_that_is_not_theirs_is_taken_back() -> None:
    now = case(outcome("a-1", "message-left", BELL_10))

    call = to_call(now)["a-1"]

    assert call.say == (
        "We left you a message about 10:00 today. Please come today at 09:00 after all, as booked."
    )
    assert (call.disposition, call.note) == ("kept", "message left about another offer")
    assert (call.fallback, call.fallback_say) == (None, "")


@pytest.mark.parametrize(
    ("offer", "told"),
    [
        ({"slot": "s-1"}, "Tuesday 24 November at 09:00"),
        (BELL_10 | {"at": "09:00", "modality": "video"}, "09:00 today by video"),
    ],
)
def test_what_the_message_was_about_is_said(offer: dict[str, Any], told: str) -> None:
    made = to_call(case(outcome("a-1", "message-left", offer)))

    assert made["a-1"].say.startswith(f"We left you a message about {told}. ")


def test_a_message_that_a_clinician_decides_is_taken_back_too() -> None:
    now = case(outcome("a-1", "message-left", None))
    now = replace(now, issued=with_visits(now.published, a_1=None))

    assert to_call(now)["a-1"].say == (
        "We left you a message about your visit today."
        " Please come today at 09:00 after all, as booked."
    )
    assert to_call(now, a_1=None)["a-1"].note == "message left: call again"


@pytest.mark.parametrize(
    ("status", "event"),
    [
        # The message was right after all; another provider is no other place.
        ("booked", outcome("a-1", "message-left", BELL_10 | {"at": "09:00"})),
        # Nobody knows what it said.
        ("booked", outcome("a-1", "message-left", None)),
        # The patient has been spoken to since, or is here.
        ("booked", outcome("a-1", "to-call", BELL_10)),
        ("arrived", outcome("a-1", "message-left", BELL_10)),
    ],
)
def test_nobody_is_called_about_a_message_without_need(status: str, event: dict[str, Any]) -> None:
    assert to_call(case(event, appointments=visit("a-1", status=status))) == {}


def test_an_accepted_slot_is_the_same_offer_with_or_without_its_date() -> None:
    for offer in ({"slot": "s-1"}, {"slot": "s-1", "date": "2026-11-24", "provider": "dr-lee"}):
        now = case(LEE_OUT, outcome("a-1", "reached-accepted", offer))

        assert accepted_offer(now, "a-1") is not None
        assert "a-1" not in to_call(now, a_1="s-1")
        assert "a-1" in to_call(now, a_1="s-2")


# -------------------------------------------------------------------------- order


def test_the_earliest_booked_come_first_then_those_in_need_then_by_id() -> None:
    flags = {
        "f-1": [],
        "f-2": ["interpreter"],
        "f-3": ["fasting"],
        "f-4": ["long-travel"],
        "f-5": ["interpreter", "vulnerable"],
        "f-6": [],
    }
    book = [
        {"id": ref, "visit_type": "follow-up", "at": "10:00", "provider": "dr-lee", "flags": known}
        for ref, known in flags.items()
    ]
    book.append({"id": "z-9", "visit_type": "follow-up", "at": "09:00", "provider": "dr-lee"})
    now = case(LEE_OUT, appointments=book)
    plan = do_nothing(now)
    nobody = tuple(PlannedVisit(appointment=planned.appointment) for planned in plan.visits)

    made = listed(now, plan.model_copy(update={"visits": nobody}))

    assert list(made) == ["z-9", "f-5", "f-4", "f-3", "f-2", "f-1", "f-6"]


def test_an_add_on_is_called_by_the_time_it_is_offered() -> None:
    now = case(LEE_OUT, ADDED)
    here = placed(570, "np-cruz", room="room-3")

    early = to_call(now, a_1="s-1", a_2="s-2", a_3=None, x_1=here)
    tomorrow = to_call(now, a_1="s-1", a_2=None, a_3=None, x_1="s-2")

    assert list(early) == ["a-1", "x-1", "a-2", "a-3"]
    assert list(tomorrow) == ["a-1", "a-2", "a-3", "x-1"]


# -------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (
            placed(600, "dr-bell", room="room-2"),
            "Your visit today at 09:00 cannot be held as booked."
            " Can you come at 10:00 today instead, with another provider?",
        ),
        (
            by_video(540, "dr-bell"),
            "Your visit today at 09:00 cannot be held in person."
            " Can we see you by video at the same time?",
        ),
        (
            by_video(600, "dr-bell"),
            "Your visit today at 09:00 cannot be held in person."
            " Can we see you by video at 10:00 today?",
        ),
        (
            placed(540, "dr-bell", room="room-n", site="north"),
            "Your visit today at 09:00 cannot be held as booked."
            " Can you come to our site north at the same time?",
        ),
        (
            "s-1",
            "Your visit today at 09:00 cannot be held as booked."
            " Can you come on Tuesday 24 November at 09:00?",
        ),
        (
            None,
            "Your visit today at 09:00 cannot be held as booked."
            " A clinician decides how to go on; we will call you back.",
        ),
    ],
)
def test_what_is_said(place: Placement | str | None, words: str) -> None:
    assert to_call(case(LEE_OUT), a_1=place)["a-1"].say == words


@pytest.mark.parametrize(
    "place", [placed(600, "dr-bell", room="room-2"), by_video(600, "dr-bell"), None]
)
def test_on_an_earlier_day_the_date_is_said(place: Placement | None) -> None:
    call = to_call(case(LEE_OUT | {"reported": None}, now=-360), a_1=place)["a-1"]

    assert call.say.startswith("Your visit on Monday 23 November at 09:00 cannot be held")
    assert "today" not in f"{call.say} {call.fallback_say}"


def test_nothing_is_said_about_the_visit_or_the_staff() -> None:
    made = to_call(case(LEE_OUT), a_1=placed(600, "dr-bell"), a_2="s-1", a_3=None)

    words = " ".join(f"{call.say} {call.fallback_say}" for call in made.values())
    for secret in ("a-1", "dr-", "follow-up", "procedure", "away"):
        assert secret not in words


def test_an_add_on_is_told_when_to_come() -> None:
    say = to_call(case(ADDED), x_1=placed(600, "dr-bell", room="room-2"))["x-1"].say

    assert say == "We have a place for you today at 10:00. Can you come?"


def test_a_patient_who_is_here_is_not_to_be_called_back() -> None:
    now = case(LEE_OUT, appointments=visit("a-1", status="checked-in"), now=535)

    assert to_call(now, a_1=None)["a-1"].say == (
        "Tell the patient, who is here: a clinician decides how to go on; please wait."
    )


# ------------------------------------------------------------------------- offers


def test_the_offer_is_what_the_plan_says() -> None:
    made = to_call(case(LEE_OUT), a_1=placed(600, "dr-bell", room="room-2"), a_2="s-2", a_3=None)

    assert made["a-1"].offer == Offered.model_validate(BELL_10)
    assert made["a-2"].offer == Offered.model_validate(
        {"slot": "s-2", "date": "2026-11-25", "provider": "dr-bell", "site": "main"}
    )
    assert made["a-3"].offer is None
    assert made["a-1"].booked == 540


def test_the_first_free_slot_is_the_second_offer() -> None:
    made = to_call(case(LEE_OUT), a_1=placed(600, "dr-bell", room="room-2"), a_2="s-1", a_3=None)

    # s-1 goes to a-2, so s-2 is next for both.
    assert made["a-1"].fallback is not None
    assert made["a-1"].fallback.slot == "s-2"
    assert made["a-1"].fallback_say == "Would Wednesday 25 November at 10:00 suit you?"
    assert made["a-2"].fallback is not None
    assert made["a-2"].fallback.slot == "s-2"


def test_without_a_slot_it_is_another_place_today() -> None:
    now = case(LEE_OUT, open_slots=DAY["open_slots"][:1])

    fallback = to_call(now, a_1=placed(600, "np-cruz", room="room-2"), a_2="s-1")["a-1"].fallback

    assert fallback is not None
    # The booked time, with a colleague.
    assert (wall(fallback.at or 0), fallback.provider) == ("09:00", "np-cruz")


def test_the_second_offer_is_another_than_the_first() -> None:
    # np-cruz comes in at 09:35 and is the only one left: 09:25 is the earliest anyhow.
    gone = [{"type": "absent", "person": "dr-bell"},
            {"type": "late", "person": "np-cruz", "until": "09:35"}]  # fmt: skip
    now = case(LEE_OUT, *gone, open_slots=[])

    fallback = to_call(now, a_1=placed(565, "np-cruz", room="room-2"))["a-1"].fallback

    assert fallback is not None
    assert wall(fallback.at or 0) == "09:30"


def test_without_either_a_clinician_decides() -> None:
    gone = [{"type": "absent", "person": ref} for ref in ("dr-bell", "np-cruz")]
    now = case(LEE_OUT, *gone, open_slots=DAY["open_slots"][:1])

    made = to_call(now, a_1="s-1", a_2=None)

    for ref in ("a-1", "a-2"):
        assert made[ref].fallback is None
        assert made[ref].fallback_say == "A clinician decides; promise a call back."


def test_a_declined_offer_is_not_the_second_offer() -> None:
    declined = outcome("a-1", "reached-declined", {"slot": "s-1"})
    now = case(LEE_OUT, declined)

    fallback = to_call(now, a_1=placed(600, "np-cruz", room="room-2"))["a-1"].fallback

    assert fallback is not None
    assert fallback.slot == "s-2"


def test_a_bystander_is_not_sent_further_than_bystanders_go() -> None:
    now = case(LEE_OUT, open_slots=[])

    fallback = to_call(now, b_1=placed(570, "dr-bell", "ma-1", "room-2"))["b-1"].fallback

    assert fallback is not None
    assert fallback.at is not None
    assert fallback.at != 570
    assert abs(fallback.at - 540) <= 60


def test_every_second_offer_is_legal_with_the_rest_as_it_is() -> None:
    now = case(LEE_OUT)
    plan = with_visits(
        do_nothing(now), a_1=placed(600, "np-cruz", "ma-2"), a_2=by_video(600, "dr-bell"), a_3=None
    )
    assert check(now, plan).breaches == ()

    for ref, call in listed(now, plan).items():
        if call.fallback is not None and call.fallback.slot is not None:
            other = with_visits(plan, **{ref.replace("-", "_"): call.fallback.slot})
            assert check(now, other).breaches == ()


def test_without_time_no_fallback_is_looked_for() -> None:
    now = case(LEE_OUT)
    plan = with_visits(do_nothing(now), a_1=placed(600, "np-cruz", room="room-2"), a_2="s-1")
    verdict = check(now, plan)
    found = changes(now, plan, verdict, hit_visits(now))
    patient = {call.appointment: call for call in calls(now, plan, found, verdict)}
    hasty = calls(now, plan, found, verdict, Patience(0.0))
    assert patient["a-1"].fallback is not None
    assert [call.appointment for call in hasty] == list(patient)
    assert {call.fallback for call in hasty} == {None}
