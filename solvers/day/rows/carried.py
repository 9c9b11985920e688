"""What one provider is asked to carry in the relaxation: visits, minutes and points by column."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.known.spans import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from models.appointment import Appointment
    from models.plan import Placement
    from solvers.day.bounds.columns import Chunk, Columns
    from solvers.day.known.facts import Facts

    Floats = NDArray[np.float64]


class Carried:
    """One provider's columns, and what each adds to the provider's load."""

    def __init__(self, facts: Facts, columns: Columns, provider: str) -> None:
        self.facts, self.columns, self.provider = facts, columns, provider

    @cached_property
    def _chunks(self) -> list[Chunk]:
        return [chunk for chunk in self.columns.chunks if chunk.offer.provider == self.provider]

    @cached_property
    def _published(self) -> list[tuple[Appointment, Placement]]:
        pairs = [(visit, self.facts.published(ref)) for ref, visit in self.facts.visits.items()]
        return [(v, p) for v, p in pairs if p is not None and p.provider == self.provider]

    @cached_property
    def beyond(self) -> NDArray[np.bool_]:
        """Which columns add a visit beyond held slots; of one in parts the first part decides."""
        columns = self.columns
        slots = joined(
            (s.start, s.end) for s in self.facts.case.day.held_slots if s.person == self.provider
        )
        held = columns.minutes_within(slots) >= (columns.end - columns.begin).sum(axis=0)
        return np.asarray(columns.new_to(self.facts, self.provider) & ~held, dtype=np.bool_)

    @cached_property
    def minutes(self) -> Floats:
        """The provider's minutes in all phases of each column's visit."""
        total = np.zeros(len(self.columns.job))
        for chunk in self._chunks:
            blocks = self.columns.templates[chunk.ref][chunk.offer.mode.modality].blocks
            minutes = sum(minutes for block in blocks for _, minutes in block.provided)
            total[chunk.first : chunk.first + len(chunk.starts)] = minutes
        return total

    @cached_property
    def points(self) -> Floats:
        """The points of each column's visit."""
        total = np.zeros(len(self.columns.job))
        for chunk in self._chunks:
            points = self.facts.case.visit_type(self.facts.visits[chunk.ref]).points
            total[chunk.first : chunk.first + len(chunk.starts)] = points
        return total

    @property
    def published_points(self) -> int:
        """The points of the visits published with the provider."""
        return sum(self.facts.case.visit_type(visit).points for visit, _ in self._published)

    def sessions(self, split: int) -> Iterator[tuple[Floats, int]]:
        """Yield, for each session, which columns begin in it, and how many were published so."""
        spans = [self.facts.provider_spans(v, p) for v, p in self._published]
        starts = [own[0][0] for own in spans if own]
        for low, high in ((-1, split), (split, 1 << 20)):
            inside = np.zeros(len(self.columns.job))
            for chunk in self._chunks:
                blocks = self.columns.templates[chunk.ref][chunk.offer.mode.modality].blocks
                first = next((block for block in blocks if block.provided), None)
                if first is not None:
                    begin = chunk.starts + first.provided[0][0]
                    here = slice(chunk.first, chunk.first + len(chunk.starts))
                    inside[here] = (low <= begin) & (begin < high)
            yield inside, sum(1 for start in starts if low <= start < high)
