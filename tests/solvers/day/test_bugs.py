"""Days on which model and check once said different things, or the search went astray."""

from __future__ import annotations

from typing import Any

from models.case import Case
from models.clock import minutes_of
from models.day import Day
from models.office import Office
from models.plan import Plan
from models.reading import read
from solvers.day.by_hand.published import published_plan
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.limits import Limits, Trouble
from solvers.day.search import Search
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.solving import Answer, solve_here

OFFICE: dict[str, Any] = {
    "id": "clinic",
    "sites": [{"id": "main", "zone": "America/New_York", "opens": "08:00", "closes": "12:00"}],
    "people": [
        {"id": "dr-lee", "roles": ["provider"], "credentials": ["md"], "reach_by_video": True},
        {"id": "dr-bell", "roles": ["provider"], "credentials": ["md"], "reach_by_video": True},
        {"id": "ma-1", "roles": ["medical-assistant"], "credentials": ["ma"]},
        {"id": "desk-1", "roles": ["front-desk"], "credentials": ["clerk"]},
    ],
    "rooms": [{"id": "room-1", "site": "main", "features": ["exam"]},
              {"id": "room-2", "site": "main", "features": ["exam"]}],
    "tasks": {"see": {"by": "provider", "credentials": ["md"]},
              "rooming": {"by": "support", "credentials": ["ma"]}},
    "visit_types": {
        "exam": {"phases": [{"phase": "provider", "minutes": 30, "tasks": ["see"],
                             "room": "exam"}],
                 "video": [{"phase": "provider", "minutes": 30, "tasks": ["see"]}]},
        "long": {"phases": [
            {"phase": "rooming", "minutes": 10, "tasks": ["rooming"], "room": "exam"},
            {"phase": "provider", "minutes": 10, "tasks": ["see"], "room": "exam",
             "lag": {"min": 0, "max": 60}}]},
    },
    "duties": [{"id": "desk", "site": "main", "credentials": ["clerk"],
                "demand": [{"from": "08:00", "to": "12:00", "minimum": 1}]}],
}  # fmt: skip

EXAM = {"id": "a", "visit_type": "exam", "at": "09:00", "provider": "dr-lee", "room": "room-1"}
LONG = {"id": "a", "visit_type": "long", "at": "08:00", "provider": "dr-lee", "room": "room-1"}
AT_DESK = {"duty": "desk", "person": "desk-1", "from": "08:00", "to": "12:00"}
LOCK = {"holds": ["duties"], "author": "manager", "reason": "agreed"}
LATER = "2027-03-31"
OVER = "2026-11-22"


def shift(person: str, start: str = "08:00", end: str = "12:00", **more: Any) -> dict[str, Any]:
    """Return a shift at the one site."""
    return {"person": person, "site": "main", "from": start, "to": end} | more


SHIFTS = [shift(person["id"]) for person in OFFICE["people"]]
OTHERS = [one for one in SHIFTS if one["person"] != "desk-1"]


def clerk(expires: str) -> list[dict[str, Any]]:
    """Return the staff, the person at the desk with a credential until then."""
    held = {"credentials": [{"id": "clerk", "expires": expires}]}
    return [p | (held if p["id"] == "desk-1" else {}) for p in OFFICE["people"]]


def case(
    *events: dict[str, Any], now: str = "07:00", office: dict[str, Any] | None = None, **day: Any
) -> Case:
    """Return the office's case with parts of office and day as given."""
    where = read(Office, OFFICE | (office or {}), "office")
    usual = {"office": "clinic", "date": "2026-11-23", "shifts": SHIFTS, "duties": [AT_DESK]}
    what = read(Day, usual | {"events": list(events)} | day, "day")
    plan = published_plan(where, what)
    return Case(where, what, minutes_of(now), where.exchange_rates, plan)


def solved(of: Case) -> Answer:
    """Return a proven answer of a search in which nothing went wrong."""
    answer = solve_here(of)
    assert not answer.troubles
    assert answer.proven
    assert not answer.verdict.breaches
    return answer


