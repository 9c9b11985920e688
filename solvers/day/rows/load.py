"""What one provider is asked to carry in the model: visits, minutes, points, runs, gaps."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.known.spans import joined
from solvers.day.placements.template_time import phases_of
from solvers.day.rows.new_patient_gap import part_new_patients

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.plan import Placement
    from solvers.day.model.board import Board, Linear, Literal
    from solvers.day.model.visits import OfferVars, VisitVars
    from solvers.day.placements.candidates import Offer


class ProviderLoad:
    """One provider's offers, and the caps on them."""

    def __init__(self, board: Board, provider: str) -> None:
        self.board = board
        self.facts = board.facts
        self.model = board.model
        self.setting = board.facts.rules.load
        self.provider = provider
        self.offers = [
            (variables, offer, held)
            for variables, offer, held in board.offers()
            if offer.provider == provider
        ]

    @cached_property
    def published(self) -> list[tuple[Appointment, Placement]]:
        """The provider's visits in the published plan."""
        pairs = [(visit, self.facts.published(ref)) for ref, visit in self.facts.visits.items()]
        return [(v, p) for v, p in pairs if p is not None and p.provider == self.provider]

    @cached_property
    def new(self) -> list[tuple[VisitVars, Offer, OfferVars, Linear]]:
        """Offers not published with the provider, with the literal 'beyond held slots'."""
        own = {visit.id for visit, _ in self.published}
        return [
            (variables, offer, held, held.literal - self._in_held_slots(variables, offer, held))
            for variables, offer, held in self.offers
            if variables.visit.id not in own
        ]

    @property
    def added(self) -> list[Linear]:
        """Literals of the visits added beyond held slots."""
        return [beyond for _, _, _, beyond in self.new]

    def _in_held_slots(self, variables: VisitVars, offer: Offer, held: OfferVars) -> Linear:
        slots = joined(
            (s.start, s.end) for s in self.facts.case.day.held_slots if s.person == self.provider
        )
        tmpl = variables.modes[offer.mode].template
        if not any(cut.provided for cut in tmpl.blocks):
            return held.literal  # it takes none of the provider's time
        inside: list[list[Literal]] = []
        for block, (times, literals) in held.blocks.items():
            starts = np.array(times, dtype=np.int64)
            within = np.ones(len(times), dtype=bool)
            for begin, end, _ in phases_of(tmpl, block, starts):
                covered = np.zeros(len(times), dtype=bool)
                for a, b in slots:
                    covered |= (a <= begin) & (end <= b)
                within &= covered
            inside.append([literals[i] for i in np.flatnonzero(within)])
        if not slots or not all(inside):
            return 0
        if len(inside) == 1:
            return sum(inside[0])
        whole = self.model.new_bool_var("in-held-slots")
        for block_literals in inside:
            self.model.add(whole <= sum(block_literals))
        return whole

    def post_caps(self) -> None:
        """Post every cap that the office has set."""
        setting = self.setting
        if setting.added_visits is not None:
            self.model.add(sum(self.added) <= setting.added_visits)
        if setting.added_minutes is not None:
            minutes = [
                self._provider_minutes(variables, offer) * beyond
                for variables, offer, _, beyond in self.new
            ]
            self.model.add(sum(minutes) <= setting.added_minutes)
        if setting.points is not None:
            self._cap_points(setting.points)
        if setting.session_visits is not None:
            self._cap_sessions(setting.session_visits)
        if setting.consecutive_minutes is not None:
            self._cap_runs(setting.consecutive_minutes)
        if setting.new_patient_gap:
            part_new_patients(self.board, self.offers)

    @staticmethod
    def _provider_minutes(variables: VisitVars, offer: Offer) -> int:
        tmpl = variables.modes[offer.mode].template
        return sum(minutes for block in tmpl.blocks for _, minutes in block.provided)

    def _cap_points(self, most: int) -> None:
        kind = self.facts.case.visit_type
        published = sum(kind(visit).points for visit, _ in self.published)
        load = sum(kind(v.visit).points * held.literal for v, _, held in self.offers)
        self.model.add(load <= max(most, published))

    def _cap_sessions(self, most: int) -> None:
        split = self.setting.session_split
        for low, high in ((-1, split), (split, 1 << 20)):
            spans = [self.facts.provider_spans(v, p) for v, p in self.published]
            starts = [own[0][0] for own in spans if own]
            published = sum(1 for start in starts if low <= start < high)
            literals = [
                literal
                for variables, offer, held in self.offers
                for begin, _, literal in self._edge(variables, offer, held, first=True)
                if low <= begin < high
            ]
            self.model.add(sum(literals) <= max(most, published))

    def _edge(
        self, variables: VisitVars, offer: Offer, held: OfferVars, *, first: bool
    ) -> list[tuple[int, int, Literal]]:
        """Return (start, end, literal) of the visit's first or last provider phase."""
        tmpl = variables.modes[offer.mode].template
        if not any(cut.provided for cut in tmpl.blocks):
            return []
        block = min(held.blocks) if first else max(held.blocks)
        offset, minutes = tmpl.blocks[block].provided[0 if first else -1]
        times, literals = held.blocks[block]
        return [
            (t + offset, t + offset + minutes, lit) for t, lit in zip(times, literals, strict=True)
        ]

    def _cap_runs(self, most: int) -> None:
        spans = [s for v, p in self.published for s in self.facts.provider_spans(v, p)]
        longest = max([most, *(b - a for a, b in joined(spans))])
        taken = self.board.occupancy.engaged(self.provider)
        for start in sorted({a for a, _, _ in taken}):
            stop = start + longest + 1
            load = [
                (min(b, stop) - max(a, start)) * literal
                for a, b, literal in taken
                if a < stop and start < b
            ]
            self.model.add(sum(load) <= longest)
