"""Curtois & Qu as a plain model, as its authors' integer programme has it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from benchmarks.roster.curtois import Instance, Staff
    from benchmarks.roster.peers.cells import Cells


def model_of(instance: Instance) -> tuple[cp_model.CpModel, Cells]:
    """Return the model, and its literals by person, day and shift."""
    model = cp_model.CpModel()
    cells: Cells = {
        (person, day, shift): model.new_bool_var("")
        for person in instance.staff
        for day in range(instance.days)
        for shift in instance.minutes
    }
    for person, staff in instance.staff.items():
        rows = [[cells[person, day, s] for s in instance.minutes] for day in range(instance.days)]
        works = [model.new_bool_var("") for _ in rows]
        for row, at_work in zip(rows, works, strict=True):
            model.add(sum(row) == at_work)
        for day in instance.days_off[person]:
            model.add(works[day] == 0)
        _shifts(model, instance, staff, rows)
        _runs(model, staff, works)
        weekends = []
        for saturday in range(5, instance.days, 7):
            weekend = model.new_bool_var("")
            for at_work in works[saturday : saturday + 2]:
                model.add_implication(at_work, weekend)
            weekends.append(weekend)
        model.add(sum(weekends) <= staff.most_weekends)
    costs: list[cp_model.LinearExprT] = []
    costs += [
        wish.weight * (1 - cells[wish.person, wish.day, wish.shift]) for wish in instance.wanted
    ]
    costs += [wish.weight * cells[wish.person, wish.day, wish.shift] for wish in instance.unwanted]
    people = len(instance.staff)
    for cover in instance.cover:
        there = sum(cells[person, cover.day, cover.shift] for person in instance.staff)
        under = model.new_int_var(0, cover.wanted, "")
        over = model.new_int_var(0, people, "")
        model.add(there + under - over == cover.wanted)
        costs += [cover.under * under, cover.over * over]
    model.minimize(sum(costs))
    return model, cells


def _shifts(
    model: cp_model.CpModel, instance: Instance, staff: Staff, rows: list[list[cp_model.IntVar]]
) -> None:
    """Post what is said of shifts: how many of each, which never after which, minutes in all."""
    shifts = list(instance.minutes)
    for at, shift in enumerate(shifts):
        model.add(sum(row[at] for row in rows) <= staff.most_of.get(shift, 0))
        for never in instance.never_after[shift]:
            other = shifts.index(never)
            for today, tomorrow in pairwise(rows):
                model.add(today[at] + tomorrow[other] <= 1)
    minutes = sum(
        instance.minutes[shift] * row[at] for row in rows for at, shift in enumerate(shifts)
    )
    model.add_linear_constraint(minutes, staff.least_minutes, staff.most_minutes)


def _runs(model: cp_model.CpModel, staff: Staff, works: list[cp_model.IntVar]) -> None:
    """Post what is said of runs; one that touches the first or the last day may be short."""
    days = len(works)
    for first in range(days - staff.most_in_a_row):
        window = works[first : first + staff.most_in_a_row + 1]
        model.add(sum(window) <= staff.most_in_a_row)
    for long in range(1, staff.least_in_a_row):
        for before in range(days - long - 1):
            inner = works[before + 1 : before + 1 + long]
            model.add(works[before] + works[before + long + 1] + (long - sum(inner)) >= 1)
    for long in range(1, staff.least_off):
        for before in range(days - long - 1):
            inner = works[before + 1 : before + 1 + long]
            model.add(works[before] + works[before + long + 1] <= 1 + sum(inner))
