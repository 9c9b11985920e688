"""What a patient accepted is kept; what a patient declined is not offered again."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, case, placed, with_visits
from tests.solvers.day.judging import breaches, cost

OFFER = {"at": "14:00", "provider": "dr-bell", "site": "main"}


def answered(outcome: str) -> dict[str, object]:
    return {"type": "call-outcome", "appointment": "a-1", "outcome": outcome, "offer": OFFER}


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
