"""Resolve, from the documents to the proposal, with searches in processes of their own."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

import engine.asked as how_asked
import engine.solving.solve as solving
from engine.asked import Asked
from engine.explaining.changes import NO_TIME
from engine.opening.cases import case_of
from engine.resolve import Progress, resolve
from engine.solving import side_by_side
from engine.solving.warm import WORKERS
from engine.what_if import Variant, what_if
from models.errors import BadInput
from models.finding import FindingKind
from models.plan import Disposition
from models.proposal import Proposal
from scenarios import library
from scenarios.generator.days import generate
from scenarios.generator.disruptions import disrupt
from scenarios.library import Scenario
from solvers.day.check.verdict import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.case import Case
    from models.day import Day
    from models.office import Office
    from models.plan import Plan
    from solvers.day.limits import Key, Limits

PATIENT = Asked(deadline=120.0, options=False)
"""Far more time than any fixture needs; a search ends when its plan is proven."""


def figure(scenario: Scenario, asked: Asked = PATIENT) -> Proposal:
    return resolve(scenario.office, scenario.day, asked=asked)


ONE_ROUND = [name for name in library.written() if not library.load(name).rounds]
SLOW = {
    "allergy-clinic",
    "desk-out-lunch",
    "infusion-rn-out",
    "md-out-small-pc",
    "peds-flu-monday",
    "two-sites-snow",
    "xray-tech-out",
}
"""Fixtures that take long to prove, or use up all the time they are given."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.thorough) if n in SLOW else n for n in ONE_ROUND],
)
def test_every_fixture_shows_what_a_good_answer_must(name: str) -> None:
    scenario = library.load(name)
    expected = scenario.expectations
    answer = figure(scenario, PATIENT)
    case = case_of(scenario.office, scenario.day)

    assert answer.certificate.gap <= expected.gap, answer.summary
    assert answer.certificate.proven or expected.gap
    assert not answer.violations
    verdict = check(case, answer.plan)
    assert verdict.cost == answer.certificate.cost
    assert not {finding.rule for finding in verdict.findings} & set(expected.silent)
    assert bool(answer.gaps) is not expected.publishable
    for key, bounds in expected.kpis.items():
        value = getattr(answer.kpis, key.replace("-", "_"))
        assert value is not None and bounds.admit(value), f"{key}: {value}"
    told = [change for change in answer.changes if change.disposition is not Disposition.KEPT]
    assert all(change.reason and change.rule for change in told)
    becomes = {change.appointment: change.disposition for change in answer.changes}
    assert len(becomes) == len(answer.changes)
    assert set(becomes) == {visit.id for visit in scenario.day.appointments}
    left = {ref for ref, what in becomes.items() if what is Disposition.MANUAL_DECISION}
    if expected.manual_decision is not None:
        assert left == set(expected.manual_decision)
    away = {Disposition.MANUAL_DECISION, Disposition.OTHER_DAY}
    assert not {ref for ref in expected.seen_today if becomes[ref] in away}
    if expected.unchanged:
        assert answer.plan == case.published.model_copy(
            update={"breaks": tuple(b for b in case.published.breaks if b in answer.plan.breaks)}
        )
    for change in answer.changes:
        if change.disposition is not Disposition.KEPT:
            assert change.reason and change.rule, change


def test_a_deadline_of_nothing_is_answered_with_ring_zero() -> None:
    scenario = library.load("md-out-small-pc")
    answer = figure(scenario, Asked(deadline=0.0, options=True))
    assert answer.outcome == "baseline"
    assert answer.certificate.ring == 0
    assert not answer.violations
    assert {c.disposition for c in answer.changes} == {
        Disposition.KEPT,
        Disposition.MANUAL_DECISION,
    }
    assert answer.options[0].profiles == ("do-nothing",)
    assert not answer.options[0].publishable
    assert answer.options[0].violations


def test_options_differ_and_no_two_are_the_same_plan() -> None:
    scenario = library.load("infeasible-honest")
    answer = figure(scenario, Asked(deadline=20.0))
    plans = [option.plan for option in answer.options]
    assert len({plan.model_dump_json() for plan in plans}) == len(plans)
    named = [name for option in answer.options for name in option.profiles]
    assert sorted(named) == sorted(["do-nothing", *scenario.office.profiles])


def test_deterministic_answers_are_the_same_bytes() -> None:
    scenario = library.load("infeasible-honest")
    asked = Asked(deadline=2.0, seed=3, workers=1, deterministic=True)
    once, again = (figure(scenario, asked) for _ in range(2))
    said = [answer.model_dump_json(exclude={"timing"}) for answer in (once, again)]
    assert said[0] == said[1]
    assert once.certificate.limits["reproducible"]


@dataclass(frozen=True)
class Stuck:
    """A search that tells nothing and does not end, not even when it is asked to."""

    case: Case
    limits: Limits
    start: Plan
    key: Key

    def run(self, tell: Callable[[Any], None]) -> None:
        """Stop, for somebody else to go on."""
        os.kill(os.getpid(), signal.SIGSTOP)


