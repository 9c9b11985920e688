"""Whom to ask about a repaired roster, in which order, and who else could take each shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.rosters.reasons import standing_of, with_cells
from models.roster_answer import RosterCall, RosterStanding
from solvers.roster.check import check
from solvers.roster.check_view import RosterView
from solvers.roster.rules.competence_check import check as competence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from engine.solving.patience import Patience
    from models.finding import Verdict
    from models.roster import Cell, RosterPlan
    from models.roster_answer import RosterChange
    from models.roster_case import RosterCase

MOST_OTHERS = 5
"""How many others are named for a shift at the most."""

RANKS = {RosterStanding.VOLUNTEER: 0, RosterStanding.RESERVE: 1, RosterStanding.OTHER: 2}


def calls_of(
    case: RosterCase,
    plan: RosterPlan,
    verdict: Verdict,
    changes: Sequence[RosterChange],
    patience: Patience,
) -> tuple[RosterCall, ...]:
    """Return a call for each change that gives somebody a shift, in the order to make them.

    By date; on a date by the agreed order of calls, then volunteers, then who is on call, then
    the rest in the office's order. Others are named while there is time to hold them against the
    rules.
    """
    asked = [change for change in changes if change.counted and set(change.now) - set(change.was)]
    place = {person.id: at for at, person in enumerate(case.people)}

    def turn(person: str, day: date, types: Sequence[str]) -> tuple[int, int, int]:
        standing = RANKS[standing_of(case, person, day)]
        return (_in_call_order(case, person, types), standing, place[person])

    asked.sort(key=lambda change: (change.date, *turn(change.person, change.date, change.now)))
    untouched = {(change.person, change.date) for change in changes}
    calls = []
    for order, change in enumerate(asked, start=1):
        types = tuple(t for t in change.now if t not in change.was)
        free = [
            person.id
            for person in case.people
            if (person.id, change.date) not in untouched
            and not plan.rows[person.id][(change.date - case.roster.first).days]
        ]
        free.sort(key=lambda person: turn(person, change.date, types))
        calls.append(
            RosterCall(
                order=order,
                date=change.date,
                shift_types=types,
                person=change.person,
                standing=change.standing,
                others=_who_could(case, plan, verdict, (change, types), free, patience),
            )
        )
    return tuple(calls)


def _in_call_order(case: RosterCase, person: str, types: Sequence[str]) -> int:
    """Return the person's place in the agreed order for these shifts; last where there is none."""
    shift_types = case.rostering.shift_types
    kinds = {shift_types[t].kind or t for t in types}
    for setting in case.rostering.call_order:
        if kinds & set(setting.kinds) and person in setting.order:
            return setting.order.index(person)
    return len(case.people)


def _who_could(
    case: RosterCase,
    plan: RosterPlan,
    verdict: Verdict,
    asked: tuple[RosterChange, Cell],
    free: Sequence[str],
    patience: Patience,
) -> tuple[str, ...]:
    """Return who could have the shift instead without a breach, and with nobody more short."""
    change, types = asked
    others: list[str] = []
    for person in _competent(case, plan, change.date, types, free):
        if len(others) == MOST_OTHERS or not patience.left:
            break
        cells = {(change.person, change.date): change.was, (person, change.date): types}
        with patience.piece():
            found = check(case, with_cells(plan, case, cells))
        worse = found.key[0] > verdict.key[0]
        if not worse and len(found.breaches) <= len(verdict.breaches):
            others.append(person)
    return tuple(others)


def _competent(
    case: RosterCase, plan: RosterPlan, day: date, types: Cell, free: Sequence[str]
) -> list[str]:
    """Return who may work the shifts at all; all are held against that one rule together."""
    crowd = with_cells(plan, case, {(person, day): types for person in free})
    unfit = {finding.about for finding in competence(RosterView(case, crowd))}
    return [person for person in free if (person, day.isoformat()) not in unfit]
