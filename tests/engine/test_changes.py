"""What changes for whom, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.day.hit import hit_visits
from engine.day.places import wait
from engine.explaining.changes import NO_TIME, NO_TIME_TO_SAY, changes
from engine.proposals.baseline import do_nothing
from engine.solving.patience import Patience
from models.case import Case
from models.plan import Disposition, PlacedPhase, Placement, Plan
from models.proposal import Change, Where
from solvers.day.check.verdict import check
from tests.engine.clinic import (
    DATE,
    LEE_OUT,
    OFFICE,
    by_video,
    case,
    office,
    placed,
    visit,
    with_visits,
)

OWN_TIMES = [{"id": "b-1", "visit_type": "follow-up", "at": "09:00", "provider": "dr-bell"}]
AWAY = "dr-lee is away 08:00–17:00"


def told(now: Case, plan: Plan, **rest: Any) -> dict[str, Change]:
    """Return the plan's changes by visit."""
    found = changes(now, plan, check(now, plan), hit_visits(now), **rest)
    assert len({change.appointment for change in found}) == len(found)
    return {change.appointment: change for change in found}


def moved(now: Case, **visits: Placement | str | None) -> dict[str, Change]:
    """Return the changes of the published plan with some visits elsewhere."""
    return told(now, with_visits(do_nothing(now), **visits))


def why(change: Change) -> tuple[str, str]:
    """Return a change's reason and rule."""
    return change.reason, change.rule


def test_every_visit_has_one_change_also_when_nothing_changes() -> None:
    found = moved(case())

    assert list(found) == ["a-1", "a-2", "a-3", "b-1", "b-2"]
    assert {change.disposition for change in found.values()} == {Disposition.KEPT}
    assert {why(change) for change in found.values()} == {("", "")}
    assert found["a-1"].before == found["a-1"].after


def test_a_visit_that_is_hit_names_the_event_and_both_places() -> None:
    change = moved(case(LEE_OUT), a_1=placed(600, "dr-bell", room="room-2"))["a-1"]

    assert change.disposition is Disposition.MOVED
    assert why(change) == (AWAY, "absence")
    assert change.before == Where.model_validate(
        {"date": DATE, "at": "09:00", "provider": "dr-lee", "site": "main", "room": "room-1"}
    )
    assert change.after == Where.model_validate(
        {"date": DATE, "at": "10:00", "provider": "dr-bell", "site": "main", "room": "room-2"}
    )


def test_another_day_says_which_slot() -> None:
    change = moved(case(LEE_OUT), a_1="s-2")["a-1"]

    assert change.after == Where.model_validate(
        {"date": "2026-11-25", "at": "10:00", "provider": "dr-bell", "site": "main", "slot": "s-2"}
    )


def test_seen_visits_are_kept_and_cancelled_ones_are_nowhere() -> None:
    gone = {"type": "no-show", "appointment": "b-1"}
    found = moved(case(gone, appointments=visit("a-1", status="fulfilled")))

    assert "b-1" not in found
    assert found["a-1"].disposition is Disposition.KEPT
    assert found["a-1"].after is not None
    assert found["a-1"].after.at == 540


# --------------------------------------------------------------------- bystanders


def test_a_bystander_learns_who_has_its_time() -> None:
    found = moved(
        case(LEE_OUT), a_1=placed(540, "dr-bell", "ma-2"), b_1=placed(570, "dr-bell", "ma-1")
    )

    assert why(found["b-1"]) == ("its time with dr-bell now goes to a-1", "provider-overlap")


def test_a_bystander_learns_who_has_its_room() -> None:
    two_rooms = office(rooms=OFFICE["rooms"][:2])
    now = case(LEE_OUT, at=two_rooms)

    found = moved(
        now,
        a_1=placed(540, "np-cruz", "ma-2", "room-1"),
        a_2=placed(545, "np-cruz", "ma-1", "room-2", wait=10),
        b_1=placed(575, "dr-bell", "ma-1", "room-1"),
    )

    assert why(found["b-1"]) == ("room-2 now goes to a-2", "rooms")


