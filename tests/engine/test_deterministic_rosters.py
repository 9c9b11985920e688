"""Rosters in deterministic mode: what an answer says of itself, and what ends one that hangs."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

import engine.asked as how_asked
import engine.rosters.build as building
import engine.rosters.repair as repairing
from engine.rosters.build import build
from engine.rosters.repair import repair
from engine.rosters.solving import RosterAsked
from scenarios.roster_library import load_example_roster

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.roster import RosterPlan
    from models.roster_answer import Lean
    from models.roster_case import RosterCase
    from solvers.roster.outcome import RosterLimits

SAME = RosterAsked(2, seed=3, workers=8, options=False, deterministic=True)


@dataclass(frozen=True)
class Stuck:
    """A search that tells nothing and does not end, not even when it is asked to."""

    case: RosterCase
    limits: RosterLimits
    start: RosterPlan | None = None
    leans: tuple[Lean, ...] = ()

    def run(self, tell: Callable[[Any], None]) -> None:
        """Stop, for somebody else to go on."""
        os.kill(os.getpid(), signal.SIGSTOP)


def test_a_search_that_hangs_is_ended_and_owned_up_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "BuildJob", Stuck)
    monkeypatch.setattr(repairing, "RepairJob", Stuck)
    monkeypatch.setattr(how_asked, "GUARD_LEAST", 0.2)
    monkeypatch.setattr(how_asked, "GUARD_TIMES", 0.0)
    office, roster = load_example_roster("clinic-month")
    for answer in (build(office, roster, asked=SAME), repair(office, roster, asked=SAME)):
        assert answer.limits["deterministic"] and not answer.limits["reproducible"]
        assert answer.troubles


def test_an_answer_that_was_stopped_is_not_reproducible() -> None:
    stop = threading.Event()
    stop.set()
    answer = repair(*load_example_roster("clinic-month"), asked=SAME, stop=stop)
    assert not answer.limits["reproducible"]


def test_an_answer_says_what_its_search_was_held_to() -> None:
    office, roster = load_example_roster("clinic-month")
    answer = build(office, roster, asked=SAME)
    assert answer.limits == {
        "deadline": 2,
        "seed": 3,
        "workers": 1,
        "deterministic": True,
        "reproducible": True,
    }
    assert answer.certificate is not None and answer.certificate.proven
    by_the_clock = build(office, roster, asked=RosterAsked(0))
    assert not by_the_clock.limits["reproducible"]
    assert by_the_clock.limits["workers"] == 2


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["clinic-month", "nurse-out"])
def test_a_repair_is_the_same_bytes_for_any_number_of_workers(name: str) -> None:
    office, roster = load_example_roster(name)
    said = {
        repair(
            office, roster, asked=RosterAsked(2, workers=workers, deterministic=True)
        ).model_dump_json()
        for workers in (1, 2, 8)
    }
    assert len(said) == 1
