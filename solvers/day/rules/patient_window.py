"""Patients come when they can; a new time suits best within what they prefer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.known.spans import HORIZON
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board
    from solvers.day.placements.candidates import Mode, Starts, Template


class PatientWindow(Rule):
    """Patients come when they can; a new time suits best within what they prefer."""

    name = "patient-window"

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """A new start lies within a window of the patient with room for the whole visit."""
        fixed = {facts.accepted[visit.id].at} if visit.id in facts.accepted else set()
        published = facts.published(visit.id)
        if block or not visit.windows:
            return None
        length = tmpl.blocks[-1].head + tmpl.blocks[-1].length
        keep = np.isin(starts, [t for t in fixed if t is not None])
        if published is not None:
            keep |= starts == published.start
        for window in visit.windows:
            keep |= (starts >= window.start) & (starts + length <= window.end)
        return keep

    def arrival_prices(
        self, facts: Facts, visit: Appointment, mode: Mode, arrivals: Starts
    ) -> Iterable[tuple[Tier, Starts]]:
        """A new start outside the preferred ones costs."""
        published = facts.published(visit.id)
        if not visit.prefers or published is None:
            return
        outside = arrivals != published.start
        for window in visit.prefers:
            outside &= (arrivals < window.start) | (window.end <= arrivals)
        yield Tier.T5, facts.rates.preference * outside.astype(np.int64)

    def post(self, board: Board) -> None:
        """The visit ends within the window."""
        for visit, variables in ((v.visit, v) for v in board.visits.values()):
            published = board.facts.published(visit.id)
            booked = None if published is None else published.start
            accepted = board.facts.accepted.get(visit.id)
            exempt = {booked, accepted.at if accepted else None}
            for mode in variables.modes.values():
                if visit.windows:
                    ends = [
                        max(
                            (w.end for w in visit.windows if w.start <= t < w.end),
                            default=HORIZON,
                        )
                        if t not in exempt
                        else HORIZON
                        for t, _ in mode.arrivals
                    ]
                    last = mode.starts[-1] + mode.template.blocks[-1].length * mode.literal
                    literals = [literal for _, literal in mode.arrivals]
                    board.model.add(
                        last <= sum(e * lit for e, lit in zip(ends, literals, strict=True))
                    )