def one_tongue(of: Case, plan: Plan) -> None:
    """Model and check say the same of the plan."""
    verdict = check(of, plan)
    assert Pinned(of).tiers(plan) == (None if verdict.breaches else verdict.tiers)


def only(of: Case) -> Any:
    """Return the one visit's published placement."""
    return of.published_visits["a"].placement


def test_bug_a_break_too_early_by_law_was_dropped_though_no_other_could_be_had() -> None:
    due = {"kind": "rest", "minutes": 15, "over-minutes": 60, "not-before": 60, "start-by": 90}
    late = case(
        {"type": "late", "person": "desk-1", "until": "08:45"},
        office={
            "rules": {"breaks": {"entitlements": [due | {"roles": ["front-desk"]}]}},
            "duties": [OFFICE["duties"][0] | {
                "demand": [{"from": "09:30", "to": "12:00", "minimum": 1}]}],
        },
        duties=[AT_DESK | {"from": "09:30"}],
        shifts=[*OTHERS, shift("desk-1", breaks=[{"kind": "rest", "at": "09:00", "minutes": 15}])],
    )  # fmt: skip

    answer = solved(late)

    assert answer.plan.breaks == late.published.breaks
    assert answer.verdict.key == (10_000, 0, 0)


def test_bug_a_published_break_had_to_give_way_to_one_that_met_its_claim() -> None:
    early = {"kind": "rest", "minutes": 15, "over-minutes": 60, "start-by": 60}
    late = early | {"not-before": 90, "start-by": 120}
    due = [right | {"roles": ["front-desk"]} for right in (early, late)]
    rests = [{"kind": "rest", "at": at, "minutes": 15} for at in ("08:00", "08:45")]
    rested = case(
        office={"rules": {"breaks": {"entitlements": due}}, "duties": []},
        duties=[], shifts=[*OTHERS, shift("desk-1", end="09:15", breaks=rests)],
    )  # fmt: skip
    first, second = rested.published.breaks
    between = first.model_copy(update={"start": 495, "end": 510})
    for taken, gaps in (
        ((first, second), 10_000),
        ((first, between), 10_000),
        ((second, between), 10_000),
        ((first, second, between), None),
        ((between,), 10_000),
        ((between.model_copy(update={"start": 510, "end": 525}), between), None),
    ):
        plan = rested.published.model_copy(update={"breaks": taken})
        verdict = check(rested, plan)
        assert (None if verdict.breaches else verdict.tiers["T0"]) == gaps
        one_tongue(rested, plan)


def test_bug_a_past_break_could_stand_twice() -> None:
    breaks = [{"kind": "rest", "at": "09:00", "minutes": 15}]
    rested = case(now="09:30", shifts=[*OTHERS, shift("desk-1", breaks=breaks)])
    doubled = rested.published.model_copy(update={"breaks": rested.published.breaks * 2})

    assert not check(rested, rested.published).breaches
    assert {finding.rule for finding in check(rested, doubled).breaches} == {"past"}
    one_tongue(rested, doubled)


def test_bug_a_duty_whose_credential_ran_out_changed_at_no_cost_to_the_model() -> None:
    lapsed = case(office={"people": clerk(OVER)})

    answer = solved(lapsed)

    assert answer.plan.duties == ()
    assert answer.verdict.tiers["T4"] == lapsed.rates.duty_change


def test_bug_a_duty_beyond_the_hours_of_its_demand_was_cut() -> None:
    hours = [{"from": "09:00", "to": "11:00", "minimum": 1}]
    longer = case(office={"duties": [OFFICE["duties"][0] | {"demand": hours}]})

    assert solved(longer).plan == longer.published


def test_bug_the_end_of_a_locked_shift_was_no_end_of_a_duty() -> None:
    halves = [shift("desk-1", end="09:55", locked=LOCK), shift("desk-1", start="09:55")]
    split = case(shifts=[*OTHERS, *halves])

    assert solved(split).plan == split.published


