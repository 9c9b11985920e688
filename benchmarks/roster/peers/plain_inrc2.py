"""INRC-II as a plain model: all weeks at once, history as the days before the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.roster.inrc2 import Instance, Limits, Nurse
    from benchmarks.roster.peers.cells import Cells

Terms = list[cp_model.LinearExprT]


def model_of(instance: Instance) -> tuple[cp_model.CpModel, Cells]:
    """Return the model, and its literals by nurse, day and 'shift:skill'."""
    model = cp_model.CpModel()
    days = range(7 * instance.weeks)
    cells: Cells = {
        (ref, day, f"{shift}:{skill}"): model.new_bool_var("")
        for ref, nurse in instance.nurses.items()
        for day in days
        for shift in instance.shifts
        for skill in nurse.skills
    }
    costs: Terms = []
    taken: dict[tuple[str, int, str], cp_model.IntVar] = {}
    works: dict[tuple[str, int], cp_model.IntVar] = {}
    for ref, nurse in instance.nurses.items():
        for day in days:
            for shift in instance.shifts:
                taken[ref, day, shift] = model.new_bool_var("")
                either = [cells[ref, day, f"{shift}:{skill}"] for skill in nurse.skills]
                model.add(sum(either) == taken[ref, day, shift])
            works[ref, day] = model.new_bool_var("")
            model.add(sum(taken[ref, day, s] for s in instance.shifts) == works[ref, day])
        own = {s: [taken[ref, day, s] for day in days] for s in instance.shifts}
        costs += _nurse(model, instance, nurse, own, [works[ref, day] for day in days])
    for nurse_ref, day, unwanted in instance.unwanted:
        literal = works[nurse_ref, day] if unwanted is None else taken[nurse_ref, day, unwanted]
        costs.append(10 * literal)
    for (day, shift, skill), (least, best) in instance.cover.items():
        place = f"{shift}:{skill}"
        there = [cells[ref, day, place] for ref in instance.nurses if (ref, day, place) in cells]
        model.add(sum(there) >= least)
        if best > least:
            short = model.new_int_var(0, best, "")
            model.add(short + sum(there) >= best)
            costs.append(30 * short)
    model.minimize(sum(costs))
    return model, cells


def _nurse(
    model: cp_model.CpModel,
    instance: Instance,
    nurse: Nurse,
    taken: dict[str, list[cp_model.IntVar]],
    works: list[cp_model.IntVar],
) -> Terms:
    """Post what is said of one nurse; return what it costs not to meet the rest."""
    past, contract = nurse.past, instance.contracts[nurse.contract]
    last = past.last_shift if past.at_work else None
    for shift, never in instance.never_after.items():
        for other in never:
            if shift == last:
                model.add(taken[other][0] == 0)
            for today, tomorrow in zip(taken[shift], taken[other][1:], strict=False):
                model.add(today + tomorrow <= 1)
    costs = _runs(model, works, past.at_work, contract.at_work, 30)
    costs += _runs(model, [at.negated() for at in works], past.off, contract.off, 30)
    for shift, limits in instance.shifts.items():
        before = past.same_shift if past.last_shift == shift else 0
        costs += _runs(model, taken[shift], before, limits, 15)
    weekends = []
    for saturday in range(5, len(works), 7):
        first, second = works[saturday], works[saturday + 1]
        weekend, half = model.new_bool_var(""), model.new_bool_var("")
        model.add(weekend >= first)
        model.add(weekend >= second)
        weekends.append(weekend)
        if contract.whole_weekends:
            model.add(half >= first - second)
            model.add(half >= second - first)
            costs.append(30 * half)
    total = past.assignments + sum(works)
    least, most = contract.assignments
    costs.append(20 * _above(model, total - most, len(works) + past.assignments))
    costs.append(20 * _above(model, least - total, least))
    worked = past.weekends + sum(weekends)
    costs.append(30 * _above(model, worked - contract.most_weekends, past.weekends + len(weekends)))
    return costs


def _above(model: cp_model.CpModel, amount: cp_model.LinearExprT, most: int) -> cp_model.IntVar:
    """Return what an amount is above 0, which is `most` at the most."""
    above = model.new_int_var(0, max(0, most), "")
    model.add(above >= amount)
    return above


def _runs(
    model: cp_model.CpModel,
    inside: Sequence[cp_model.LiteralT],
    before: int,
    limits: Limits,
    price: int,
) -> Terms:
    """Return what days too many and too few in runs cost; `before` is the run so far.

    The last run may go on, so it is never too short.
    """
    least, most = limits
    costs: Terms = []
    for day in range(len(inside)):
        if day - most >= -before:
            more = model.new_bool_var("")
            window = inside[max(0, day - most) : day + 1]
            model.add_bool_or([more, *(~literal for literal in window)])
            costs.append(price * more)
    for end in range(len(inside)):
        for first in range(max(0, end - least + 1), end + 1):
            long = end - first + (0 if first else before)
            if not 0 < long < least:
                continue
            ended = model.new_bool_var("")
            run = [~literal for literal in inside[first:end]]
            outside = inside[first - 1 : first]
            model.add_bool_or([ended, inside[end], *run, *outside])
            costs.append(price * (least - long) * ended)
    return costs
