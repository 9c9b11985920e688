"""A provider sees two patients at a time only where the office allows it."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Any

import pytest
from pydantic import ValidationError

from models.appointment import Appointment
from models.case import Case
from models.clock import minutes_of, wall
from models.finding import Tier
from models.plan import PlacedPhase, Placement, Plan
from solvers.day.bounds.columns import Builder, Columns
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts
from solvers.day.placements.candidates import Candidates, candidates
from solvers.day.registry import rules
from solvers.day.rules.double_booking import DoubleBooking
from tests.solvers.day.offered import starts
from tests.solvers.day.pinning import TRADED, Pinned
from tests.solvers.day.pricing import PricesOf
from tests.solvers.day.rows_of_plans import priced_by, taken_by
from tests.solvers.day.rules.clinic import SHIFTS, breached, case, cost, judged, put
from tests.solvers.day.solving import solve_here

RULE = "double-booking"
OUT = {"type": "absent", "person": "dr-bell"}
KINDS: dict[str, Any] = {
    "short": {"phases": [{"phase": "provider", "minutes": 20, "tasks": ["visit"]}]},
    "long": {"phases": [{"phase": "provider", "minutes": 60, "tasks": ["visit"]}]},
    "new": {
        "phases": [{"phase": "provider", "minutes": 20, "tasks": ["visit"]}],
        "new_patient": True,
    },
    "twice": {
        "phases": [
            {"phase": "provider", "minutes": 10, "tasks": ["visit"]},
            {"phase": "draw", "minutes": 10, "tasks": []},
            {"phase": "provider", "minutes": 10, "tasks": ["visit"]},
        ]
    },
    "back": {
        "phases": [
            {"phase": "provider", "minutes": 10, "tasks": ["visit"]},
            {"phase": "draw", "minutes": 10, "tasks": []},
            {"phase": "provider", "minutes": 20, "tasks": ["visit"],
             "lag": {"min": 0, "max": 60}},
        ]
    },
    "asked": {
        "phases": [
            {"phase": "check-in", "minutes": 5},
            {"phase": "provider", "minutes": 20, "tasks": ["visit"],
             "lag": {"min": 0, "max": 30}},
        ]
    },
}  # fmt: skip


def visit(ref: str, at: str | None, kind: str = "short", **more: Any) -> dict[str, Any]:
    """Return a visit; those whose name begins with 'b' are Dr Bell's."""
    who: dict[str, Any] = {}
    if at is not None:
        minutes = [phase["minutes"] for phase in KINDS[kind]["phases"]]
        begins = [minutes_of(at) + sum(minutes[:k]) for k in range(len(minutes))]
        who = {"at": at, "provider": "dr-bell" if ref[0] == "b" else "dr-lee"}
        who["phases"] = [{"at": begin} for begin in begins]
    return {"id": ref, "visit_type": kind} | who | more


BOOK = [visit("a-1", "09:00"), visit("a-2", "09:20"), visit("b-1", "09:05"), visit("b-2", "09:30")]


def clinic(*events: dict[str, Any], of: Any = None, now: str | int = 0, **more: Any) -> Case:
    """Return the day on which Dr Bell is out, and two may be double-booked in a session."""
    setting = {"per-session": 2, "apart": 30} | more.pop("setting", {})
    rates = {"double_booking": 40} | more.pop("rates", {})
    rules = {"double-booking": setting} | more.pop("rules", {})
    return case(
        OUT,
        *events,
        office={"visit_types": KINDS},
        appointments=of or BOOK,
        duties=[],
        rules=rules,
        rates=rates,
        now=now,
        **more,
    )


