"""Why each cell of a repaired roster is changed: what would be so if it were as published."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models.finding import FindingKind
from models.roster import RosterPlan
from models.roster_answer import RosterChange, RosterReason, RosterStanding
from solvers.roster.check import check
from solvers.roster.check_view import RosterView

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.solving.patience import Patience
    from models.finding import Finding, Verdict
    from models.roster import Cell
    from models.roster_case import RosterCase

SEVERE = (FindingKind.BREACH, FindingKind.GAP)


def changes_of(
    case: RosterCase, plan: RosterPlan, verdict: Verdict, patience: Patience
) -> tuple[RosterChange, ...]:
    """Return every cell that is not as published, by date, each with the reason for it.

    Args:
        case: the case by which the plan was made.
        plan: the repaired roster.
        verdict: what the check finds in it.
        patience: how long reasons may be looked for; without time the absences of the day are one.
    """
    view = RosterView(case, plan)
    counted = {(p.id, day) for p in case.people for day in view.changed(p.id)}
    changes = []
    for day, person in _cells(case):
        was, now = view.published(person, day), view.cell(person, day)
        if was is None or set(was) == set(now):
            continue
        changes.append(
            RosterChange(
                person=person,
                date=day,
                was=was,
                now=now,
                counted=(person, day) in counted,
                standing=standing_of(case, person, day),
                reason=_reason(view, verdict, (person, day), was, patience),
            )
        )
    return tuple(changes)


def standing_of(case: RosterCase, person: str, day: date) -> RosterStanding:
    """Tell how somebody stands to a change on a date."""
    if person in case.roster.volunteers:
        return RosterStanding.VOLUNTEER
    row = case.roster.published.get(person, ())
    at = (day - case.roster.first).days
    types = case.rostering.shift_types
    if at < len(row) and any(types[t].on_call for t in row[at]):
        return RosterStanding.RESERVE
    return RosterStanding.OTHER


def with_cells(
    plan: RosterPlan, case: RosterCase, cells: dict[tuple[str, date], Cell]
) -> RosterPlan:
    """Return the plan with some cells in the place of its own."""
    rows = dict(plan.rows)
    for (person, day), cell in cells.items():
        row = list(rows[person])
        row[(day - case.roster.first).days] = cell
        rows[person] = tuple(row)
    return RosterPlan(rows=rows)


def _cells(case: RosterCase) -> Iterator[tuple[date, str]]:
    for day in case.dates:
        for person in case.people:
            yield day, person.id


def _reason(
    view: RosterView, verdict: Verdict, at: tuple[str, date], was: Cell, patience: Patience
) -> RosterReason:
    person, day = at
    if view.absent(person, day):
        return RosterReason(rule="absence", sentence=f"{person} is out on {day}.")
    if view.on_leave(person, day):
        return RosterReason(rule="leave", sentence=f"{person} has leave on {day}.")
    if not patience.left:
        return _by_absences(view, day)
    with patience.piece():
        other = check(view.case, with_cells(view.plan, view.case, {at: was}))
    return _worst(verdict, other) or RosterReason(
        rule="changes", sentence="It goes together with other changes; alone it decides nothing."
    )


def _by_absences(view: RosterView, day: date) -> RosterReason:
    out = sorted(p.id for p in view.people if view.absent(p.id, day))
    said = f"{', '.join(out)} out on {day}." if out else "The reason was not looked for in time."
    return RosterReason(rule="absence" if out else "changes", sentence=said)


def _worst(verdict: Verdict, other: Verdict) -> RosterReason | None:
    """Return the worst that the other roster has and this one has not: a breach, a gap, a cost."""
    here = set(verdict.findings)
    more = [finding for finding in other.findings if finding not in here]
    for kind in SEVERE:
        for finding in more:
            if finding.kind is kind:
                return _otherwise(finding)
    dearer: Counter[str] = Counter()
    for findings, sign in ((other.findings, 1), (verdict.findings, -1)):
        for finding in findings:
            dearer[finding.rule] += sign * finding.cost
    for rule, cost in dearer.most_common(1):
        named = [finding for finding in more if finding.rule == rule]
        if cost > 0 and named:
            return _otherwise(max(named, key=lambda finding: finding.cost))
    return None


def _otherwise(finding: Finding) -> RosterReason:
    return RosterReason(rule=finding.rule, sentence=f"Otherwise {finding.sentence}")