def test_bug_adjoining_shifts_could_not_be_one_turn_at_the_desk() -> None:
    split = case(shifts=[*OTHERS, shift("desk-1", end="10:00"), shift("desk-1", start="10:00")])

    assert not check(split, split.published).breaches
    assert solved(split).plan == split.published


def test_bug_what_was_done_at_the_desk_made_every_plan_illegal() -> None:
    lapsed = case(now="09:00", office={"people": clerk(OVER)})

    assert not check(lapsed, ring_zero(lapsed)).breaches
    assert solved(lapsed).plan.duties == (
        lapsed.published.duties[0].model_copy(update={"end": minutes_of("09:00")}),
    )


def test_bug_a_lock_held_at_the_desk_who_may_not_be_there() -> None:
    lapsed = case(office={"people": clerk(OVER)}, shifts=[*OTHERS, shift("desk-1", locked=LOCK)])

    assert not check(lapsed, ring_zero(lapsed)).breaches
    assert solved(lapsed).plan.duties == ()


def test_bug_a_break_that_had_begun_ended_the_duty_around_it() -> None:
    breaks = [{"kind": "rest", "at": "08:50", "minutes": 20}]
    resting = case(now="09:00", shifts=[*OTHERS, shift("desk-1", breaks=breaks)])

    assert solved(resting).plan == resting.published
    one_tongue(resting, resting.published)


def test_bug_the_plan_worked_out_put_one_person_on_two_duties() -> None:
    phones = {"id": "phones", "site": "main", "credentials": ["clerk"],
              "demand": [{"from": "09:00", "to": "11:00", "minimum": 1}]}  # fmt: skip
    two = case(office={"duties": [*OFFICE["duties"], phones]})

    assert {(d.duty, d.person) for d in two.published.duties} == {("desk", "desk-1")}


def test_bug_the_plan_worked_out_had_two_breaks_at_once() -> None:
    due = [
        {"kind": kind, "minutes": 30, "over-minutes": 60, "roles": ["front-desk"],
         "between": {"from": "09:00", "to": "09:10"}}
        for kind in ("meal", "rest")
    ]  # fmt: skip
    narrow = case(office={"rules": {"breaks": {"entitlements": due}}})

    assert len([b for b in narrow.published.breaks if b.person == "desk-1"]) == 1


def test_bug_a_visit_that_should_be_over_could_not_stay_as_published() -> None:
    waiting = case(now="09:00", appointments=[LONG | {"status": "in-progress"}])

    answer = solved(waiting)

    assert answer.plan == waiting.published
    one_tongue(waiting, waiting.published)


def test_bug_a_later_phase_that_had_begun_was_given_to_somebody_else() -> None:
    phases = [
        {"phase": "provider", "minutes": 20, "tasks": ["see"]},
        {"phase": "draw", "minutes": 20, "tasks": ["rooming"], "lag": {"min": 0, "max": 60}},
    ]
    assistants = [*OFFICE["people"], {"id": "ma-0", "roles": ["nurse"], "credentials": ["ma"]}]
    drawing = case(
        now="08:30",
        office={"visit_types": {"draw": {"phases": phases}}, "people": assistants},
        shifts=[*SHIFTS, shift("ma-0")],
        appointments=[{"id": "a", "visit_type": "draw", "at": "08:00", "provider": "dr-lee",
                       "status": "in-progress",
                       "phases": [{"at": "08:00"}, {"at": "08:20", "people": ["ma-1"]}]}],
    )  # fmt: skip
    swapped = only(drawing).phases[1].model_copy(update={"people": ("ma-0",)})
    placement = only(drawing).model_copy(update={"phases": (only(drawing).phases[0], swapped)})
    visit = drawing.published.visits[0].model_copy(update={"placement": placement})
    other = drawing.published.model_copy(update={"visits": (visit,)})

    assert solved(drawing).plan == drawing.published
    assert {finding.rule for finding in check(drawing, other).breaches} == {"freeze"}
    one_tongue(drawing, other)


