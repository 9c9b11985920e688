"""What changes in breaks and duties, and why."""

from __future__ import annotations

from dataclasses import replace

from engine.explaining.duty_changes import NO_TIME, duty_changes
from engine.proposals.baseline import do_nothing
from engine.solving.patience import Patience
from models.case import Case
from models.day import DutyAssignment
from models.plan import Plan, PlannedBreak
from models.proposal import DutyChange
from models.rules import BreakKind
from solvers.day.check.verdict import check
from tests.engine.clinic import LEE_OUT, case, office, placed, with_visits

NOON = 12 * 60
DESK_OUT = {"type": "absent", "person": "desk-1"}
MEALS = {"breaks": {"entitlements": [{"minutes": 30, "roles": ["medical-assistant"]}]}}


def desk(person: str, start: int = 480, end: int = 1020) -> DutyAssignment:
    """Return a stretch at the desk."""
    return DutyAssignment(duty="desk", person=person, start=start, end=end)


def meal(person: str, start: int) -> PlannedBreak:
    """Return a lunch of half an hour."""
    return PlannedBreak(person=person, start=start, end=start + 30)


def rows(now: Case, plan: Plan) -> list[DutyChange]:
    """Return what changes."""
    return list(duty_changes(now, plan, check(now, plan)))


def test_nothing_changes_in_the_published_plan() -> None:
    now = case()

    assert rows(now, do_nothing(now)) == []


def test_the_same_duty_in_two_pieces_is_the_same() -> None:
    now = case()
    pieces = (desk("desk-1", NOON, 1020), desk("desk-1", 480, NOON))

    assert rows(now, do_nothing(now).model_copy(update={"duties": pieces})) == []


def test_a_duty_that_somebody_takes_over_names_the_event_for_both() -> None:
    now = case(DESK_OUT)
    plan = do_nothing(now).model_copy(update={"duties": (desk("desk-2"),)})

    taken, given = rows(now, plan)

    assert taken == DutyChange(
        person="desk-1", what="duty taken away", before="desk 08:00–17:00",
        reason="desk-1 is away 08:00–17:00", rule="absence",
    )  # fmt: skip
    assert given == DutyChange(
        person="desk-2", what="duty assigned", after="desk 08:00–17:00",
        reason="desk-1 is away 08:00–17:00", rule="absence",
    )  # fmt: skip


def test_a_duty_that_grows_shows_both() -> None:
    now = case(
        DESK_OUT | {"from": "12:00"},
        duties=[
            {"duty": "desk", "person": "desk-1", "from": "10:00", "to": "17:00"},
            {"duty": "desk", "person": "desk-2", "from": "08:00", "to": "10:00"},
        ],
    )
    pieces = (desk("desk-1", 600, NOON), desk("desk-2", 480, 600), desk("desk-2", NOON, 1020))

    shrunk, grown = rows(now, do_nothing(now).model_copy(update={"duties": pieces}))

    assert (shrunk.what, shrunk.before, shrunk.after) == (
        "duty changed", "desk 10:00–17:00", "desk 10:00–12:00",
    )  # fmt: skip
    assert (grown.before, grown.after) == ("desk 08:00–10:00", "desk 08:00–10:00, 12:00–17:00")
    assert shrunk.reason == grown.reason == "desk-1 is away 12:00–17:00"


def test_somebody_relieved_for_a_visit_is_said_to_be_needed_there() -> None:
    # ma-1 was to be at the desk, and is the only assistant left for b-2 at 13:00.
    now = case(
        {"type": "absent", "person": "ma-2"},
        duties=[{"duty": "desk", "person": "ma-1", "from": "12:30", "to": "17:00"},
                {"duty": "desk", "person": "desk-1", "from": "08:00", "to": "12:30"}],
    )  # fmt: skip
    plan = with_visits(do_nothing(now), b_2=placed(780, "dr-bell", "ma-1", "room-1"))
    plan = plan.model_copy(update={"duties": (desk("desk-1"),)})

    found = {(row.person, row.what): (row.reason, row.rule) for row in rows(now, plan)}

    assert found["ma-1", "duty taken away"] == ("ma-1 is needed for b-2 then", "staff-overlap")


