"""The waiting room holds so many; more of them waiting at once costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from models.office import Modality
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ortools.sat.python import cp_model

    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board
    from solvers.day.model.visits import ModeVars


class WaitingRoom(Rule):
    """The waiting room holds so many; more of them waiting at once costs."""

    name = "waiting-room"
    core = False

    def post(self, board: Board) -> None:
        """Hold those waiting at once to the places, and what is beyond them to a price."""
        facts = board.facts
        for site in facts.case.office.sites:
            if site.waiting_places is None or not facts.rates.waiting_room:
                continue
            waits = [
                wait
                for variables in board.visits.values()
                for mode, held in variables.modes.items()
                if mode.site == site.id and mode.modality is Modality.IN_PERSON
                for wait in _waits(board, held)
            ]
            most = max(site.waiting_places, _published_peak(facts, site.id))
            if len(waits) > most:
                beyond = board.model.new_int_var(0, len(waits) - most, f"waiting:{site.id}")
                board.model.add_cumulative(waits, [1] * len(waits), most + beyond)
                board.cost(self, Tier.T3, facts.rates.waiting_room, beyond)


def _waits(board: Board, held: ModeVars) -> Iterator[cp_model.IntervalVar]:
    """Yield what a patient may wait between one phase and the next, from now on."""
    model, now = board.model, board.facts.now
    for index in range(1, len(held.template.phases)):
        before, phase = held.template.phases[index - 1], held.template.phases[index]
        latest = max(held.phase_bounds(index)[1], held.phase_bounds(index - 1)[1] + before.minutes)
        if phase.lag.most == 0 or latest <= now:
            continue
        begin = held.phase_start(index - 1) + before.minutes
        start = model.new_int_var(0, latest, "wait-from")
        end = model.new_int_var(0, latest, "wait-to")
        size = model.new_int_var(0, latest, "wait")
        model.add_max_equality(start, [begin, now])
        model.add_max_equality(end, [held.phase_start(index), now])
        yield model.new_optional_interval_var(start, size, end, held.literal, "waits")


def _published_peak(facts: Facts, site: str) -> int:
    """Return the most who wait at once in the published plan, from now on."""
    spans: list[tuple[int, int]] = []
    for ref in facts.visits:
        placement = facts.published(ref)
        if placement is None or placement.site != site:
            continue
        if placement.modality is Modality.IN_PERSON:
            for before, after in zip(placement.phases, placement.phases[1:], strict=False):
                spans.append((max(before.end, facts.now), after.start))
    return max((sum(a <= t < b for a, b in spans) for t, end in spans if t < end), default=0)