def seen(
    of: Case,
    ref: str,
    at: str | int,
    provider: str = "dr-lee",
    *,
    double: bool = True,
    wait: int = 0,
) -> Placement:
    """Return the visit's placement, its phases one after the other, the last after a wait."""
    start = minutes_of(at) if isinstance(at, str) else at
    placed: list[PlacedPhase] = []
    phases = of.phases(of.visits[ref], of.visits[ref].modality)
    for k, phase in enumerate(phases):
        start += wait if k == len(phases) - 1 else 0
        placed.append(PlacedPhase(start=start, end=start + phase.minutes))
        start += phase.minutes
    return Placement(provider=provider, site="main", phases=tuple(placed), double_booked=double)


def agreed(of: Case, plan: Plan) -> set[str]:
    """Return the rules that the plan breaks, and see that the models say the same."""
    verdict, model = check(of, plan), Pinned(of).tiers(plan)
    assert model == (None if verdict.breaches else verdict.tiers)
    if not verdict.breaches:
        core, prices = Pinned(of, core=True).tiers(plan), PricesOf(of)
        assert core is not None
        assert sum(core[tier] for tier in TRADED) <= verdict.cost
        assert prices.least(plan) <= prices.weighed(verdict) + 1e-6
    return {finding.rule for finding in verdict.breaches}


@pytest.mark.parametrize(
    ("at", "broken"),
    [
        ("08:40", set()),
        ("08:45", set()),
        ("09:00", set()),
        ("09:05", {RULE}),
        ("09:15", {RULE}),
        ("09:20", set()),
        ("09:35", set()),
        ("09:40", set()),
    ],
)
def test_a_visit_shares_the_time_of_one_other_phase(at: str, broken: set[str]) -> None:
    day = clinic()
    plan = put(day.published, b_1=seen(day, "b-1", at), b_2=None)

    assert agreed(day, plan) == broken
    if broken:
        (finding,) = [f for f in judged(RULE, day, plan) if f.kind == "breach"]
        assert finding.sentence == f"b-1 is double-booked at {at} with more than one: a-1, a-2."
    else:
        (finding,) = judged(RULE, day, plan)
        assert (finding.tier, finding.cost) == ("T3", 40)
        assert finding.sentence == f"b-1 is double-booked with dr-lee at {at}."


def test_who_is_not_double_booked_shares_nobody_s_time() -> None:
    day = clinic()
    plan = put(day.published, b_1=seen(day, "b-1", "09:00", double=False), b_2=None)

    assert agreed(day, plan) == {"provider-overlap"}


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        ("09:00", "09:30", set()),
        ("09:00", "09:25", {RULE}),
        ("09:00", "09:29", {RULE}),
        ("08:30", "09:00", set()),
    ],
)
def test_two_of_them_are_apart(first: str, second: str, broken: set[str]) -> None:
    day = clinic(of=[visit("a-1", "08:30", "long"), *BOOK[2:]], rules={"offer-step": 1})
    plan = put(day.published, b_1=seen(day, "b-1", first), b_2=seen(day, "b-2", second))

    assert agreed(day, plan) == broken


def test_two_of_them_never_meet_however_close_they_may_begin() -> None:
    book = [visit("a-1", "08:30", "long"), *BOOK[2:]]
    day = clinic(of=book, setting={"apart": 0})
    apart = put(day.published, b_1=seen(day, "b-1", "08:30"), b_2=seen(day, "b-2", "08:50"))
    meet = put(day.published, b_1=seen(day, "b-1", "08:30"), b_2=seen(day, "b-2", "08:45"))

    assert agreed(day, apart) == set()
    assert agreed(day, meet) == {RULE}


@pytest.mark.parametrize(("most", "broken"), [(0, {RULE}), (1, {RULE}), (2, set())])
def test_only_so_many_are_in_a_session(most: int, broken: set[str]) -> None:
    day = clinic(setting={"per-session": most})
    both = put(day.published, b_1=seen(day, "b-1", "08:45"), b_2=seen(day, "b-2", "09:20"))

    assert agreed(day, both) == broken


