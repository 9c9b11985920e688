"""No provider is asked to carry more than the office's caps."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.pinning import Pinned


def test_one_visit_more_than_allowed_is_caught() -> None:
    usual = case(LEE_OUT, at=office(rules={"load": {"added-visits": 1}}))
    one = with_visits(usual.published, a_1=placed(14 * 60, "np-cruz"), a_2=None, a_3=None)
    assert not breaches("load", usual, one)
    two = with_visits(one, a_2=placed(15 * 60, "np-cruz"))
    assert set(breaches("load", usual, two)[0].about) == {"a-1", "a-2"}


def test_a_session_and_points_are_capped_no_tighter_than_published() -> None:
    rules = {"load": {"session-visits": 1, "points": 1}}
    usual = case(LEE_OUT, at=office(rules=rules))
    plan = with_visits(usual.published, a_1=placed(14 * 60, "dr-bell"), a_2=None, a_3=None)
    sentences = " ".join(f.sentence for f in breaches("load", usual, plan))
    assert "dr-bell has 2 visits in the afternoon" in sentences
    assert "3 points" in sentences


def test_a_long_run_without_a_free_minute_is_caught() -> None:
    rules = {"load": {"consecutive-minutes": 30}}
    usual = case(LEE_OUT, at=office(rules=rules))
    plan = with_visits(
        usual.published, a_1=placed(13 * 60 + 20, "dr-bell", "ma-2", "room-2"), a_2=None, a_3=None
    )
    assert "13:10 to 13:50" in breaches("load", usual, plan)[0].sentence


def test_the_most_added_visits_cost_where_spread_has_a_rate() -> None:
    usual = case(LEE_OUT, at=office(exchange_rates={"spread": 4}))
    plan = with_visits(usual.published, a_1=placed(14 * 60, "np-cruz"), a_2=None, a_3=None)
    assert cost("load", usual, plan) == {"T6": 4}


def test_who_is_given_too_much_is_said() -> None:
    tight = case(LEE_OUT, at=office(rules={"load": {"added-visits": 0, "added-minutes": 20}}))
    gone = with_visits(tight.published, a_1=None, a_2=None, a_3=None)
    assert not findings("load", tight, gone)
    one, *none = findings("load", tight, with_visits(gone, a_1=placed(14 * 60, "np-cruz")))
    assert not none
    assert (one.kind, one.about) == ("breach", ("a-1",))
    assert one.sentence == "np-cruz is given 1 more visits, at most 0."
    two = with_visits(gone, a_1=placed(14 * 60, "np-cruz"), a_2=placed(15 * 60, "np-cruz"))
    assert [f.sentence for f in findings("load", tight, two)] == [
        "np-cruz is given 2 more visits, at most 0.",
        "np-cruz is given 40 more minutes, at most 20.",
    ]


def test_new_patients_too_close_are_named() -> None:
    types = {
        name: kind | {"new_patient": True} if name == "follow-up" else kind
        for name, kind in OFFICE["visit_types"].items()
    }
    rules = {"load": {"new-patient-gap": 20}, "movability": {"bystander-minutes": 480}}
    spaced = case(at=office(visit_types=types, rules=rules))
    for start, broken in ((13 * 60 + 40, False), (13 * 60 + 39, True), (13 * 60 + 20, True)):
        plan = with_visits(spaced.published, b_1=placed(start, "dr-bell", "ma-1", "room-2"))
        said = [finding.sentence for finding in breaches("load", spaced, plan)]
        assert said == ["dr-bell has new patients b-2 and b-1 too close."] * broken


def test_the_most_added_visits_are_said_at_their_price() -> None:
    usual = case(LEE_OUT, at=office(exchange_rates={"spread": 4}))
    gone = with_visits(usual.published, a_1=None, a_2=None, a_3=None)
    assert cost("load", usual, gone) == {}
    apart = with_visits(gone, a_1=placed(840, "np-cruz"), a_2=placed(900, "dr-bell"))
    assert cost("load", usual, apart) == {"T6": 4}
    both = with_visits(gone, a_1=placed(840, "np-cruz"), a_2=placed(900, "np-cruz"))
    (found,) = findings("load", usual, both)
    assert (found.kind, found.tier, found.cost) == ("cost", "T6", 8)
    assert found.sentence == "One provider is given 2 more visits."


def test_the_model_caps_and_prices_the_same() -> None:
    for caps, legal in (({"added-visits": 1}, False), ({"added-visits": 2}, True)):
        usual = case(LEE_OUT, at=office(rules={"load": caps}, exchange_rates={"spread": 4}))
        gone = with_visits(usual.published, a_1=None, a_2=None, a_3=None)
        both = with_visits(
            gone,
            a_1=placed(840, "np-cruz", "ma-2", "room-3"),
            a_2=placed(900, "np-cruz", "ma-2", "room-3"),
        )
        tiers = Pinned(usual).tiers(both)
        assert (tiers is not None) is legal
        assert tiers is None or tiers["T6"] == 8


def test_a_run_names_the_visits_it_is_made_of() -> None:
    rules = {"load": {"consecutive-minutes": 30, "added-visits": None}}
    usual = case(LEE_OUT, at=office(rules=rules))
    plan = with_visits(
        usual.published,
        a_1=placed(13 * 60 + 20, "dr-bell", "ma-2", "room-2"),
        a_2=placed(13 * 60 + 41, "dr-bell", "ma-2", "room-2"),
        a_3=None,
    )
    (found,) = findings("load", usual, plan)
    assert (found.kind, set(found.about)) == ("breach", {"a-1", "b-2"})
    assert found.sentence == "dr-bell works from 13:10 to 13:50 without a free minute."
