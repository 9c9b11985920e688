"""Rosters: from the documents of an office to what is planned and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.references.known import Known
from engine.references.office import check_office
from engine.references.roster import check_roster
from models.day import Day
from models.errors import BadInput, Fault
from models.roster import RosterPlan
from models.roster_case import RosterCase
from solvers.roster.check import check

if TYPE_CHECKING:
    from models.finding import Verdict
    from models.office import Office
    from models.roster import Roster


def roster_case_of(office: Office, roster: Roster) -> RosterCase:
    """Return the case of a roster.

    Raises:
        BadInput: office and roster do not make sense.
    """
    case = RosterCase(office, roster)
    known = Known(office, Day(office=office.id, date=roster.first))
    check_office(known)
    if not known.faults:
        check_roster(known, case)
    if known.faults:
        raise BadInput(known.faults)
    return case


def judge_roster(office: Office, roster: Roster, plan: RosterPlan | None = None) -> Verdict:
    """Say everything that the rules find in a roster; left out, in the published one.

    Raises:
        BadInput: office and roster do not make sense, or the plan is no roster of theirs.
    """
    case = roster_case_of(office, roster)
    if plan is None:
        if not roster.published:
            expected = "a row of cells for each person, or a plan to be checked"
            raise BadInput([Fault("roster.published", "", "nothing is published", expected)])
        blank = ((),) * roster.days
        rows = {person: roster.published.get(person, blank) for person in case.contracts}
        plan = RosterPlan(rows=rows)
    _check_plan(case, plan)
    return check(case, plan)


def _check_plan(case: RosterCase, plan: RosterPlan) -> None:
    """Raise `BadInput` where a plan is not of the case: people, days, shift types."""
    faults = []
    here = case.contracts
    for person in here:
        if person not in plan.rows:
            faults.append(Fault(f"plan.rows.{person}", "", "has no row", "a cell for each day"))
    for person, row in plan.rows.items():
        field = f"plan.rows.{person}"
        if person not in here:
            faults.append(Fault(field, person, "not rostered", "somebody with a contract"))
        elif len(row) != case.roster.days:
            expected = f"a cell for each of the {case.roster.days} days"
            faults.append(Fault(field, str(len(row)), "cells too few or many", expected))
        for position, cell in enumerate(row):
            for shift_type in cell:
                if shift_type not in case.rostering.shift_types:
                    known = " or ".join(list(case.rostering.shift_types)[:5])
                    at = f"{field}.{position}"
                    faults.append(Fault(at, shift_type, "no such shift type", known))
    if faults:
        raise BadInput(faults)