def test_each_session_has_its_own() -> None:
    book = [visit("a-1", "09:00"), visit("a-2", "12:30"), *BOOK[2:]]
    day = clinic(of=book, setting={"per-session": 1})
    plan = put(day.published, b_1=seen(day, "b-1", "09:00"), b_2=seen(day, "b-2", "12:30"))
    early = put(plan, b_2=seen(day, "b-2", "12:25"))

    assert agreed(day, plan) == set()
    assert agreed(day, early) == {RULE}


def test_a_bystander_is_never_double_booked() -> None:
    day = clinic()
    plan = put(day.published, a_1=seen(day, "a-1", "09:20"), b_1=None, b_2=None)

    assert agreed(day, plan) == {RULE}
    assert starts(day, "a-1", "dr-lee", double=True) == set()
    assert 9 * 60 in starts(day, "b-1", "dr-lee", double=True)
    assert starts(clinic(setting={"per-session": 0}), "b-1", "dr-lee", double=True) == set()


def test_an_add_on_may_be_double_booked() -> None:
    added = {"type": "add-on", "appointment": visit("x-1", None, panel_provider="dr-lee")}
    day = clinic(added, of=BOOK[:2])

    assert agreed(day, put(day.published, x_1=seen(day, "x-1", "09:20"))) == set()


def test_new_patients_share_no_time() -> None:
    with_new = clinic(of=[visit("a-1", "09:00", "new"), *BOOK[1:]])
    is_new = clinic(of=[*BOOK[:2], visit("b-1", "09:05", "new"), BOOK[3]])

    for day in (with_new, is_new):
        plan = put(day.published, b_1=seen(day, "b-1", "09:00"), b_2=None)
        assert agreed(day, plan) == {RULE}
    beside = put(with_new.published, b_1=seen(with_new, "b-1", "09:20"), b_2=None)
    assert agreed(with_new, beside) == set()
    assert starts(is_new, "b-1", "dr-lee", double=True) == set()


def test_each_phase_shares_with_one_other_phase() -> None:
    book = [visit("a-1", "09:00"), visit("a-2", "09:20"), visit("b-1", "09:05", "twice")]
    day = clinic(of=book)
    # From 09:10 to 09:20 with a-1, from 09:30 to 09:40 with a-2.
    plan = put(day.published, b_1=seen(day, "b-1", "09:10"))
    late = put(day.published, b_1=seen(day, "b-1", "09:15"))

    assert agreed(day, plan) == set()
    assert agreed(day, late) == {RULE}
    assert cost(RULE, day, plan) == 40


def test_a_wait_before_the_provider_is_looked_at_where_the_provider_begins() -> None:
    book = [*BOOK[:2], visit("b-1", "09:05", "asked")]
    day = clinic(of=book, rates={"wait_free": 0})
    for wait in (0, 5, 10, 15, 20):
        agreed(day, put(day.published, b_1=seen(day, "b-1", "08:55", wait=wait)))


@pytest.mark.parametrize(
    ("at", "off"), [("08:55", 0), ("09:00", 30), ("09:10", 30), ("09:19", 30), ("09:20", 0)]
)
def test_a_likely_no_show_makes_it_cheaper(at: str, off: int) -> None:
    book = [visit("a-1", "09:00", no_show=0.755), *BOOK[2:]]
    day = clinic(of=book, rules={"offer-step": 1})
    plan = put(day.published, b_1=seen(day, "b-1", at), b_2=None)

    assert agreed(day, plan) == set()
    assert cost(RULE, day, plan) == 40 - off


def columns_of(of: Case) -> tuple[Facts, dict[str, Candidates], Columns]:
    """Return the day's facts, candidates and columns."""
    facts = Facts(of)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    return facts, found, Builder(facts, rules(), found, {Tier.T3: 1}).columns(may_miss_breaks=True)