def test_a_break_that_moves_for_a_visit_says_which() -> None:
    now = case(LEE_OUT)
    plan = with_visits(do_nothing(now), a_1=placed(NOON, "np-cruz", "ma-1"))
    plan = plan.model_copy(update={"breaks": (meal("ma-1", NOON + 30),)})

    (row,) = rows(now, plan)

    assert row == DutyChange(
        person="ma-1", what="break moved", before="meal 12:00–12:30", after="meal 12:30–13:00",
        reason="ma-1 is needed for a-1 then", rule="staff-overlap",
    )  # fmt: skip


def test_a_break_that_moves_without_need_is_owned_up_to() -> None:
    now = case()
    plan = do_nothing(now).model_copy(update={"breaks": (meal("ma-1", NOON + 30),)})

    (row,) = rows(now, plan)

    assert (row.what, row.reason) == ("break moved", "a longer search may leave it as it was")


def test_a_break_in_an_absence_that_is_taken_later_moves() -> None:
    away = {"type": "absent", "person": "ma-1", "from": "11:00", "to": "13:00"}
    now = case(away)
    plan = do_nothing(now).model_copy(update={"breaks": (meal("ma-1", 840),)})

    (row,) = rows(now, plan)

    assert (row.what, row.reason) == ("break moved", "ma-1 is away 11:00–13:00")


def test_nobody_misses_a_break_for_which_they_are_away() -> None:
    now = case({"type": "absent", "person": "ma-1"})
    plan = do_nothing(now).model_copy(update={"breaks": ()})

    assert rows(now, plan) == []


def test_a_break_that_is_due_and_missing_says_so() -> None:
    now = case(at=office(rules=MEALS))
    booked = now.published.breaks
    plan = do_nothing(now).model_copy(
        update={"breaks": tuple(taken for taken in booked if taken.person != "ma-1")}
    )

    (row,) = rows(now, plan)

    assert (row.person, row.what, row.after) == ("ma-1", "break missing", None)


def test_a_break_that_was_not_booked_is_added() -> None:
    now = case()
    plan = do_nothing(now)
    rest = PlannedBreak(person="ma-2", kind=BreakKind.REST, start=600, end=610)

    (row,) = rows(now, plan.model_copy(update={"breaks": (*plan.breaks, rest)}))

    assert (row.what, row.before, row.after) == ("break added", None, "rest 10:00–10:10")
    assert row.rule == "breaks"


def test_a_duty_that_is_needed_says_what_would_be_short() -> None:
    # Nobody is away: the published plan leaves the desk empty in the afternoon.
    now = case(duties=[{"duty": "desk", "person": "desk-1", "from": "08:00", "to": "12:00"}])
    published = now.published.model_copy(update={"duties": (desk("desk-1", 480, NOON),)})
    now = replace(now, published=published)
    plan = do_nothing(now).model_copy(
        update={"duties": (desk("desk-1", 480, NOON), desk("desk-2", NOON, 1020))}
    )

    (row,) = rows(now, plan)

    assert (row.person, row.what, row.rule) == ("desk-2", "duty assigned", "coverage")
    assert row.reason.startswith("short of cover or law as published (desk is ")


def test_without_time_only_events_are_named() -> None:
    now = case(LEE_OUT)
    plan = with_visits(do_nothing(now), a_1=placed(NOON, "np-cruz", "ma-1"))
    plan = plan.model_copy(update={"breaks": (meal("ma-1", NOON + 30),)})

    (row,) = duty_changes(now, plan, check(now, plan), Patience(0.0))

    assert (row.what, row.reason, row.rule) == ("break moved", NO_TIME, "breaks")