def test_a_bystander_whose_people_are_out_learns_of_them() -> None:
    ma_out = [{"type": "absent", "person": ref, "to": "10:00"} for ref in ("ma-1", "ma-2")]
    found = moved(case(*ma_out), b_1=placed(600, "dr-bell", "ma-1", "room-2"))

    assert why(found["b-1"]) == (
        "ma-1 is away 08:00–10:00, and nobody else is free",
        "absence",
    )


def test_a_bystander_whose_room_is_out_learns_of_it() -> None:
    one_room = office(rooms=OFFICE["rooms"][:1])
    now = case({"type": "room-out", "room": "room-1", "to": "10:00"}, at=one_room,
               appointments=OWN_TIMES)  # fmt: skip

    found = moved(now, b_1=placed(600, "dr-bell"))

    assert why(found["b-1"]) == (
        "room-1 cannot be used until 10:00, and nothing else is free",
        "closures",
    )


def test_other_free_people_do_not_keep_a_bystander() -> None:
    # ma-1, who had b-1, is out; but ma-2 could do it, and nothing else needs the move.
    now = case({"type": "absent", "person": "ma-1"}, appointments=OWN_TIMES)
    plan = with_visits(do_nothing(now), b_1=placed(600, "dr-bell", "ma-2", "room-2"))

    sentence, rule = why(told(now, plan)["b-1"])

    assert rule == ""
    assert sentence == "no single rule asks for it: a longer search may leave it as it was"


def test_a_bystander_learns_who_needs_its_people() -> None:
    # Only ma-2 is left, for b-1 and for the desk; the desk comes first.
    others = [{"type": "absent", "person": ref} for ref in ("ma-1", "desk-1", "desk-2")]
    now = case(*others, appointments=OWN_TIMES)
    plan = with_visits(do_nothing(now), b_1="s-2")
    desk = [now.published.duties[0].model_copy(update={"person": "ma-2"})]
    plan = plan.model_copy(update={"duties": tuple(desk)})

    assert why(told(now, plan)["b-1"]) == ("ma-2 is needed for desk then", "staff-overlap")


# ------------------------------------------------------------------ left undecided


def test_a_manual_decision_says_what_happened_and_why_nothing_else_was_found() -> None:
    change = moved(case(LEE_OUT), a_3=None)["a-3"]

    assert change.disposition is Disposition.MANUAL_DECISION
    assert change.after is None
    assert why(change) == (
        f"{AWAY}; nobody else at work today may hold it; no open slot fits by 2026-12-23",
        "absence",
    )


def test_a_colleague_who_is_free_and_a_slot_that_is_free_are_owned_up_to() -> None:
    change = moved(case(LEE_OUT), a_1=None)["a-1"]

    assert change.reason == (
        f"{AWAY}; np-cruz at 09:00 is free: a longer search may use it;"
        " slot s-1 is free: a longer search may use it"
    )


def test_a_colleague_who_is_not_free_is_named_with_what_they_do() -> None:
    now = case(
        LEE_OUT,
        {"type": "absent", "person": "np-cruz"},
        appointments=visit("a-1", urgency="must-today", locks=[
            {"holds": ["time"], "author": "manager", "reason": "transport"}
        ]),
    )  # fmt: skip

    change = moved(now, a_1=None)["a-1"]

    assert change.reason == (
        f"{AWAY}; not with dr-bell at 09:00: dr-bell has b-1 then;"
        " the visit is locked, so it goes to no other day"
    )


def test_a_bystander_left_undecided_says_why_it_cannot_stay() -> None:
    found = moved(case(LEE_OUT), a_1=placed(540, "dr-bell", "ma-2"), b_1=None)

    assert why(found["b-1"]) == ("its time with dr-bell now goes to a-1", "provider-overlap")


def test_why_not_can_be_told_by_somebody_else() -> None:
    now = case(LEE_OUT)
    plan = with_visits(do_nothing(now), a_3=None)

    found = told(now, plan, why_not=lambda _case, _plan, ref: (f"no way for {ref}", "load"))

    assert why(found["a-3"]) == (f"{AWAY}; no way for a-3", "absence")