@pytest.mark.parametrize(("at", "saved"), [("09:00", 30), ("09:20", 0), ("09:50", 30)])
def test_who_comes_back_may_make_it_cheaper_later(at: str, saved: int) -> None:
    day = clinic(of=[visit("a-1", "09:00", "back", no_show=0.755), visit("b-1", "09:05")])
    apart = seen(day, "a-1", "09:00", double=False, wait=30)
    plan = put(day.published, a_1=apart, b_1=seen(day, "b-1", at))
    facts, found, columns = columns_of(day)
    taken = taken_by(plan, found, columns)

    assert cost(RULE, day, plan) == 40 - saved
    cuts = list(DoubleBooking().cuts(facts, columns))
    assert any(isfinite(cut.price) for cut in cuts)
    assert columns.price[taken].sum() + priced_by(cuts, taken) <= 40 - saved


def test_nobody_need_be_under_way() -> None:
    likely = [visit("a-1", "09:00", no_show=0.755), *BOOK[2:]]
    facts, _, columns = columns_of(clinic(of=likely))
    doubled = [chunk for chunk in columns.chunks if chunk.offer.double]
    alone = list(DoubleBooking().cuts(facts, replace(columns, chunks=doubled)))
    priced = [cut for cut in alone if isfinite(cut.price)]
    assert priced
    assert all(cut.weights.min() > 0 for cut in priced)


def test_a_certain_no_show_costs_nothing() -> None:
    day = clinic(of=[visit("a-1", "09:00", no_show=1), *BOOK[2:]])
    plan = put(day.published, b_1=seen(day, "b-1", "09:00"), b_2=None)

    assert agreed(day, plan) == set()
    assert judged(RULE, day, plan) == []


def test_what_was_published_so_stays_and_costs_nothing() -> None:
    shared = visit("a-2", "09:00", "new", double_booked=True)
    day = clinic(of=[visit("a-1", "09:00", "new"), shared], setting={"per-session": 0})

    assert agreed(day, day.published) == set()
    assert judged(RULE, day, day.published) == []
    assert ring_zero(day).visits == day.published.visits
    moved = put(day.published, a_2=seen(day, "a-2", "09:05"))
    assert agreed(day, moved) == {RULE}
    other = put(day.published, a_1=seen(day, "a-1", "09:05", double=False))
    assert agreed(day, other) == {RULE}, "another new patient comes to share its time"


def test_what_was_published_so_may_be_held_alone() -> None:
    day = clinic(of=[visit("a-1", "09:00"), visit("a-2", "09:00", double_booked=True)])
    alone = put(day.published, a_2=seen(day, "a-2", "09:20", double=False))

    assert agreed(day, alone) == set()


def test_a_new_one_keeps_apart_from_a_published_one() -> None:
    book = [visit("a-1", "09:00", "long"), visit("a-2", "09:00", double_booked=True), *BOOK[2:]]
    day = clinic(of=book)
    near = put(day.published, b_1=seen(day, "b-1", "09:25"), b_2=None)
    far = put(day.published, b_1=seen(day, "b-1", "09:30"), b_2=None)

    assert agreed(day, near) == {RULE}
    assert agreed(day, far) == set()


def test_published_ones_may_stand_close_together() -> None:
    book = [
        visit("a-1", "09:00", "long"),
        visit("a-2", "09:00", double_booked=True),
        visit("a-3", "09:20", double_booked=True),
    ]
    day = clinic(of=book, setting={"per-session": 0, "apart": 60})

    assert agreed(day, day.published) == set()


def test_what_began_before_now_is_only_looked_at_from_now_on() -> None:
    begun = visit("a-1", "09:00", "long", status="in-progress")
    day = clinic(of=[begun, visit("a-2", "09:00", double_booked=True, status="roomed"), *BOOK[2:]],
                 now="09:10", rules={"freeze": {"contact-lead": 0}})  # fmt: skip

    assert agreed(day, put(day.published, b_1=None, b_2=None)) == set()
    after = put(day.published, b_1=None, b_2=seen(day, "b-2", "09:30"))
    assert agreed(day, after) == set()


