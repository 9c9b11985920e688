"""Thousands of generated rosters of any terms, built and repaired without a dispute.

The searches run in this process, and their clock shows processor time: a busy machine makes them
end late, and not without an answer. What they raise is seen.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from engine.opening.rosters import judge_roster, roster_case_of
from engine.rosters import solving as roster_solving
from engine.rosters.build import build
from engine.rosters.easing import eased_for
from engine.rosters.repair import repair
from engine.rosters.solving import RosterAsked
from engine.rosters.standing_roster import standing_roster
from models.contracts import Contract
from models.roster import RosterPlan
from solvers.roster.check import check
from tests.engine.varied_weeks import drawn
from tests.solvers.roster.judging import Pinned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.finding import Verdict
    from models.office import Office
    from models.roster import Roster
    from models.roster_answer import RosterCertificate
    from models.roster_case import RosterCase

SECONDS = 0.5
"""What each search is given; the smallest ones are proven before."""

BUILT = 0.2
"""The share that is built at the least: three of five are, some of the others cannot be."""

DISTURBED = 3
"""Rosters near each answer that model and check are both asked about."""


class _Here:
    """A worker that does its task in this process."""

    def run(self, task: Any, *about: object) -> Iterator[Any]:
        told: list[Any] = []
        task.run(told.append)
        yield from told


class _InThisProcess:
    """The stock of workers, of which this process is the only one."""

    @contextmanager
    def borrow(self) -> Iterator[_Here]:
        yield _Here()


@pytest.fixture(autouse=True)
def _searches_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_solving, "WORKERS", _InThisProcess())
    monkeypatch.setattr(time, "monotonic", time.process_time)


def answered(seed: int) -> bool:
    """Build and repair what is drawn, judge both answers by the check; tell whether it was built.

    The time may be too short to find a roster; repairs have one to begin with.
    """
    office, roster = drawn(seed)
    try:
        _repaired(office, roster, seed)
        return _built(office, roster, seed)
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise


def _built(office: Office, roster: Roster, seed: int) -> bool:
    """Build the weeks from nothing: legal, and never proven worse than a roster that is known."""
    blank = roster.model_copy(
        update={"published": {}, "locked": (), "absences": (), "as_of": None, "volunteers": ()}
    )
    answer = build(office, blank, asked=RosterAsked(SECONDS, workers=1))
    known = RosterPlan(rows=roster.published)
    legal = judge_roster(office, blank, known)
    assert not answer.troubles, answer.troubles
    if not legal.breaches:
        assert answer.possible is not False, "there is a legal roster"
    if answer.roster is None or answer.certificate is None:
        assert (answer.roster, answer.certificate) == (None, None)
        assert answer.possible is not True
        return False
    case = roster_case_of(office, blank)
    verdict = _agreed(case, answer.roster, seed)
    assert not verdict.breaches, verdict.breaches[0].sentence
    assert answer.uncovered == verdict.gaps
    assert answer.tiers == verdict.tiers
    _bounded(answer.certificate, verdict)
    if not legal.breaches:
        _no_better(answer.certificate, legal)
    return True


def _repaired(office: Office, roster: Roster, seed: int) -> None:
    """Repair the weeks: broken is only what was broken, and what is missing is listed."""
    asked = RosterAsked(SECONDS, workers=1, options=seed % 4 == 0)
    answer = repair(office, roster, asked=asked)
    case = roster_case_of(office, roster)
    standing = standing_roster(case)
    before = check(case, standing)
    verdict = check(case, answer.roster)
    assert not answer.troubles, answer.troubles
    assert _kept(case, answer.roster)
    assert _who(verdict) <= _who(before), "a rule is newly broken"
    said = {*answer.eased, *(f"{each.rule}: {each.sentence}" for each in answer.broken)}
    assert said == {f"{each.rule}: {each.sentence}" for each in verdict.breaches}
    assert answer.uncovered == verdict.gaps
    assert verdict.key[0] <= before.key[0]
    changes = sum(1 for change in answer.changes if change.counted)
    assert answer.certificate.changes == changes == _changed(case, answer.roster)
    eased = eased_for(case, before.breaches)
    judged = _agreed(eased, answer.roster, seed)
    assert judged.breaches == answer.broken
    _bounded(answer.certificate, judged)
    if not check(eased, standing).breaches:
        assert answer.certificate.short_bound <= before.key[0]
    for option in answer.options:
        found = check(case, option.roster)
        assert _kept(case, option.roster)
        assert _who(found) <= _who(before), f"{option.leans}: a rule is newly broken"
        assert (option.short, option.changes) == (found.key[0], _changed(case, option.roster))
        _bounded(option.certificate, _agreed(eased, option.roster, seed))


def _agreed(case: RosterCase, plan: RosterPlan, seed: int) -> Verdict:
    """Return the verdict, on which the model agrees, as it does on rosters near it."""
    pinned, dice = Pinned(case), Random(seed)
    types = sorted(case.rostering.shift_types)
    for _ in range(DISTURBED):
        rows = {person: list(row) for person, row in plan.rows.items()}
        for _ in range(dice.randint(1, 2)):
            row = rows[dice.choice(sorted(rows))]
            row[dice.randrange(len(row))] = dice.choice(((), (dice.choice(types),)))
        pinned.agrees(RosterPlan(rows={person: tuple(row) for person, row in rows.items()}))
    return pinned.agrees(plan)


def _bounded(proof: RosterCertificate, verdict: Verdict) -> None:
    short, _, cost = verdict.key
    assert (proof.short, proof.cost) == (short, cost)
    assert proof.short_bound <= short
    assert proof.bound <= cost
    if proof.proven:
        assert (proof.short_bound, proof.bound) == (short, cost)


def _no_better(proof: RosterCertificate, known: Verdict) -> None:
    """See that a bound is none that a known legal roster is below."""
    short, _, cost = known.key
    assert proof.short_bound <= short
    if short <= proof.short:
        assert proof.bound <= cost


def _who(verdict: Verdict) -> set[tuple[str, str]]:
    """Return which rules are broken, and by whom where they are of a person's contract.

    What the office asks of all has a price for all once anybody breaks it.
    """
    return {
        (each.rule, each.about[0] if each.rule.replace("-", "_") in Contract.model_fields else "")
        for each in verdict.breaches
    }


def _kept(case: RosterCase, plan: RosterPlan) -> bool:
    """Tell whether days that are over stay as published, and nobody works who is out."""
    roster = case.roster
    for person, row in plan.rows.items():
        for day, now, was in zip(case.dates, row, roster.published[person], strict=True):
            if roster.as_of is not None and day < roster.as_of:
                if now != was:
                    return False
            elif now and any(e.person == person and e.include(day) for e in roster.absences):
                return False
    return True


def _changed(case: RosterCase, plan: RosterPlan) -> int:
    """Return how many cells are not as published, of those that nothing has settled."""
    roster = case.roster
    settled = (*roster.absences, *roster.leave)
    return sum(
        1
        for person, row in plan.rows.items()
        for day, now, was in zip(case.dates, row, roster.published[person], strict=True)
        if set(now) != set(was)
        and not any(entry.person == person and entry.include(day) for entry in settled)
    )


@pytest.mark.parametrize("seed", (2, 14, 23, 32))
def test_a_generated_roster_is_built_and_repaired_without_a_dispute(seed: int) -> None:
    assert answered(seed)


@pytest.mark.thorough
def test_some_more_are_built_and_repaired_without_a_dispute() -> None:
    assert sum(answered(seed) for seed in range(40)) >= BUILT * 40


@pytest.mark.long
@pytest.mark.parametrize("first", range(40, 2000, 20))
def test_two_thousand_are_built_and_repaired_without_a_dispute(first: int) -> None:
    assert sum(answered(seed) for seed in range(first, first + 20)) >= BUILT * 20
