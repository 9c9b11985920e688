"""A roster is built: what a search had found stands, even where it had to be ended."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

import solvers.roster.search as searching
from engine.rosters import solving as roster_solving
from engine.rosters.build import build
from engine.rosters.solving import RosterAsked
from models.finding import Finding, FindingKind, Verdict
from models.roster import RosterPlan
from scenarios.roster_library import load_example_roster
from solvers.roster.outcome import Disagreement, Outcome, RosterLimits
from solvers.roster.repair_job import BuildJob, Meanwhile
from tests.solvers.roster.weeks import case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.roster_answer import BuiltRoster

OFFICE, MONTH = load_example_roster("clinic-month")
PLAN = RosterPlan(rows=MONTH.published)


class Ended:
    """A worker that has told some things when it must be ended."""

    def __init__(self, *told: Meanwhile) -> None:
        self._told = told

    @contextmanager
    def borrow(self) -> Iterator[Ended]:
        yield self

    def run(self, *about: object) -> Iterator[Meanwhile]:
        yield from self._told


def built(monkeypatch: pytest.MonkeyPatch, *told: Meanwhile) -> BuiltRoster:
    monkeypatch.setattr(roster_solving, "WORKERS", Ended(*told))
    month = MONTH.model_copy(update={"published": {}, "absences": (), "as_of": None})
    return build(OFFICE, month, asked=RosterAsked(60))


def test_bug_a_search_that_is_ended_leaves_the_last_roster_it_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blank = RosterPlan(rows=dict.fromkeys(PLAN.rows, ((),) * MONTH.days))
    answer = built(monkeypatch, Meanwhile(blank), Meanwhile(PLAN))
    assert (answer.roster, answer.possible, answer.troubles) == (PLAN, True, ())
    assert answer.certificate is not None
    assert (answer.certificate.short, answer.certificate.proven) == (0, False)


def test_what_it_leaves_uncovered_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = PLAN.rows | {"ma-eads": ((),) * MONTH.days}
    answer = built(monkeypatch, Meanwhile(RosterPlan(rows=gone), gap_bound=1))
    assert answer.certificate is not None
    assert answer.certificate.short == sum(gap.cost for gap in answer.uncovered) > 1
    assert answer.certificate.short_bound == 1


@pytest.mark.parametrize(
    "told",
    [
        Meanwhile(RosterPlan(rows=PLAN.rows | {"ma-eads": (("late",), ("early",)) * 14})),
        Meanwhile(PLAN, gap_bound=1),
        Meanwhile(PLAN, bound=1),
    ],
)
def test_what_the_check_does_not_bear_out_is_not_shown(
    told: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = built(monkeypatch, told)
    assert (answer.roster, answer.possible, answer.certificate) == (None, None, None)
    assert len(answer.troubles) == 1


def test_what_is_taken_back_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = built(monkeypatch, Meanwhile(PLAN), Meanwhile(None))
    assert (answer.roster, answer.troubles) == (None, ())


JOB = BuildJob(
    case(days=7, demand=[{"shift_types": ["D"], "minimum": 3}]), RosterLimits(60, workers=1)
)


def test_a_search_tells_what_it_has_before_it_has_ended() -> None:
    told: list[Any] = []
    JOB.run(told.append)
    *before, last = told
    assert before
    assert all(isinstance(each, Meanwhile) and each.plan for each in before)
    assert isinstance(last, Outcome)


def test_a_search_takes_back_what_model_and_check_disagree_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    breach = Finding(rule="x", kind=FindingKind.BREACH, about=(), sentence="")
    monkeypatch.setattr(searching, "check", lambda *_: Verdict(findings=(breach,)))
    told: list[Any] = []
    with pytest.raises(Disagreement):
        JOB.run(told.append)
    assert told[-1] == Meanwhile(None)
