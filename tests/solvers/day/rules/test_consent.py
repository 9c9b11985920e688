"""What a patient accepted is kept; what a patient declined is not offered again."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, by_video, case, placed, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.offered import slots, starts
from tests.solvers.day.pinning import Pinned

OFFER = {"at": "14:00", "provider": "dr-bell", "site": "main"}


SLOT = {"slot": "s-1", "date": "2026-11-24"}


def answered(outcome: str, offer: dict[str, str] = OFFER) -> dict[str, object]:
    return {"type": "call-outcome", "appointment": "a-1", "outcome": outcome, "offer": offer}


def test_an_accepted_offer_is_kept() -> None:
    said_yes = case(LEE_OUT, answered("reached-accepted"))
    rest = with_visits(said_yes.published, a_2=None, a_3=None)
    kept = with_visits(rest, a_1=placed(14 * 60, "dr-bell"))
    assert not breaches("consent", said_yes, kept)
    other = with_visits(rest, a_1=placed(14 * 60 + 30, "dr-bell"))
    assert [f.about for f in breaches("consent", said_yes, other)] == [("a-1",)]


def test_a_broken_promise_is_harm() -> None:
    said_yes = case(LEE_OUT, answered("reached-accepted"))
    dropped = with_visits(said_yes.published, a_1=None, a_2=None, a_3=None)
    assert cost("consent", said_yes, dropped) == {"T1": 1000}


def test_a_declined_time_is_not_offered_again_whoever_the_provider() -> None:
    said_no = case(LEE_OUT, answered("reached-declined"))
    rest = with_visits(said_no.published, a_2=None, a_3=None)
    again = with_visits(rest, a_1=placed(14 * 60, "np-cruz"))
    assert breaches("consent", said_no, again)
    assert not breaches("consent", said_no, with_visits(rest, a_1=placed(14 * 60 + 5, "np-cruz")))


def test_what_was_accepted_or_declined_is_said() -> None:
    said_yes = case(answered("reached-accepted"))
    (other,) = findings("consent", said_yes, said_yes.published)
    assert (other.kind, other.about) == ("breach", ("a-1",))
    assert other.sentence == "a-1 has accepted another offer."
    (broken,) = findings("consent", said_yes, with_visits(said_yes.published, a_1=None))
    assert (broken.kind, broken.tier, broken.cost) == ("cost", "T1", 1000)
    assert broken.about == ("a-1",)
    assert broken.sentence == "a-1 has accepted an offer that is not kept."
    said_no = case(answered("reached-declined"))
    assert not findings("consent", said_no, said_no.published)
    again = with_visits(said_no.published, a_1=placed(14 * 60, "dr-bell"))
    (declined,) = findings("consent", said_no, again)
    assert declined.about == ("a-1",)
    assert declined.sentence == "a-1 is given again what the patient declined."


def test_an_accepted_offer_is_kept_with_its_provider_and_site() -> None:
    said_yes = case(answered("reached-accepted"))
    for elsewhere in (
        placed(14 * 60, "dr-lee"),
        placed(14 * 60 + 1, "dr-bell"),
        placed(14 * 60, "dr-bell", room="room-n", site="north"),
        by_video(14 * 60, "dr-bell"),
        "s-1",
    ):
        assert findings("consent", said_yes, with_visits(said_yes.published, a_1=elsewhere))


def test_slots_are_answered_too() -> None:
    said_yes = case(answered("reached-accepted", SLOT))
    for slot, broken in (("s-1", False), ("s-2", True)):
        plan = with_visits(said_yes.published, a_1=slot)
        assert bool(findings("consent", said_yes, plan)) is broken
    assert findings("consent", said_yes, said_yes.published)
    said_no = case(answered("reached-declined", SLOT))
    for slot, broken in (("s-1", True), ("s-2", False)):
        plan = with_visits(said_no.published, a_1=slot)
        assert bool(findings("consent", said_no, plan)) is broken


def test_the_last_answer_to_an_offer_counts() -> None:
    at_two = {"a_1": placed(14 * 60, "dr-bell")}
    yes, no = answered("reached-accepted"), answered("reached-declined")
    for answers, broken in (((no, yes), False), ((yes, no), True)):
        both = case(*answers)
        plan = with_visits(both.published, **at_two)
        assert bool(findings("consent", both, plan)) is broken


def test_the_model_offers_what_was_accepted_and_not_what_was_declined() -> None:
    said_yes = case(answered("reached-accepted"))
    assert starts(said_yes, "a-1", "dr-bell") == {14 * 60}
    assert not starts(said_yes, "a-1", "dr-lee")
    assert not slots(said_yes, "a-1")
    assert slots(case(answered("reached-accepted", SLOT)), "a-1") == ["s-1"]
    assert slots(case(answered("reached-declined", SLOT)), "a-1") == ["s-2"]
    said_no = case(LEE_OUT, answered("reached-declined"))
    for provider in ("dr-bell", "np-cruz"):
        assert {14 * 60 - 5, 14 * 60, 14 * 60 + 5} & starts(said_no, "a-1", provider) == {
            14 * 60 - 5,
            14 * 60 + 5,
        }


def test_the_model_prices_a_broken_promise() -> None:
    said_yes = case(answered("reached-accepted"))
    tiers = Pinned(said_yes).tiers(with_visits(said_yes.published, a_1=None))
    assert tiers is not None
    assert tiers["T1"] == 1000
