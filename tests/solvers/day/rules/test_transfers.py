"""People go to another site only where they may, with time for the way, and leave no gap behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.opening.cases import case_of
from models.day import DutyAssignment
from models.plan import Placement, PlannedBreak, Transfer
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts
from tests.engine.clinic import DAY, OFFICE, case, office, placed, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.solving import solve_here

if TYPE_CHECKING:
    from models.case import Case
    from models.plan import Plan

RULE = "transfers"

NORTH = [{"id": "n-1", "visit_type": "follow-up", "at": "10:30", "provider": "np-cruz",
          "site": "north"}]  # fmt: skip
NOW = 7 * 60
TEN = {"load": {"session-split": "10:00"}}


def two_sites(*events: Any, **more: Any) -> Case:
    """Return the clinic at 07:00: the nurse practitioner is at north, ma-2 may be sent there.

    The afternoon begins at 10:00, so that this is a time to leave.
    """
    people = [
        p | ({"other_sites": ["north"]} if p["id"] in {"ma-2", "dr-lee"} else {})
        for p in OFFICE["people"]
    ]
    changed = {
        "people": people,
        "travel": [{"between": ["north", "main"], "minutes": more.pop("way", 25)}],
        "rules": TEN,
    }
    where = office(**changed | more.pop("office", {}))
    shifts = [s | ({"site": "north"} if s["person"] == "np-cruz" else {}) for s in DAY["shifts"]]
    day: dict[str, Any] = {"now": NOW, "shifts": shifts, "appointments": []} | more
    return case(*events, at=where, **day)


def sending(plan: Plan, leaves: int = 600, to: str = "north", who: str = "ma-2") -> Plan:
    """Return the plan with somebody sent to another site."""
    sent = Transfer(person=who, to=to, leaves=leaves)
    return plan.model_copy(update={"transfers": (*plan.transfers, sent)})


def at_north(start: int, assistant: str = "ma-2") -> Placement:
    """Return the visit at north."""
    return placed(start, "np-cruz", assistant, "room-n", "north")


# ----------------------------------------------------------------------------- what it costs


@pytest.mark.parametrize(("way", "price"), [(0, 40), (1, 41), (5, 41), (23, 45), (25, 45)])
def test_a_transfer_costs_and_the_way_as_well(way: int, price: int) -> None:
    clinic = two_sites(way=way)
    plan = sending(clinic.published)
    tiers = Pinned(clinic).tiers(plan)
    (found,) = findings(RULE, clinic, plan)

    assert cost(RULE, clinic, plan) == {"T4": price}
    assert tiers is not None and tiers["T4"] == price
    assert found.sentence == "ma-2 leaves main for north at 10:00."


# ---------------------------------------------------------------------------------- who and when


@pytest.mark.parametrize(
    ("leaves", "to", "who", "why"),
    [
        (600, "north", "ma-2", ""),
        (540, "north", "ma-2", ""),
        (1020 - 25 - 60, "north", "ma-2", ""),
        (539, "north", "ma-2", "08:59 is over"),
        (1020 - 25 - 59, "north", "ma-2", "would be there for less than 60 minutes"),
        (1020, "north", "ma-2", "has no shift then"),
        (600, "main", "ma-2", "may not be"),
        (600, "north", "ma-1", "may not be"),
    ],
)
def test_who_may_leave_when(leaves: int, to: str, who: str, why: str) -> None:
    clinic = two_sites(now=9 * 60)
    found = breaches(RULE, clinic, sending(clinic.published, leaves, to, who))

    assert [f.sentence for f in found] == ([f"{who} is sent to {to}, and {why}."] if why else [])


def test_there_must_be_a_way() -> None:
    clinic = two_sites(office={"travel": []})
    (found,) = breaches(RULE, clinic, sending(clinic.published))

    assert found.sentence == "ma-2 is sent to north, and there is no way there from main."


def test_nobody_is_sent_twice_from_a_locked_shift_or_while_away() -> None:
    plain = two_sites()
    twice = sending(sending(plain.published), 700)
    lock = {"holds": ["duties"], "author": "manager", "reason": "agreed"}
    shifts = [s | ({"locked": lock} if s["person"] == "ma-2" else {}) for s in DAY["shifts"]]
    locked = two_sites(shifts=shifts)
    away = {"type": "absent", "person": "ma-2", "from": "11:24", "to": "12:00"}
    out, later = two_sites(away), two_sites(away | {"from": "11:25"})

    assert breaches(RULE, plain, twice)
    assert breaches(RULE, locked, sending(locked.published))
    assert breaches(RULE, out, sending(out.published))
    assert not breaches(RULE, later, sending(later.published))


def test_nobody_leaves_in_the_middle_of_a_break() -> None:
    shifts = [
        s | ({"breaks": [{"at": "09:00", "minutes": 30}]} if s["person"] == "ma-2" else {})
        for s in DAY["shifts"]
    ]
    clinic = two_sites(shifts=shifts, now=9 * 60 + 10)
    (found,) = findings(RULE, clinic, sending(clinic.published, 9 * 60 + 15))

    assert found.sentence == "ma-2 is sent to north, and is on a break then."
    assert not breaches(RULE, clinic, sending(clinic.published, 9 * 60 + 30))


# ---------------------------------------------------------------------------------- what is offered


@pytest.mark.parametrize(
    ("now", "rules", "offered"),
    [
        (9 * 60, {}, [570, 750]),
        (9 * 60 + 1, {}, [575, 750]),
        (9 * 60, {"transfers": {"lead": 0}}, [540, 750]),
        (6 * 60, {}, [480, 750]),
        (13 * 60, {}, [810]),
        (9 * 60, {"load": {"session-split": "16:00"}}, [570]),
        (15 * 60 + 30, {}, []),
    ],
)
def test_times_to_leave_are_soon_and_when_the_afternoon_begins(
    now: int, rules: dict[str, Any], offered: list[int]
) -> None:
    facts = Facts(two_sites(now=now, office={"rules": rules}))
    rosters = facts.rosters.get("ma-2", [])

    assert [r.transfer.leaves for r in rosters if r.transfer is not None] == offered
    assert facts.base.rosters == {}


# ---------------------------------------------------------------------------- at the other site


@pytest.mark.parametrize(("start", "fine"), [(625, True), (620, False)])
def test_work_at_the_other_site_begins_after_the_way(start: int, fine: bool) -> None:
    clinic = two_sites(appointments=NORTH)
    plan = sending(with_visits(clinic.published, n_1=at_north(start)))

    assert bool(breaches("shift", clinic, plan)) is not fine
    assert (Pinned(clinic).tiers(plan) is not None) is fine


@pytest.mark.parametrize(("start", "fine"), [(590, True), (595, False)])
def test_work_at_the_first_site_ends_with_leaving(start: int, fine: bool) -> None:
    visit = {"id": "a-1", "visit_type": "follow-up", "at": "10:00", "provider": "dr-lee"}
    clinic = two_sites(appointments=[visit])
    for who, at in (("ma-2", start), ("dr-lee", start - 20)):
        plan = sending(with_visits(clinic.published, a_1=placed(at, "dr-lee", "ma-2")), who=who)
        # Nobody who is leaving runs over.
        assert bool(breaches("shift", clinic, plan)) is not fine
        assert (Pinned(clinic).tiers(plan) is not None) is fine


@pytest.mark.parametrize(
    ("at", "missing", "fine"), [(700, 0, True), (580, 10_000, False), (None, 10_000, True)]
)
def test_one_shift_has_one_meal_wherever_it_is_worked(
    at: int | None, missing: int, fine: bool
) -> None:
    meal = {"minutes": 30, "over_minutes": 400, "roles": ["medical-assistant"]}
    rules = TEN | {"breaks": {"entitlements": [meal], "step": 5}}
    shifts = [s for s in DAY["shifts"] if s["person"] == "ma-2"]
    clinic = two_sites(office={"rules": rules, "duties": []}, shifts=shifts, duties=[])
    rest = () if at is None else (PlannedBreak(person="ma-2", start=at, end=at + 30),)
    plan = sending(clinic.published.model_copy(update={"breaks": rest}))
    tiers = Pinned(clinic).tiers(plan)

    assert (tiers is not None) is fine
    assert bool(check(clinic, plan).breaches) is not fine
    assert cost("breaks", clinic, plan).get("T0", 0) == missing
    assert tiers is None or tiers["T0"] == missing


# ------------------------------------------------------------------------------- who is left behind


def test_nobody_leaves_a_presence_short() -> None:
    def clinic(minimum: int, end: str = "17:00", *, free: bool = False) -> Case:
        duty = {"id": "hands", "site": "main", "kind": "presence", "credentials": ["ma"],
                "demand": [{"from": "08:00", "to": end, "minimum": minimum}]}  # fmt: skip
        rules = TEN | {"transfers": {"donor-minimum": not free}}
        return two_sites(office={"duties": [duty], "rules": rules}, duties=[])

    for where, fine in ((clinic(1), True), (clinic(2), False), (clinic(2, "10:00"), True),
                        (clinic(2, "10:01"), False)):  # fmt: skip
        plan = sending(where.published)
        assert bool(breaches(RULE, where, plan)) is not fine
        assert (Pinned(where).tiers(plan) is not None) is fine
    short = clinic(2, free=True)
    tiers = Pinned(short).tiers(sending(short.published))
    assert not breaches(RULE, short, sending(short.published))
    assert tiers is not None and tiers["T0"] == 420 * 1_000_000
    (found,) = breaches(RULE, clinic(2), sending(clinic(2).published))
    assert found.sentence == "ma-2 leaves main at 10:00, and hands is short at 10:00."


def test_nobody_leaves_a_post_short_that_they_could_cover() -> None:
    def desk(credentials: list[str]) -> Case:
        duty = OFFICE["duties"][0] | {"credentials": credentials}
        return two_sites(office={"duties": [duty]}, duties=[])

    anybody, clerks = desk([]), desk(["clerk"])
    on = DutyAssignment(duty="desk", person="desk-1", start=480, end=1020)
    empty = sending(anybody.published.model_copy(update={"duties": ()}))
    full = empty.model_copy(update={"duties": (on,)})

    assert breaches(RULE, anybody, empty)
    assert not breaches(RULE, anybody, full)
    assert not breaches(RULE, clerks, sending(clerks.published))
    assert Pinned(anybody).tiers(empty) is None
    assert Pinned(anybody).tiers(full) is not None


# --------------------------------------------------------------------------------------- solving


def test_a_solve_sends_somebody_where_a_visit_would_be_lost() -> None:
    clinic = two_sites(appointments=NORTH)
    answer = solve_here(clinic)
    dear = solve_here(two_sites(appointments=NORTH, office={"exchange_rates": {"transfer": 500}}))

    assert answer.proven and dear.proven
    assert [(t.person, t.to) for t in answer.plan.transfers] == [("ma-2", "north")]
    assert answer.plan.visits[0].placement is not None
    assert dear.plan.transfers == ()
    assert dear.plan.visits[0].placement is None


def test_who_was_sent_before_stays_there_and_costs_nothing_more() -> None:
    first = two_sites(appointments=NORTH)
    issued = solve_here(first).plan
    again = case_of(first.office, first.day, now=10 * 60 + 5, issued=issued)
    kept = solve_here(again).plan

    assert again.published.transfers == kept.transfers == issued.transfers
    assert findings(RULE, again, kept) == []
    assert kept.visits[0].placement == issued.visits[0].placement
    (found,) = findings(RULE, again, kept.model_copy(update={"transfers": ()}))
    assert found.sentence == "ma-2 was sent to north, and that cannot be taken back."
