"""A family that comes together stays together: so far apart at the most, or at a price."""

from __future__ import annotations

from typing import Any

from models.clock import wall
from tests.engine.clinic import DAY, LEE_OUT, by_video, case, office, placed, with_visits
from tests.solvers.day.judging import cost, findings
from tests.solvers.day.solving import solve_here


def book(*family: str, **more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the clinic's book with some visits of one family, and what else is said of some."""
    said = {name.replace("_", "-"): facts for name, facts in more.items()}
    return [
        visit
        | ({"together": "family-7"} if visit["id"] in family else {})
        | said.get(visit["id"], {})
        for visit in DAY["appointments"]
    ]


def test_two_who_were_seen_within_the_hour_still_are() -> None:
    usual = case(appointments=book("a-1", "b-1"))
    # a-1 is seen at 09:10; b-1 is, 10 minutes after its start.
    for start, minutes in ((600, 60), (605, 65), (480, 60), (540, 0)):
        plan = with_visits(usual.published, b_1=placed(start, "dr-bell", "ma-2", "room-2"))
        said = [f.sentence for f in findings("families", usual, plan)]
        apart = f"a-1 and b-1 are of one family, and they are seen {minutes} minutes apart."
        assert said == ([apart] if minutes > 60 else [])
        assert cost("families", usual, plan) == ({"T5": 20} if minutes > 60 else {})


def test_it_goes_by_when_the_provider_sees_them_not_by_when_they_come() -> None:
    usual = case(appointments=book("a-1", "b-1"))
    waits = with_visits(usual.published, b_1=placed(600, "dr-bell", "ma-2", "room-2", wait=5))
    assert cost("families", usual, waits) == {"T5": 20}
    # By video the provider is there from the start.
    shown = with_visits(usual.published, b_1=by_video(610, "dr-bell"))
    assert not findings("families", usual, shown)


def test_one_who_is_not_seen_today_leaves_the_other_and_two_leave_nobody() -> None:
    usual = case(appointments=book("a-1", "b-1"))
    gone = with_visits(usual.published, b_1="s-2")
    (found,) = findings("families", usual, gone)
    assert found.sentence == "a-1 and b-1 are of one family, and b-1 is not seen today."
    assert found.about == ("a-1", "b-1")
    assert not findings("families", usual, with_visits(usual.published, a_1="s-1", b_1=None))


def test_two_sites_are_apart() -> None:
    usual = case(appointments=book("a-1", "b-1", b_1={"sites": ["north"]}))
    plan = with_visits(usual.published, b_1=placed(540, "dr-bell", "ma-2", "room-n", "north"))
    (found,) = findings("families", usual, plan)
    assert found.sentence == "a-1 and b-1 are of one family, and they are seen at two sites."


def test_who_was_published_apart_costs_nothing_however_far_apart() -> None:
    usual = case(appointments=book("a-1", "b-2"))
    for start in (480, 900):
        plan = with_visits(usual.published, b_2=placed(start, "dr-bell", "ma-2", "room-2"))
        assert not findings("families", usual, plan)


def test_of_three_every_two_are_looked_at() -> None:
    usual = case(appointments=book("a-1", "b-1", "b-2", b_2={"at": "09:30"}))
    plan = with_visits(usual.published, a_1="s-1")
    assert [f.about for f in findings("families", usual, plan)] == [("a-1", "b-1"), ("a-1", "b-2")]


def test_without_a_price_nothing_is_said() -> None:
    free = case(at=office(exchange_rates={"family_apart": 0}), appointments=book("a-1", "b-1"))
    assert not findings("families", free, with_visits(free.published, a_1=None))
    assert solve_here(free).verdict.key == (0, 0, 0)


def test_a_family_is_kept_together_where_that_costs_less() -> None:
    """Bell's only free time after lunch costs nothing; a held slot near the sister's visit does."""
    visits = [
        {"id": "a-1", "visit_type": "follow-up", "at": "14:00", "provider": "dr-lee"},
        {"id": "b-1", "visit_type": "follow-up", "at": "13:10", "provider": "dr-bell",
         "movability": "fixed"},
    ]  # fmt: skip
    taken = [
        {"id": f"p-{start}", "person": "dr-bell", "from": start, "to": end, "kind": "meeting"}
        for start, end in (("08:00", "12:20"), ("12:40", "13:20"), ("13:40", "15:50"))
    ]
    day: dict[str, Any] = {
        "shifts": [
            shift | ({"to": "16:10"} if shift["person"] == "dr-bell" else {})
            for shift in DAY["shifts"]
            if shift["person"] != "np-cruz"
        ],
        "protected": taken,
        "held_slots": [{"id": "h-1", "person": "dr-bell", "from": "12:20", "to": "12:40"}],
    }
    for family, rate, seen in ((False, 20, "15:50"), (True, 20, "12:20"), (True, 5, "15:50")):
        book = [visit | ({"together": "family-7"} if family else {}) for visit in visits]
        at = office(
            rules={"protected-time": {"convert": 0}, "overtime": {"minutes": 0}},
            exchange_rates={"family_apart": rate},
        )
        answer = solve_here(case(LEE_OUT, at=at, appointments=book, **day))
        assert answer.proven and not answer.troubles
        planned = next(visit for visit in answer.plan.visits if visit.appointment == "a-1")
        assert planned.placement is not None
        assert wall(planned.placement.phases[1].start) == seen
