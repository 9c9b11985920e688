"""A part of a proposal: what was accepted is done, everybody else stays, or it is refused."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any

import pytest

from engine.asked import Asked
from engine.opening.cases import case_of
from engine.proposals.partial import accepted_part, standing
from engine.resolve import resolve
from engine.store.errors import NotLegal
from models.case import Case
from models.errors import BadInput
from models.events import CallOutcome, CallResult, Event
from models.plan import Placement, Plan, PlannedVisit
from scenarios.library import load, names
from solvers.day.by_hand.first_fit import first_fit
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from tests.engine.clinic import DAY, LEE_OUT, day, office, placed, slot_offer, with_visits

AT_ONCE = Asked(deadline=0.0, options=False)
SUBSETS = 3
LARGE = {"network-200"}
MANY_VISITS = LARGE | {"two-sites-snow"}
IN_SHORT = {"infeasible-honest", "md-out-small-pc", "np-out-supervision"}


def fitted(case: Case) -> Plan:
    """Return a proposal in which some of those who were hit have a new place."""
    facts, zero = Facts(case), ring_zero(case)
    undecided = [v.appointment for v in zero.visits if v.placement is None and v.slot is None]
    found = {ref: candidates(facts, rules(), facts.visits[ref]) for ref in undecided}
    return first_fit(facts, found, zero)


def place_of(planned: PlannedVisit) -> object:
    """Return where a visit is, as far as patient and provider see it."""
    place = planned.placement
    if place is None:
        return planned.slot
    return place.provider, place.site, place.modality, place.start


def places(plan: Plan) -> dict[str, object]:
    """Return where every visit is."""
    return {planned.appointment: place_of(planned) for planned in plan.visits}


def marked(left_out: set[str]) -> list[object]:
    """Return the fixtures, of which three go on in every run."""
    slow = pytest.mark.thorough
    return [
        name if name in IN_SHORT else pytest.param(name, marks=slow)
        for name in sorted(set(names()) - left_out)
    ]


@pytest.mark.parametrize("name", marked(LARGE))
def test_the_answer_at_once_of_every_fixture_comes_in_parts(name: str) -> None:
    scenario = load(name)
    answer = resolve(scenario.office, scenario.day, asked=AT_ONCE)
    everybody = [planned.appointment for planned in answer.plan.visits]

    for accepted in ([], everybody, everybody[::2]):
        part = accepted_part(scenario.office, scenario.day, answer.plan, accepted)
        assert part == answer.plan.canonical()


@pytest.mark.parametrize("name", marked(MANY_VISITS))
def test_any_part_of_a_proposal_that_moves_no_bystander_is_legal(name: str) -> None:
    scenario = load(name)
    case = case_of(scenario.office, scenario.day)
    proposed, zero = fitted(case), ring_zero(case)
    assert not check(case, proposed).breaches
    there, stays = places(proposed), places(zero)
    changed = sorted(ref for ref in there if there[ref] != stays[ref])
    chance = random.Random(name)
    subsets = [[], changed] + [
        [ref for ref in changed if chance.random() < 0.5] for _ in range(SUBSETS)
    ]

    for accepted in subsets:
        part = accepted_part(scenario.office, scenario.day, proposed, accepted)
        assert not check(case, part).breaches
        now_there = places(part)
        assert now_there == {
            ref: there[ref] if ref in accepted or ref not in changed else now_there[ref]
            for ref in there
        }
        booked = places(case.published)
        for ref in set(changed) - set(accepted):
            assert now_there[ref] in {None, booked[ref]}, ref
        for field in ("breaks", "duties", "called_in", "transfers", "overrides"):
            assert getattr(part, field) == getattr(proposed.canonical(), field)


def clinic(*events: Any, **changed: Any) -> tuple[Case, Plan]:
    """Return the small clinic's case after these events, and ring 0's plan."""
    case = case_of(office(), day(*events, **changed))
    return case, ring_zero(case)


def part_of(case: Case, proposed: Plan, accepted: Collection[str]) -> Plan:
    """Return the part of a proposal for the small clinic."""
    return accepted_part(case.office, case.day, proposed, accepted)


def placement(plan: Plan, ref: str) -> Placement | None:
    """Return where a visit is, with room and staff."""
    return next(v.placement for v in plan.visits if v.appointment == ref)


def test_a_bystander_who_must_make_way_is_named_when_that_was_not_accepted() -> None:
    case, zero = clinic(LEE_OUT)
    # dr-bell sees a-1 at 09:00, and b-1, who was there, half an hour later.
    proposed = with_visits(zero, a_1=placed(540, "dr-bell"), b_1=placed(570, "dr-bell"))
    assert not check(case, proposed).breaches

    assert part_of(case, proposed, ["a-1", "b-1"]) == proposed.canonical()
    with pytest.raises(NotLegal, match="the findings say how") as refused:
        part_of(case, proposed, ["a-1"])
    assert {finding.rule for finding in refused.value.findings} == {"provider-overlap"}
    assert {"a-1", "b-1"} <= {ref for f in refused.value.findings for ref in f.about}
    alone = part_of(case, proposed, ["b-1"])
    assert placement(alone, "a-1") is None
    assert placement(alone, "b-1") == placed(570, "dr-bell")


def test_who_stays_gets_the_room_and_the_people_that_the_others_leave() -> None:
    case, zero = clinic(LEE_OUT)
    was = placement(zero, "b-1")
    assert was is not None
    [assistant] = was.phases[0].people
    # The proposal moves b-1 and gives its room and its assistant to a-1.
    proposed = with_visits(
        zero,
        a_1=placed(540, "np-cruz", assistant, was.room),
        b_1=placed(600, "dr-bell"),
    )
    assert not check(case, proposed).breaches

    stays = placement(part_of(case, proposed, ["a-1"]), "b-1")
    assert stays is not None
    assert (stays.start, stays.provider) == (540, "dr-bell")
    assert stays.room != was.room
    assert stays.phases[0].people != (assistant,)


def test_a_visit_of_which_only_room_and_staff_change_need_not_be_accepted() -> None:
    case, zero = clinic(LEE_OUT)
    was = placement(zero, "b-1")
    assert was is not None
    other = placed(
        540, "dr-bell", "ma-1" if was.phases[0].people == ("ma-2",) else "ma-2", "room-3"
    )
    proposed = with_visits(zero, b_1=other)

    assert placement(part_of(case, proposed, []), "b-1") == other


def test_a_change_for_nobody_s_need_is_left_out_when_it_was_not_accepted() -> None:
    case, zero = clinic()
    proposed = with_visits(zero, b_2=None, a_2="s-1")

    part = part_of(case, proposed, ["a-2"])
    assert places(part)["b-2"] == places(zero)["b-2"]
    assert places(part)["a-2"] == "s-1"


def test_breaks_that_the_proposal_needs_may_refuse_a_part() -> None:
    lunch = {"breaks": [{"at": "12:00", "minutes": 30}]}
    shifts = [s | lunch if s["person"] == "dr-bell" else s for s in DAY["shifts"]]
    case, zero = clinic(LEE_OUT, shifts=shifts)
    breaks = tuple(
        taken.model_copy(update={"start": 13 * 60, "end": 13 * 60 + 30})
        if taken.person == "dr-bell"
        else taken
        for taken in zero.breaks
    )
    assert breaks != zero.breaks
    proposed = with_visits(zero, b_2=placed(14 * 60, "dr-bell")).model_copy(
        update={"breaks": breaks}
    )
    assert not check(case, proposed).breaches

    with pytest.raises(NotLegal) as refused:
        part_of(case, proposed, [])
    assert (
        refused.value.findings
        == check(case, with_visits(proposed, b_2=placement(zero, "b-2")).canonical()).breaches
    )


def test_once_a_plan_was_issued_visits_stand_where_it_intends_them() -> None:
    case, zero = clinic(LEE_OUT)
    issued = with_visits(zero, a_1=placed(600, "dr-bell"), a_3=None).canonical()
    later: tuple[Event, ...] = (CallOutcome(appointment="a-1", outcome=CallResult.NO_ANSWER),)
    known = case_of(case.office, case.day, events=later, issued=issued)
    proposed = with_visits(issued, a_1=placed(630, "dr-bell"), a_2=placed(600, "np-cruz"))
    assert not check(known, proposed).breaches

    def part(accepted: Collection[str]) -> dict[str, object]:
        return places(
            accepted_part(case.office, case.day, proposed, accepted, events=later, issued=issued)
        )

    assert part(["a-2"]) == places(proposed) | {"a-1": places(issued)["a-1"]}
    assert part([]) == places(issued)
    assert part(["a-1", "a-2"]) == places(proposed)


def test_who_said_yes_stays_where_they_said_yes_to() -> None:
    case, zero = clinic(LEE_OUT)
    issued = with_visits(zero, a_1="s-1").canonical()
    yes = CallOutcome(
        appointment="a-1", outcome=CallResult.REACHED_ACCEPTED, offer=slot_offer("s-1")
    )
    facts = Facts(case_of(case.office, case.day, events=[yes], issued=issued), options=False)
    part = accepted_part(case.office, case.day, issued, [], events=[yes], issued=issued)

    assert standing(facts, "a-1") == PlannedVisit(appointment="a-1", slot="s-1")
    assert places(part)["a-1"] == "s-1"


def test_what_is_accepted_must_be_in_the_proposal() -> None:
    case, zero = clinic(LEE_OUT)
    with pytest.raises(BadInput, match=r"accepted\.1: no such visit in the proposal"):
        part_of(case, zero, ["a-1", "z-9"])


def test_a_proposal_of_another_state_of_the_day_is_refused() -> None:
    case, zero = clinic(LEE_OUT)
    gone = {"type": "cancelled", "appointment": "a-1"}
    later = case_of(office(), day(LEE_OUT, gone))
    with pytest.raises(BadInput, match="another state of the day"):
        part_of(later, zero, [])
    short = zero.model_copy(update={"visits": zero.visits[1:]})
    with pytest.raises(BadInput, match="another state of the day"):
        part_of(case, short, [])
