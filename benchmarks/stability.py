"""`huddle bench stability`: are more patients disturbed than need be, for the same visits seen?

On each generated day our plan's patients are counted for whom anything changes. Against them stands
the least in any plan that sees the same visits today and leaves no more gaps and clinical harm: a
bound from the core model, which only leaves constraints out, so that no plan has fewer. Beside both
stands what a solve from scratch comes to, to which it makes no difference whether a patient is
called, moved or given to somebody else.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from benchmarks.day.days import days
from benchmarks.day.runs import machine, run_own
from engine.asked import Asked
from engine.solving.warm import shut_down, warm_up
from models.finding import Tier
from scenarios.generator.disruptions import Disruption
from solvers.day.explaining.local import quick_solver
from solvers.day.known.facts import Facts
from solvers.day.model.board import Board
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules
from solvers.day.solving.core import SOLVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.day.days import DayName
    from models.case import Case
    from models.plan import Placement, Plan
    from solvers.day.model.board import Literal
    from solvers.day.model.visits import VisitVars

NO_MATTER = (
    "call",
    "moved_step",
    "other_provider",
    "other_site",
    "video",
    "continuity",
    "preference",
)
"""Rates of what only a patient who is disturbed feels; from scratch they are nothing."""

MOST_ABOVE = 1
"""The patients above the least for whom anything may change."""


@dataclass(frozen=True, slots=True)
class Disturbed:
    """For how many patients anything changes in the plans of one day.

    Attributes:
        day: the day.
        unseen: visits that our plan does not see today.
        ours: in our plan.
        least: in any plan that sees the same visits.
        proven: whether a plan of the core has no more than that; otherwise `least` is a bound.
        scratch: in the plan of a solve from scratch.
    """

    day: str
    unseen: int
    ours: int
    least: int
    proven: bool
    scratch: int


def least_disturbed(
    case: Case, plan: Plan, given: tuple[int, int], seconds: float
) -> tuple[int, bool]:
    """Return the fewest patients changed by any plan that sees the visits of `plan` today.

    Args:
        case: the day.
        plan: which visits are seen is taken from it.
        given: the most T0 and T1 that there may be.
        seconds: for the search.

    Returns:
        A number that no such plan is below, and whether the core reaches it.
    """
    facts = Facts(case)
    found = {ref: candidates(facts, rules(), visit) for ref, visit in facts.visits.items()}
    board = Board(facts, found, {}, core=True)
    board.post(rules())
    for tier, most in zip((Tier.T0, Tier.T1), given, strict=True):
        board.model.add(board.total(tier) <= most)
    kept: list[Literal] = []
    booked = 0
    for planned in plan.visits:
        held = board.visits[planned.appointment]
        board.model.add(held.placed == int(planned.placement is not None))
        published = case.published_visits.get(planned.appointment)
        if published is None or published.placement is None:
            continue
        booked += 1
        if planned.placement is not None:
            keep = board.model.new_bool_var(f"keep:{planned.appointment}")
            there = _as_published(held, published.placement)
            board.model.add(cp_model.LinearExpr.sum(there) >= keep)
            kept.append(keep)
    board.model.maximize(cp_model.LinearExpr.sum(kept))
    solver = quick_solver(seconds, 0, probed=True, workers=Asked().cores)
    status = solver.solve(board.model)
    if status not in SOLVED:
        return booked - len(kept), False
    most = math.floor(solver.best_objective_bound + 1e-6)
    return booked - most, status == cp_model.OPTIMAL


def _as_published(held: VisitVars, was: Placement) -> list[Literal]:
    """Return the literals of which one holds where a visit stays as published."""
    there: list[Literal] = []
    for offer, chosen in held.offers.items():
        if (offer.provider, offer.mode.site, offer.mode.modality) != (
            was.provider,
            was.site,
            was.modality,
        ):
            continue
        if chosen.joint:
            there += [literal for arrival, _, literal in chosen.joint if arrival == was.start]
        else:
            arrivals = held.modes[offer.mode].arrivals
            there += [literal for arrival, literal in arrivals if arrival == was.start]
    return there


def measure(day: DayName, deadline: float, proof: float) -> Disturbed:
    """Solve a day twice, and find out what the least is."""
    case = day.case()
    record, plan = run_own(day, case, deadline)
    least, proven = least_disturbed(case, plan, record.final[:2], proof)
    free = case.with_rates(case.rates.model_copy(update=dict.fromkeys(NO_MATTER, 0)))
    anew, _ = run_own(day, free, deadline)
    unseen = sum(planned.placement is None for planned in plan.visits)
    return Disturbed(day.name, unseen, record.changed, least, proven, anew.changed)


def table(found: Sequence[Disturbed]) -> str:
    """Return the days as Markdown, with the medians last."""
    lines = ["| day | not seen | changed | the least | from scratch |", "|---" * 5 + "|"]
    for one in found:
        least = f"{one.least}" if one.proven else f"at least {one.least}"
        lines.append(f"| {one.day} | {one.unseen} | {one.ours} | {least} | {one.scratch} |")
    if found:
        rows = [(one.unseen, one.ours, one.least, one.scratch) for one in found]
        middle = [median(column) for column in zip(*rows, strict=True)]
        lines.append("| median | " + " | ".join(f"{value:g}" for value in middle) + " |")
    return "\n".join(lines)


def main(words: Iterable[str] | None = None) -> int:
    """Run the suite; 1 when a plan has more than one patient changed above the least."""
    parser = argparse.ArgumentParser(prog="huddle bench stability", description=__doc__)
    parser.add_argument("--tier", default="S", help="S, M, L, XL, fixtures; with commas")
    parser.add_argument("--book", default="tight", help="tight, easy; with commas")
    parser.add_argument("--seeds", type=int, default=3, help="so many seeds")
    parser.add_argument("--seed-base", type=int, default=1, help="the first seed")
    kinds = f"{Disruption.ONE_PROVIDER},{Disruption.TWO_PEOPLE}"
    parser.add_argument("--disruptions", default=kinds, help="kinds of mornings, with commas")
    parser.add_argument("--deadline", type=float, default=30.0, help="seconds of each solve")
    parser.add_argument("--proof", type=float, default=60.0, help="seconds for the least")
    parser.add_argument("--out", type=Path, help="write the table and its figures here")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(None if words is None else list(words))
    try:
        named = list(
            days(
                given.tier.split(","),
                given.book.split(","),
                given.disruptions.split(","),
                range(given.seed_base, given.seed_base + given.seeds),
            )
        )
    except ValueError as wrong:
        parser.error(str(wrong))
    found: list[Disturbed] = []
    warm_up(1)
    try:
        for day in named:
            found.append(measure(day, given.deadline, given.proof))
            print(found[-1], file=sys.stderr, flush=True)
    finally:
        shut_down()
    told = json.dumps({"machine": machine(), "days": [asdict(one) for one in found]}, indent=2)
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "stability.json").write_text(told + "\n", encoding="utf-8")
        (given.out / "stability.md").write_text(table(found) + "\n", encoding="utf-8")
    print(told if given.json else table(found))
    return int(any(one.ours - one.least > MOST_ABOVE for one in found))
