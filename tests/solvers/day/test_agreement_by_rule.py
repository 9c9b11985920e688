"""One visit in every place there is, with room for all: model and check agree rule by rule.

Where everybody and everything else is free, what speaks against a placement is the visit's own
rule. Each case turns one rule on; it must be broken where no other is, or cost where nothing is
broken, and the compiled model must say the same of each of the placements.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from models.clock import minutes_of
from models.finding import FindingKind
from models.office import Modality
from models.plan import PlacedPhase, Placement, PlannedVisit
from solvers.day.check.verdict import check
from solvers.day.registry import rules
from tests.solvers.day.attended import every_way
from tests.solvers.day.one_visit import CASES, ROOMS, STEP, in_person
from tests.solvers.day.pinning import Pinned
from tests.solvers.day.test_agreement import SOFT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.finding import Verdict
    from models.plan import Plan


OF_STAFF = {
    "breaks",
    "coverage",
    "duties",
    "past",
    "reserves",
    "staff-overlap",
    "support-ratio",
    "transfers",
}
"""Rules of what else a plan has than visits."""


def everywhere(case: Case) -> Iterator[PlannedVisit]:
    """Yield the visit under test in every slot and every place, at every start of the grid."""
    yield PlannedVisit(appointment="v")
    for slot in [*case.open_slots, "no-such-slot"]:
        yield PlannedVisit(appointment="v", slot=slot)
    starts = range(minutes_of("07:30"), minutes_of("11:15"), STEP)
    for provider in ("dr-lee", "dr-bell", "dr-cruz"):
        for site, rooms in ROOMS.items():
            for start in starts:
                video = Placement(
                    provider=provider,
                    site=site,
                    modality=Modality.VIDEO,
                    phases=(PlacedPhase(start=start, end=start + STEP),),
                )
                yield PlannedVisit(appointment="v", placement=video)
                hourly = start % 60 == 0
                for wait in (0, STEP, 2 * STEP) if hourly else (0, STEP):
                    for room in (*rooms, None) if hourly and not wait else rooms[:1]:
                        placement = in_person(provider, site, room, start, wait)
                        for beside in every_way(case, case.visits["v"], placement):
                            yield PlannedVisit(appointment="v", placement=beside)
                if hourly:
                    shared = in_person(provider, site, rooms[0], start, 0)
                    shared = shared.model_copy(update={"double_booked": True})
                    yield PlannedVisit(appointment="v", placement=shared)


def judged_everywhere(case: Case) -> Iterator[tuple[Plan, Verdict]]:
    """Yield the plans that have the visit in all those places, or dropped, with what is found."""
    other = next(v for v in case.published.visits if v.appointment == "w")
    for visits in ((other,), *((planned, other) for planned in everywhere(case))):
        plan = case.published.model_copy(update={"visits": visits}).canonical()
        yield plan, check(case, plan)


@pytest.mark.parametrize("name", CASES)
def test_model_and_check_agree_on_every_placement(name: str) -> None:
    rule, setup = CASES[name]
    case = setup.case()
    model = Pinned(case)
    alone, priced = Counter[str](), Counter[str]()
    for plan, verdict in judged_everywhere(case):
        broken = {finding.rule for finding in verdict.breaches}
        judged = None if broken else verdict.tiers
        assert model.tiers(plan) == judged, f"{plan.visits}: {verdict.breaches}"
        if len(broken) == 1:
            alone.update(broken)
        if not broken:
            priced.update(f.rule for f in verdict.findings if f.kind is not FindingKind.BREACH)
    assert alone[rule] or priced[rule]


def test_the_cases_speak_of_every_rule_of_a_visit() -> None:
    assert {rule for rule, _ in CASES.values()} == {rule.name for rule in rules()} - OF_STAFF


def test_every_rule_that_forbids_something_breaks_a_plan_alone() -> None:
    alone = {
        rule
        for rule, setup in CASES.values()
        if any(
            {f.rule for f in said.breaches} == {rule} for _, said in judged_everywhere(setup.case())
        )
    }
    assert alone == {rule.name for rule in rules()} - OF_STAFF - SOFT
