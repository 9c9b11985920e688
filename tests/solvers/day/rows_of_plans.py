"""What the relaxation's rows say of a whole plan, row by row, whatever they are worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.bounds.cuts import Cut
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from models.plan import Plan
    from solvers.day.bounds.columns import Columns
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Candidates


def rows_of(facts: Facts, columns: Columns) -> list[Cut]:
    """Return every limit and cut of every rule."""
    rows = [
        Cut(np.arange(len(weights)), weights, float(most))
        for rule in rules()
        for weights, most in rule.limits(facts, columns)
    ]
    return rows + [cut for rule in rules() for cut in rule.cuts(facts, columns)]


def priced_by(rows: Iterable[Cut], taken: NDArray[np.bool_]) -> float:
    """Return what some columns cost by the rows' prices; rows without a price must hold."""
    priced = 0.0
    for cut in rows:
        over = max(0.0, float((taken[cut.columns] * cut.weights).sum()) - cut.most)
        assert over == 0 or math.isfinite(cut.price)
        priced += cut.price * over if over else 0.0
    return priced


def taken_by(plan: Plan, found: Mapping[str, Candidates], columns: Columns) -> NDArray[np.bool_]:
    """Return the columns of a plan."""
    taken = np.zeros(len(columns.job), dtype=bool)
    visits = {visit.appointment: visit for visit in plan.visits}
    for chunk in columns.chunks:
        at, offer = visits[chunk.ref].placement, chunk.offer
        if at is None or (at.provider, at.site, at.modality, at.double_booked) != (
            offer.provider,
            offer.mode.site,
            offer.mode.modality,
            offer.double,
        ):
            continue
        blocks = found[chunk.ref].templates[offer.mode.modality].blocks
        first = next(block for block in blocks if block.provided)
        same = chunk.starts == at.phases[first.phases[0]].start
        taken[chunk.first : chunk.first + len(same)] = same
    for position, (ref, slot) in enumerate(columns.away, columns.first_away):
        taken[position] = visits[ref].placement is None and visits[ref].slot == slot
    resting = {(b.person, b.start) for b in plan.breaks}
    for position in range(columns.first_away + len(columns.away), len(columns.job)):
        person = columns.providers[columns.resource[position]]
        taken[position] = (person, int(columns.begin[0, position])) in resting
    return taken