def test_shared_minutes_count_once_in_a_run() -> None:
    for most, broken in ((40, set()), (35, {"load"})):
        day = clinic(rules={"load": {"consecutive-minutes": most}}, of=[BOOK[0], *BOOK[2:]])
        plan = put(day.published, b_1=seen(day, "b-1", "08:40"), b_2=None)
        assert agreed(day, plan) == broken
        within = put(day.published, b_1=seen(day, "b-1", "08:45"), b_2=None)
        assert agreed(day, within) == set()


def test_a_break_is_nobody_s_to_share() -> None:
    meal = [{"kind": "meal", "at": "09:20", "minutes": 30}]
    at_lunch = [s | ({"breaks": meal} if s["person"] == "dr-lee" else {}) for s in SHIFTS]
    rules = {"breaks": {"entitlements": [{"roles": ["provider"], "start-by": 300}]}}
    day = clinic(of=[BOOK[0], *BOOK[2:]], shifts=at_lunch, rules=rules)
    plan = put(day.published, b_1=seen(day, "b-1", "09:05"), b_2=None)

    assert breached(day, plan) == {"staff-overlap"}
    assert Pinned(day).tiers(plan) is None
    assert breached(day, put(day.published, b_1=seen(day, "b-1", "09:00"), b_2=None)) == set()


def test_a_provider_who_could_assist_is_taken_up_once() -> None:
    helped = {"phases": [{"phase": "draw", "minutes": 20, "tasks": ["help"]}]}
    tasks = {
        "visit": {"by": "provider", "credentials": ["md"]},
        "help": {"by": "support", "credentials": ["md", "ma"]},
        "front": {"by": "duty", "duty": "desk"},
    }
    drawn = [
        {"id": f"d-{k}", "visit_type": "helped", "at": "09:00", "provider": "dr-lee",
         "phases": [{"at": "09:00", "people": [f"ma-{k}"]}]}
        for k in (1, 2)
    ]  # fmt: skip
    day = case(
        OUT,
        office={"visit_types": KINDS | {"helped": helped}, "tasks": tasks},
        appointments=[BOOK[0], BOOK[2], *drawn],
        duties=[],
        rules={"double-booking": {"per-session": 1}},
    )
    plan = put(day.published, b_1=seen(day, "b-1", "09:00"))
    by_lee = day.published_visits["d-1"].placement
    assert by_lee is not None
    (phase,) = by_lee.phases
    lee = by_lee.model_copy(update={"phases": (phase.model_copy(update={"people": ("dr-lee",)}),)})

    assert agreed(day, plan) == set()
    assert agreed(day, put(plan, d_1=lee)) == {"staff-overlap"}


def test_the_search_double_books_where_there_is_no_other_time() -> None:
    short_day = [s | {"from": "09:00", "to": "09:40"} for s in SHIFTS]
    rules = {"overtime": {"minutes": 0}}
    full = clinic(shifts=short_day, rules=rules)
    never = clinic(shifts=short_day, rules=rules, setting={"per-session": 0})
    dear = clinic(shifts=short_day, rules=rules, rates={"double_booking": 900})
    expected = {"full": 1, "never": 0, "dear": 0}

    for name, day in (("full", full), ("never", never), ("dear", dear)):
        answer = solve_here(day)
        doubled = [v for v in answer.plan.visits if v.placement and v.placement.double_booked]
        assert answer.proven, name
        assert not answer.troubles
        assert not answer.verdict.breaches
        assert len(doubled) == expected[name]


def test_one_in_the_book_has_a_time() -> None:
    with pytest.raises(ValidationError, match="'double_booked' needs 'at' and 'provider'"):
        Appointment(id="x-1", visit_type="short", double_booked=True)


def test_times_are_told_as_on_the_wall() -> None:
    day = clinic()
    plan = put(day.published, b_1=seen(day, "b-1", "09:00"), b_2=seen(day, "b-2", "09:10"))
    told = {f.sentence for f in judged(RULE, day, plan)}

    assert f"b-1 is double-booked with dr-lee at {wall(540)}." in told
    assert "b-1 and b-2 are double-booked too close together." in told
