"""A visit is turned into video only where office, type, patient and provider allow it."""

from __future__ import annotations

from models.office import Modality
from tests.engine.clinic import LEE_OUT, OFFICE, by_video, case, office, placed, visit, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.offered import refusals, starts


def test_a_patient_who_agreed_may_be_seen_by_video_at_a_price() -> None:
    out = case(LEE_OUT)
    rest = with_visits(out.published, a_1=None, a_3=None)
    plan = with_visits(rest, a_2=by_video(600, "dr-bell"))
    assert not breaches("video", out, plan)
    assert cost("video", out, plan) == {"T4": out.rates.video}


def test_without_agreement_or_set_up_it_is_caught() -> None:
    out = case(LEE_OUT)
    asked = with_visits(out.published, a_1=by_video(540, "dr-bell"), a_2=None, a_3=None, b_1=None)
    assert "agreement" in breaches("video", out, asked)[0].sentence
    unable = with_visits(out.published, a_1=None, a_2=by_video(600, "np-cruz"), a_3=None)
    assert "np-cruz" in breaches("video", out, unable)[0].sentence


def test_an_office_may_not_turn_visits_into_video() -> None:
    none = case(LEE_OUT, at=office(rules={"video": {"convert": False}}))
    plan = with_visits(none.published, a_1=None, a_2=by_video(600, "dr-bell"), a_3=None)
    assert breaches("video", none, plan)


def test_what_it_costs_and_whom_is_said() -> None:
    out = case(LEE_OUT, at=office(exchange_rates={"video": 33}))
    assert not findings("video", out, out.published)
    (found,) = findings("video", out, with_visits(out.published, a_2=by_video(600, "dr-bell")))
    assert (found.kind, found.tier, found.cost, found.about) == ("cost", "T4", 33, ("a-2",))
    assert found.sentence == "a-2 is turned into video."


def test_a_video_visit_stays_one_and_costs_nothing() -> None:
    phone = case(appointments=visit("a-1", modality="video"))
    assert not findings("video", phone, with_visits(phone.published, a_1=by_video(540, "dr-lee")))
    inside = with_visits(phone.published, a_1=placed(540, "dr-lee"))
    assert [f.sentence for f in findings("video", phone, inside)] == ["a-1 changes its modality."]
    assert starts(phone, "a-1", "dr-lee", modality=Modality.IN_PERSON) == set()


def test_an_add_on_keeps_its_modality() -> None:
    new = {"id": "n-1", "visit_type": "follow-up", "video": True}
    usual = case({"type": "add-on", "appointment": new})
    plan = with_visits(usual.published, n_1=by_video(14 * 60, "dr-bell"))
    assert [f.about for f in breaches("video", usual, plan)] == [("n-1",)]
    assert starts(usual, "n-1", "dr-bell", modality=Modality.VIDEO) == set()
    assert "the modality stays as booked" in refusals(usual, "n-1")


def test_whoever_works_from_elsewhere_has_no_room() -> None:
    types = OFFICE["visit_types"]
    follow_up = types["follow-up"]
    roomed = [phase | {"room": "exam"} for phase in follow_up["video"]]
    at = office(visit_types=types | {"follow-up": follow_up | {"video": roomed}})
    home = {"type": "absent", "person": "dr-bell", "to": "14:20", "works_by_video": True}
    out = case(home, at=at, appointments=visit("b-2", video=True))
    for start, broken in ((14 * 60 + 19, True), (14 * 60 + 20, False)):
        place = by_video(start, "dr-bell").model_copy(update={"room": "room-1"})
        found = [
            f
            for f in findings("video", out, with_visits(out.published, b_2=place))
            if f.kind == "breach"
        ]
        assert bool(found) is broken
        assert all("though its provider is elsewhere" in f.sentence for f in found)


def test_the_model_offers_video_to_those_who_agreed_with_those_set_up() -> None:
    out = case(LEE_OUT)
    assert starts(out, "a-2", "dr-bell", modality=Modality.VIDEO)
    assert starts(out, "a-2", "np-cruz", modality=Modality.VIDEO) == set()
    assert starts(out, "a-1", "dr-bell", modality=Modality.VIDEO) == set()
    none = case(LEE_OUT, at=office(rules={"video": {"convert": False}}))
    assert starts(none, "a-2", "dr-bell", modality=Modality.VIDEO) == set()
