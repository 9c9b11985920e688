"""`huddle bench repair --format NAME PATH --roster CSV --absent ID --days 3-5`: somebody is out.

The instance's roster is published as it stands. Its formats ask for a best number of people and no
minimum; so that there is something to repair, each shift must keep the people that it had in the
published roster, as far as it wanted them.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.roster.answers import BadInstance
from benchmarks.roster.command import BAD_INPUT
from benchmarks.roster.formats import FORMATS
from engine.opening.rosters import roster_case_of
from engine.rosters.repair import repair_case
from engine.rosters.solving import RosterAsked
from engine.solving.warm import shut_down, warm_up
from models.errors import BadInput
from models.reading import read
from models.roster import Away
from models.roster_answer import Lean
from models.rostering import ChangeSetting

if TYPE_CHECKING:
    from benchmarks.roster.formats import Task
    from models.roster import Cell, RosterDemand
    from models.roster_answer import RepairedRoster
    from models.roster_case import RosterCase


@dataclass(frozen=True, slots=True)
class Repair:
    """What came of one repair."""

    instance: str
    absent: tuple[str, ...]
    days: str
    short: int
    short_bound: int
    changes: int
    changes_bound: int
    changes_proven: bool
    changes_seconds: float | None
    cost: int
    bound: int
    gap: float
    proven: bool
    seconds: float
    changed: tuple[str, ...]
    troubles: tuple[str, ...]


def published(path: Path, case: RosterCase) -> dict[str, tuple[Cell, ...]]:
    """Read a roster as `huddle bench roster --out` writes it.

    Raises:
        BadInstance: a row is no person's, or has not a cell for each day.
    """
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInstance(f"{path.name}: cannot be read as CSV") from error
    days = case.roster.days
    found: dict[str, tuple[Cell, ...]] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not row or row[0] not in case.contracts:
            raise BadInstance(f"{path.name}, line {number}: nobody of the instance is called so")
        if len(row) != days + 1:
            raise BadInstance(f"{path.name}, line {number}: {len(row) - 1} cells, expected {days}")
        found[row[0]] = tuple(tuple(cell.split()) for cell in row[1:])
    missing = set(case.contracts) - set(found)
    if missing:
        raise BadInstance(f"{path.name}: no row for {sorted(missing)[0]}")
    return found


def days_of(text: str, most: int) -> tuple[int, int]:
    """Read '3-5', or '3': numbers of days, both included, counted from 0.

    Raises:
        BadInstance: it is neither, or the instance has no such days.
    """
    first, _, last = text.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        raise BadInstance(f"--days {text[:40]}: write two numbers, like 3-5, or one")
    span = int(first), int(last or first)
    if not span[0] <= span[1] < most:
        raise BadInstance(f"--days {text[:40]}: days are 0 to {most - 1}, the first one first")
    return span


def with_absences(
    case: RosterCase, rows: dict[str, tuple[Cell, ...]], absent: list[str], span: tuple[int, int]
) -> RosterCase:
    """Return the case with its roster published, people out, and coverage to be kept.

    Raises:
        BadInstance: somebody who is out is not of the instance.
    """
    for person in absent:
        if person not in case.contracts:
            raise BadInstance(f"--absent {person[:40]}: nobody of the instance is called so")
    first = case.roster.first
    roster = case.roster.model_copy(
        update={
            "published": rows,
            "demand": tuple(_kept(case, rows, demand) for demand in case.roster.demand),
            "absences": tuple(
                Away(
                    person=person,
                    first=first + timedelta(days=span[0]),
                    last=first + timedelta(days=span[1]),
                )
                for person in absent
            ),
        }
    )
    return roster_case_of(case.office, roster)


def capped(case: RosterCase, most: int) -> RosterCase:
    """Return the case with at most so many cells changed in all.

    Raises:
        BadInput: there can be no such cap.
    """
    rostering = case.rostering.model_copy(
        update={"changes": read(ChangeSetting, {"in-total": most}, "changes")}
    )
    return roster_case_of(case.office.model_copy(update={"rostering": rostering}), case.roster)


def _kept(
    case: RosterCase, rows: dict[str, tuple[Cell, ...]], demand: RosterDemand
) -> RosterDemand:
    """Return a demand whose minimum is what the published roster gives of its optimum."""
    at = [(day - case.roster.first).days for day in demand.dates]
    if demand.optimum is None or len(at) != 1 or demand.between is not None:
        return demand
    there = sum(1 for row in rows.values() if set(row[at[0]]) & set(demand.shift_types))
    least = max(demand.minimum, min(demand.optimum, there))
    return demand.model_copy(update={"minimum": least})


def _told(task: Task, given: argparse.Namespace, answer: RepairedRoster) -> Repair:
    proof = answer.certificate
    return Repair(
        instance=task.name,
        absent=tuple(given.absent),
        days=given.days,
        short=proof.short,
        short_bound=proof.short_bound,
        changes=proof.changes or 0,
        changes_bound=proof.changes_bound or 0,
        changes_proven=bool(proof.changes_proven),
        changes_seconds=proof.changes_seconds,
        cost=proof.cost,
        bound=proof.bound,
        gap=round(proof.gap, 4),
        proven=proof.proven,
        seconds=proof.seconds,
        changed=tuple(
            f"{c.person} {c.date}: {' '.join(c.was) or '-'} > {' '.join(c.now) or '-'}"
            for c in answer.changes
            if c.counted
        ),
        troubles=answer.troubles,
    )


def main(words: list[str] | None = None) -> int:
    """Repair a roster of a published instance, and print what came of it."""
    about = "Repair a roster of a published instance when people are out."
    parser = argparse.ArgumentParser(prog="huddle bench repair", description=about)
    parser.add_argument("path", type=Path, metavar="PATH", help="one instance")
    parser.add_argument("--format", choices=sorted(FORMATS), required=True)
    parser.add_argument("--roster", type=Path, metavar="CSV", required=True)
    parser.add_argument("--absent", action="append", metavar="ID", required=True)
    parser.add_argument("--days", required=True, metavar="N-N", help="counted from 0")
    parser.add_argument("--in-total", type=int, metavar="N", help="cells changed at the most")
    parser.add_argument("--deadline", type=float, default=10.0, metavar="S")
    parser.add_argument("--lean", type=Lean, choices=list(Lean), default=Lean.FEWEST_CHANGES)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2, help="CP-SAT workers")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(words)
    asked = RosterAsked(given.deadline, given.seed, given.workers, options=False)
    try:
        asked.check()
        task = next(iter(FORMATS[given.format](given.path)))
        span = days_of(given.days, task.case.roster.days)
        rows = published(given.roster, task.case)
        case = with_absences(task.case, rows, given.absent, span)
        if given.in_total is not None:
            case = capped(case, given.in_total)
    except (BadInstance, BadInput) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    warm_up(1)
    try:
        answer = repair_case(case, lean=given.lean, asked=asked, began=time.monotonic())
    finally:
        shut_down()
    told = _told(task, given, answer)
    print(json.dumps(asdict(told), indent=2) if given.json else _line(told))
    return 0


def _line(told: Repair) -> str:
    proven = "proven" if told.changes_proven else f"at least {told.changes_bound}"
    if told.changes_seconds is not None:
        proven += f" after {told.changes_seconds:.1f} s"
    return (
        f"{told.instance}: {told.changes} changes ({proven}), {told.short} short, cost {told.cost},"
        f" bound {told.bound}, {told.seconds:.1f} s"
    )