@pytest.mark.parametrize("options", [False, True])
@pytest.mark.parametrize(
    "name", ["infeasible-honest", pytest.param("network", marks=pytest.mark.thorough)]
)
def test_a_deterministic_search_that_hangs_is_ended_and_owned_up_to(
    name: str, options: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, day = _network() if name == "network" else _day_of(name)
    monkeypatch.setattr(solving, "Job", Stuck)
    monkeypatch.setattr(side_by_side, "Job", Stuck)
    monkeypatch.setattr(how_asked, "GUARD_LEAST", 0.5)
    monkeypatch.setattr(how_asked, "GUARD_TIMES", 0.0)
    asked = Asked(deadline=0.1, workers=1, deterministic=True, options=options)
    answer = resolve(office, day, asked=asked)
    assert not answer.violations
    assert answer.outcome == "baseline"
    assert answer.certificate.limits["deterministic"]
    assert not answer.certificate.limits["reproducible"]
    assert all(
        not option.certificate.limits["reproducible"]
        for option in answer.options
        if option.certificate is not None
    )


def _day_of(name: str) -> tuple[Office, Day]:
    scenario = library.load(name)
    return scenario.office, scenario.day


def _network() -> tuple[Office, Day]:
    """Return a day of three sites, two of which have people out."""
    office, day = generate(1, providers=6, sites=3, visits_per_provider=8)
    for seed in (0, 1):
        day = disrupt(day, office, "two-people", seed)
    return office, day


@pytest.mark.parametrize("options", [False, True])
def test_with_no_time_left_nothing_is_searched_or_explained(
    options: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WORKERS, "borrow", None)
    scenario = library.load("md-out-small-pc")
    answer = figure(scenario, Asked(deadline=1e-6, options=options))
    left = [c for c in answer.changes if c.disposition is Disposition.MANUAL_DECISION]
    assert left
    assert all(change.reason.endswith(NO_TIME) and change.rule for change in left)
    assert len(answer.options) == (2 if options else 0)


def test_a_stop_ends_the_search_with_what_is_there() -> None:
    scenario = library.load("md-out-small-pc")
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    began = time.monotonic()
    answer = resolve(
        scenario.office, scenario.day, asked=Asked(deadline=300.0, options=False), stop=stop
    )
    assert time.monotonic() - began < 100
    assert not answer.violations


def test_a_solver_that_dies_costs_its_search_and_not_the_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scenario = library.load("md-out-small-pc")
    WORKERS.warm(1)
    with WORKERS.borrow() as worker:
        pid = worker.process.pid
    assert pid is not None
    killed: list[str] = []

    def kill(progress: Progress) -> None:
        if progress.stage != "ring 0" and not killed:
            killed.append(progress.stage)
            os.kill(pid, signal.SIGKILL)

    answer = resolve(scenario.office, scenario.day, asked=PATIENT, progress=kill)
    assert killed
    assert not answer.violations
    assert "process ended" in caplog.text


def test_what_does_not_make_sense_is_refused_field_by_field() -> None:
    scenario = library.load("no-op")
    with pytest.raises(BadInput) as bad:
        figure(scenario, Asked(profile="cheapest", deadline=-1.0))
    assert {fault.field for fault in bad.value.faults} == {"profile", "deadline"}


def test_variants_are_compared_by_what_differs() -> None:
    scenario = library.load("infeasible-honest")
    slots = tuple(slot.id for slot in scenario.day.open_slots)
    assert slots
    compared = what_if(
        scenario.office,
        scenario.day,
        [
            Variant(name="as-is"),
            Variant(name="dearer-calls", rates={"call": 600}),
            Variant(name="late-slots", rules={"due-date": {"late-allowed": True}}),
        ],
        asked=Asked(deadline=20.0),
    )
    assert compared.variants == ("as-is", "dearer-calls", "late-slots")
    assert all(proposal.certificate.proven for proposal in compared.proposals)
    rows = {row.what: row.values for row in compared.differences}
    assert rows["cost"][1] != rows["cost"][0]
    assert all(len(set(values)) > 1 for values in rows.values())


@pytest.mark.thorough
def test_gaps_come_with_advice_and_are_never_more_than_doing_nothing() -> None:
    scenario = library.load("desk-out-lunch")
    everybody = [
        {"type": "absent", "person": person.id, "reported": "06:30"}
        for person in scenario.office.people
        if any(held.id == "desk" for held in person.credentials)
    ]
    assert everybody
    day = scenario.day.model_validate(
        scenario.day.model_dump(by_alias=True, mode="json") | {"events": everybody}
    )
    answer = resolve(scenario.office, day, asked=Asked(deadline=20.0, options=True))
    assert answer.gaps
    assert all(gap.kind is FindingKind.GAP and gap.advice for gap in answer.gaps)
    idle = answer.options[0]
    assert sum(gap.cost for gap in answer.gaps) <= sum(gap.cost for gap in idle.gaps) + 10**9
    assert not answer.violations