def test_bug_who_was_short_of_people_then_stopped_the_search_later() -> None:
    alone = [one for one in SHIFTS if one["person"] != "ma-1"]
    short = case(now="08:15", appointments=[LONG | {"status": "in-progress"}], shifts=alone,
                 office={"people": [p for p in OFFICE["people"] if p["id"] != "ma-1"]})  # fmt: skip

    assert only(short).phases[0].people == ()
    assert solved(short).plan.visits == short.published.visits


def test_bug_one_room_out_twice_left_no_plan_at_all() -> None:
    outages = [{"type": "room-out", "room": "room-1", "from": "08:00"},
               {"type": "room-out", "room": "room-1", "from": "09:00", "to": "10:00"}]  # fmt: skip
    twice = case(*outages, appointments=[EXAM], office={"rooms": OFFICE["rooms"][:1]})

    answer = solved(twice)

    assert answer.plan.visits[0].placement is None
    one_tongue(twice, ring_zero(twice))


def test_bug_what_is_left_of_an_outage_was_shorter_than_the_turnover() -> None:
    out = {"type": "room-out", "room": "room-1", "from": "08:00", "to": "08:20"}
    hold = [LONG | {"status": "roomed"}]
    short = case(out, now="08:15", appointments=hold, office={"rules": {"rooms": {"turnover": 10}}})

    assert {finding.rule for finding in check(short, short.published).breaches} == {"closures"}
    assert solved(short).plan.visits[0].placement is None


def test_bug_a_locked_room_was_left_for_a_video_call() -> None:
    lock = {"holds": ["room"], "author": "manager", "reason": "the lift is broken"}
    visit = EXAM | {"video": True, "locks": [lock], "urgency": "hours-48"}
    out = [{"type": "room-out", "room": "room-1"}, {"type": "absent", "person": "dr-lee"}]
    pinned = case(*out, appointments=[visit])

    assert solved(pinned).plan.visits[0].placement is None


def test_bug_a_video_visit_could_not_begin_in_the_building_and_go_on_from_home() -> None:
    video = [{"phase": "provider", "minutes": 20, "tasks": ["see"]},
             {"phase": "check-out", "minutes": 10, "tasks": ["see"]}]  # fmt: skip
    kinds = {"talk": OFFICE["visit_types"]["exam"] | {"video": video}}
    home = {"type": "absent", "person": "dr-lee", "from": "09:20", "works_by_video": True}
    visit = EXAM | {"visit_type": "talk", "modality": "video", "room": None}
    leaving = case(home, office={"visit_types": kinds}, appointments=[visit])

    assert solved(leaving).plan == leaving.published


def test_bug_harm_was_traded_for_cost_while_gaps_were_not_least() -> None:
    due = {"kind": "rest", "minutes": 15, "over-minutes": 60, "roles": ["front-desk"]}
    dear = {"other_provider": 5000}
    ill = case(
        {"type": "absent", "person": "dr-lee"},
        office={"rules": {"breaks": {"entitlements": [due]}}, "exchange_rates": dear,
                "duties": []},
        appointments=[EXAM | {"urgency": "must-today"}], duties=[],
    )  # fmt: skip
    plan = ring_zero(ill)
    shown = solved(ill).plan.visits
    tired = plan.model_copy(update={"breaks": (), "visits": shown})
    told: list[object] = []
    search = Search(ill, Limits(30.0, workers=1, deterministic=True), told.append, tired,
                    check(ill, tired).key)  # fmt: skip

    assert check(ill, tired).key[:2] == (10_000, 0)
    search.run()

    assert search.best_key[:2] == (0, 0)
    assert search.certified()
    assert not [message for message in told if isinstance(message, Trouble)]