def test_without_time_only_what_happened_is_said() -> None:
    day = with_visits(do_nothing(case(LEE_OUT)), a_1=None, b_1=placed(600, "dr-bell"))
    found = told(case(LEE_OUT), day, patience=Patience(0.0))
    assert why(found["a-1"]) == (f"{AWAY}; {NO_TIME}", "absence")
    assert why(found["b-1"]) == NO_TIME_TO_SAY


def test_an_add_on_has_no_place_before() -> None:
    now = case({"type": "add-on", "appointment": {"id": "x-1", "visit_type": "follow-up"}})

    waiting = moved(now)["x-1"]
    seen = moved(now, x_1=placed(600, "dr-bell", room="room-3"))["x-1"]

    assert (waiting.before, waiting.after) == (None, None)
    assert waiting.reason.startswith("added to the day without a time; ")
    assert (seen.before, seen.disposition) == (None, Disposition.MOVED)


def test_an_overrun_pushes_on_what_follows_it() -> None:
    # The check-out after the provider's part starts later, and nothing else is amiss.
    phases = [{"phase": "provider", "minutes": 20, "tasks": ["visit"]},
              {"phase": "check-out", "minutes": 5}]  # fmt: skip
    kinds = OFFICE["visit_types"] | {"short": {"phases": phases}}
    book = [{"id": "c-1", "visit_type": "short", "at": "09:00", "provider": "np-cruz"}]
    over = {"type": "overrun", "appointment": "c-1", "minutes": 10}
    where = office(visit_types=kinds)
    as_booked = case(at=where, appointments=book).published
    now = replace(case(over, at=where, appointments=book), published=as_booked)
    later = Placement(
        provider="np-cruz",
        site="main",
        phases=(PlacedPhase(start=600, end=630), PlacedPhase(start=630, end=635)),
    )

    assert why(moved(now, c_1=later)["c-1"])[1] == ""


# --------------------------------------------------------------------------- kept


def test_a_lag_that_the_visit_type_asks_for_is_no_wait() -> None:
    phases = [{"phase": "draw", "minutes": 10},
              {"phase": "provider", "minutes": 20, "tasks": ["visit"],
               "lag": {"min": 30, "max": 60}}]  # fmt: skip
    kinds = OFFICE["visit_types"] | {"draw": {"phases": phases}}
    book = [{"id": "c-1", "visit_type": "draw", "at": "09:00", "provider": "np-cruz"}]
    now = case(at=office(visit_types=kinds), appointments=book)

    def lagging(minutes: int) -> Placement:
        start = 550 + minutes
        phases = (PlacedPhase(start=540, end=550), PlacedPhase(start=start, end=start + 20))
        return Placement(provider="np-cruz", site="main", phases=phases)

    assert wait(now, now.visits["c-1"], lagging(30)) == 0
    assert wait(now, now.visits["c-1"], lagging(42)) == 12
    assert why(moved(now, c_1=lagging(42))["c-1"]) == ("kept; waits up to 12 min more", "waits")


def test_a_kept_visit_that_waits_longer_says_so() -> None:
    found = moved(case(), b_1=placed(540, "dr-bell", "ma-1", "room-2", wait=10))

    assert found["b-1"].disposition is Disposition.KEPT
    assert why(found["b-1"]) == ("kept; waits up to 10 min more", "waits")


def test_a_kept_visit_in_another_room_says_so() -> None:
    found = moved(case(), b_1=placed(540, "dr-bell", "ma-1", "room-3"))

    assert why(found["b-1"]) == ("kept; in room-3 instead of room-2", "rooms")


def test_a_visit_hit_and_kept_by_waiting_says_only_that_it_waits() -> None:
    late = {"type": "late", "person": "dr-lee", "until": "09:20"}
    found = moved(case(late), a_1=placed(540, "dr-lee", "ma-2", "room-1", wait=10))

    assert why(found["a-1"]) == ("kept; waits up to 10 min more", "waits")


def test_video_has_no_room() -> None:
    change = moved(case(LEE_OUT), a_2=by_video(600, "dr-bell"))["a-2"]

    assert change.disposition is Disposition.VIDEO
    assert change.after is not None
    assert change.after.room is None
