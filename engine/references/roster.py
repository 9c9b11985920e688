"""The roster's references: people, shift types, dates, and rows as long as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.references.known import Known
    from models.roster import Cell, Roster
    from models.roster_case import RosterCase


def check_roster(known: Known, case: RosterCase) -> None:
    """Note every fault of a roster, given an office that is in order."""
    roster = case.roster
    here = {person.id for person in case.people}
    if not here:
        known.fault("roster.people", None, "nobody is rostered", "people with a contract")
    for index, ref in enumerate(roster.people):
        known.refer(f"roster.people.{index}", "person", ref)
        _rostered(known, f"roster.people.{index}", ref, here)
    _rows(known, "roster.history", roster.history, here)
    _rows(known, "roster.published", roster.published, here)
    for ref, row in roster.published.items():
        if len(row) != roster.days:
            expected = f"a cell for each of the {roster.days} days"
            known.fault(f"roster.published.{ref}", len(row), "cells too few or many", expected)
    for ref, carried in roster.carried.items():
        known.refer(f"roster.carried.{ref}", "person", ref)
        for kind in carried.kinds:
            known.refer(f"roster.carried.{ref}.kinds.{kind}", "kind of shift", kind)
        burdens = {burden.id for burden in case.rostering.fairness}
        for burden in set(carried.burdens) - burdens:
            known.fault(f"roster.carried.{ref}.burdens.{burden}", burden, "no such burden")
    _demand(known, roster)
    named: dict[str, list[str]] = {
        "leave": [entry.person for entry in roster.leave],
        "requests": [entry.person for entry in roster.requests],
        "locked": [entry.person for entry in roster.locked],
        "absences": [entry.person for entry in roster.absences],
    }
    for field, people in named.items():
        for index, ref in enumerate(people):
            known.refer(f"roster.{field}.{index}.person", "person", ref)
            _rostered(known, f"roster.{field}.{index}.person", ref, here)
    for index, request in enumerate(roster.requests):
        for position, kind in enumerate(request.kinds):
            known.refer(f"roster.requests.{index}.kinds.{position}", "kind of shift", kind)
        _within(known, f"roster.requests.{index}.date", request.date, case)
    _locks(known, case)
    for index, ref in enumerate(roster.volunteers):
        known.refer(f"roster.volunteers.{index}", "person", ref)


def _rostered(known: Known, field: str, ref: str, here: set[str]) -> None:
    if known.has("person", ref) and ref not in here:
        known.fault(field, ref, "this person is not rostered", "somebody with a contract")


def _rows(known: Known, field: str, rows: Mapping[str, tuple[Cell, ...]], here: set[str]) -> None:
    for ref, row in rows.items():
        known.refer(f"{field}.{ref}", "person", ref)
        _rostered(known, f"{field}.{ref}", ref, here)
        for position, cell in enumerate(row):
            for shift_type in cell:
                known.refer(f"{field}.{ref}.{position}", "shift type", shift_type)
            if len(set(cell)) < len(cell):
                place = f"{field}.{ref}.{position}"
                known.fault(place, cell[0], "the same shift stands here twice", "once a day")


def _demand(known: Known, roster: Roster) -> None:
    for index, demand in enumerate(roster.demand):
        field = f"roster.demand.{index}"
        known.refer(f"{field}.site", "site", demand.site)
        for position, shift_type in enumerate(demand.shift_types):
            known.refer(f"{field}.shift_types.{position}", "shift type", shift_type)


def _locks(known: Known, case: RosterCase) -> None:
    for index, lock in enumerate(case.roster.locked):
        field = f"roster.locked.{index}"
        if not _within(known, f"{field}.date", lock.date, case):
            continue
        row = case.roster.published.get(lock.person, ())
        day = (lock.date - case.roster.first).days
        if day >= len(row):
            known.fault(f"{field}.date", lock.date, "nothing is published for that day")
        elif lock.shift_type is not None and lock.shift_type not in row[day]:
            expected = " or ".join(row[day]) or "a day that is worked"
            place = f"{field}.shift_type"
            known.fault(place, lock.shift_type, "not published for that day", expected)
    as_of = case.roster.as_of
    missing = [person.id for person in case.people if person.id not in case.roster.published]
    if as_of is not None and as_of > case.roster.first and missing:
        expected = "a published row for everybody: what was worked before 'as_of'"
        known.fault("roster.as_of", as_of, "some have no published row", expected)


def _within(known: Known, field: str, day: date, case: RosterCase) -> bool:
    inside = case.dates[0] <= day <= case.dates[-1]
    if not inside:
        expected = f"a date from {case.dates[0]} to {case.dates[-1]}"
        known.fault(field, day, "outside the horizon", expected)
    return inside
