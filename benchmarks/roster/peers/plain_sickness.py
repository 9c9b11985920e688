"""'roster-sickness' as a plain model, as the challenge's own has it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from benchmarks.roster.peers.cells import Cells
    from benchmarks.roster.sickness import Instance


def model_of(instance: Instance) -> tuple[cp_model.CpModel, Cells]:
    """Return the model, and its literals by person, day (0) and shift that is open."""
    model = cp_model.CpModel()
    shifts = range(1, len(instance.shifts) + 1)
    near = {
        one: [other for other in shifts if other != one and instance.overlapping(one, other)]
        for one in shifts
    }
    lengths = {
        shift: instance.shifts[shift - 1][1] - instance.shifts[shift - 1][0] for shift in shifts
    }
    had = set().union(*instance.assigned)
    cells: Cells = {}
    beside: list[cp_model.IntVar] = []
    for number, skills in enumerate(instance.skills, start=1):
        before = instance.assigned[number - 1]
        own = {
            shift: model.new_bool_var("")
            for shift in shifts
            if shift not in had and instance.shifts[shift - 1][2] in skills
        }
        for one, other in combinations(own, 2):
            if instance.overlapping(one, other):
                model.add(own[one] + own[other] <= 1)
        for shift in shifts:
            there = sum(other in before for other in near[shift])
            more = [own[other] for other in near[shift] if other in own]
            model.add(sum(more) <= max(1, there) - there)
        contract = instance.contracts[number - 1]
        had_already = sum(lengths[shift] for shift in before)
        works = had_already + sum(lengths[shift] * literal for shift, literal in own.items())
        far = model.new_int_var(0, contract + sum(lengths.values()), "")
        model.add(far >= works - contract)
        model.add(far >= contract - works)
        beside.append(far)
        cells |= {(str(number), 0, str(shift)): literal for shift, literal in own.items()}
    takers: dict[str, list[cp_model.IntVar]] = {}
    for (_, _, name), literal in cells.items():
        takers.setdefault(name, []).append(literal)
    for literals in takers.values():
        model.add(sum(literals) <= 1)
    weight = 1 + max(*instance.contracts, *lengths.values())
    filled = len(had) + sum(cells.values())
    model.maximize(weight * filled - sum(beside))
    return model, cells
