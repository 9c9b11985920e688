"""A visit that begins soon keeps its start, and nothing new starts in the past."""

from __future__ import annotations

from tests.engine.clinic import LEE_OUT, case, office, placed, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import starts


def test_a_visit_within_the_lead_keeps_its_start() -> None:
    for now, broken in ((9 * 60 - 75, True), (9 * 60 - 76, False)):
        near = case(now=now)
        moved = with_visits(near.published, a_1=placed(9 * 60 + 30, "dr-lee"))
        assert bool(findings("freeze", near, moved)) is broken


def test_a_visit_moves_no_earlier_than_the_lead() -> None:
    early = case(now=8 * 60, appointments=visit("b-2", callable_from="08:00"))
    soon = with_visits(early.published, b_2=placed(9 * 60 + 14, "np-cruz", "ma-2", "room-3"))
    assert findings("freeze", early, soon)
    later = with_visits(early.published, b_2=placed(9 * 60 + 15, "np-cruz", "ma-2", "room-3"))
    assert not findings("freeze", early, later)


def test_who_is_here_may_see_somebody_else_at_the_same_time() -> None:
    here = case(LEE_OUT | {"reported": "08:50"}, appointments=visit("a-1", status="arrived"))
    swapped = placed(9 * 60, "np-cruz", "ma-2", "room-3")
    plan = with_visits(here.published, a_1=swapped, a_2=None, a_3=None)
    assert not findings("freeze", here, plan)


def test_why_it_cannot_move_is_said() -> None:
    near = case(now=8 * 60)
    assert not findings("freeze", near, near.published)
    about_to = with_visits(near.published, a_1=placed(9 * 60 + 30, "dr-lee"))
    (found,) = findings("freeze", near, about_to)
    assert (found.kind, found.about) == ("breach", ("a-1",))
    assert found.sentence == "a-1 is about to begin and its start, site or modality changed."
    too_soon = with_visits(near.published, b_2=placed(9 * 60 + 10, "np-cruz", "ma-2", "room-3"))
    (found,) = findings("freeze", near, too_soon)
    assert found.sentence == "b-2 moves to 09:10, too soon to reach the patient."


def test_the_office_s_own_lead_counts_and_who_is_here_stays_whatever_the_lead() -> None:
    lead = {"rules": {"freeze": {"contact-lead": 20}}}
    for now, broken in ((8 * 60 + 40, True), (8 * 60 + 39, False)):
        near = case(now=now, at=office(**lead))
        moved = with_visits(near.published, a_1=placed(9 * 60 + 15, "dr-lee", "ma-2"))
        assert bool(findings("freeze", near, moved)) is broken
    here = case(now=7 * 60, at=office(**lead), appointments=visit("a-1", status="checked-in"))
    moved = with_visits(here.published, a_1=placed(9 * 60 + 15, "dr-lee", "ma-2"))
    (found,) = breaches("freeze", here, moved)
    assert found.about == ("a-1",)


def test_an_add_on_starts_no_earlier_than_now() -> None:
    new = {"id": "z-1", "visit_type": "follow-up"}
    added = case({"type": "add-on", "appointment": new}, now=14 * 60)
    for start, broken in ((14 * 60, False), (14 * 60 - 1, True)):
        plan = with_visits(added.published, z_1=placed(start, "np-cruz", "ma-2", "room-3"))
        said = [finding.sentence for finding in findings("freeze", added, plan)]
        assert said == ["z-1 starts at 13:59, which is past."] * broken
    assert min(starts(added, "z-1", "np-cruz")) == 14 * 60


def test_a_phase_that_has_begun_keeps_its_people_and_room() -> None:
    for now, broken in ((13 * 60, False), (13 * 60 + 1, True)):
        later = case(now=now)
        for assistant, room in (("ma-1", "room-1"), ("ma-2", "room-3")):
            plan = with_visits(later.published, b_2=placed(780, "dr-bell", assistant, room))
            said = [finding.sentence for finding in findings("freeze", later, plan)]
            assert said == ["b-2 has a phase before now that is not as published."] * broken


def test_the_provider_changes_until_the_provider_s_phase_begins() -> None:
    for now, broken in ((13 * 60 + 10, False), (13 * 60 + 11, True)):
        later = case(now=now)
        plan = with_visits(later.published, b_2=placed(780, "np-cruz", "ma-2", "room-1"))
        assert bool(findings("freeze", later, plan)) is broken


def test_the_model_offers_frozen_visits_their_start_and_others_none_within_the_lead() -> None:
    near = case(now=8 * 60)
    assert starts(near, "a-1", "dr-lee") == {9 * 60}
    early = case(now=8 * 60, appointments=visit("a-2", callable_from="08:00"))
    assert min(starts(early, "a-2", "dr-lee")) == 9 * 60 + 15
    late = case(now=13 * 60 + 11)
    assert min(starts(late, "b-2", "dr-bell", block=1)) == 13 * 60 + 10
    assert min(starts(late, "b-2", "np-cruz", block=1)) == 13 * 60 + 15, "who takes over waits"
