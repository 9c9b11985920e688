"""Linked visits in core and relaxation: rows over time that part and order visits.

A visit goes on at least between the times that are sure (see `sure_times`). Two visits that are
both as published may stand as they are: where they could not otherwise, nothing is said of the
published start of one of them.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.bounds.cuts import Cut, Spans, at_each_start, spans_of, together
from solvers.day.placements.cliques import cliques
from solvers.day.rows.sure_times import sure_span, sure_times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from models.appointment import Follow
    from solvers.day.bounds.columns import Chunk, Columns
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Literal
    from solvers.day.model.visits import OfferVars, VisitVars
    from solvers.day.placements.candidates import Offer, Template

    Taken = tuple[int, int, Literal]


def post_linked_rows(board: Board) -> None:
    """Post the rows for every two visits of one patient, and for every visit that follows."""
    by_patient: dict[str, list[str]] = {}
    for ref, variables in board.visits.items():
        if variables.visit.patient is not None:
            by_patient.setdefault(variables.visit.patient, []).append(ref)
        for follow in variables.visit.follows:
            if follow.visit in board.visits and follow.visit != ref:
                _order(board, follow, ref)
    for refs in by_patient.values():
        for one, other in combinations(refs, 2):
            _part(board, one, other)


def cuts_of_linked(facts: Facts, columns: Columns) -> Iterator[Cut]:
    """Yield the rows that part one patient's visits, and order followers, over columns."""
    refs = set(columns.refs)
    by_patient: dict[str, list[str]] = {}
    for ref in columns.refs:
        patient = facts.visits[ref].patient
        if patient is not None:
            by_patient.setdefault(patient, []).append(ref)
    follows = [
        (follow, ref)
        for ref in columns.refs
        for follow in facts.visits[ref].follows
        if follow.visit in refs and follow.visit != ref
    ]
    times = _Times(facts, columns)
    for group in by_patient.values():
        for one, other in combinations(group, 2):
            yield from times.part(one, other)
    for follow, ref in follows:
        yield from times.order(follow, ref)


class _Times:
    """The times in which visits are sure to go on, by column."""

    def __init__(self, facts: Facts, columns: Columns) -> None:
        self.facts, self.columns = facts, columns
        self.chunks: dict[str, list[Chunk]] = {}
        for chunk in columns.chunks:
            self.chunks.setdefault(chunk.ref, []).append(chunk)
        self.jobs = {ref: job for job, ref in enumerate(columns.refs)}

    def _of(self, ref: str) -> tuple[Spans, NDArray[np.bool_]]:
        """Return a visit's columns with their times, and which may go with its booked arrival."""
        spans, booked = [], [np.zeros(0, dtype=np.bool_)]
        for chunk in self.chunks.get(ref, ()):
            tmpl = self.columns.templates[ref][chunk.offer.mode.modality]
            block = next((k for k, cut in enumerate(tmpl.blocks) if cut.provided), None)
            if block is not None:
                spans.append(spans_of(chunk, *sure_span(tmpl, block, 0, len(tmpl.phases) - 1)))
                booked.append(_may_be_booked(self.facts, chunk, tmpl, block))
        return together(spans), np.concatenate(booked)

    def part(self, one: str, other: str) -> Iterator[Cut]:
        """Yield that of two visits one at the most goes on at a minute."""
        (first, old), (second, too) = self._of(one), self._of(other)
        for spans in (first, second):
            spans.end[spans.end <= self.facts.now] = 0
        meet = first.begin[old][:, None] < second.end[too][None, :]
        meet &= second.begin[too][None, :] < first.end[old][:, None]
        if meet.any():
            first.end[old] = 0
        yield from at_each_start(together([first, second]), 1)

    def order(self, follow: Follow, ref: str) -> Iterator[Cut]:
        """Yield that a visit is held only where, and after, the one that it follows is."""
        was, before = self.facts.published(ref), follow.visit
        if was is None or was.start > self.facts.now:
            away = self.columns.gone(self.jobs[before])
            held = np.setdiff1d(self._all(ref), self.columns.gone(self.jobs[ref]))
            both = np.concatenate([away, held])
            yield Cut(both, np.ones(len(both)), 1)
        (first, old), (second, too) = self._of(before), self._of(ref)
        ends = first.end + follow.min
        if (second.begin[too][None, :] < ends[old][:, None]).any():
            first, ends = first.those(~old), ends[~old]
        for end in np.unique(ends):
            late, soon = first.columns[ends >= end], second.columns[second.begin < end]
            if len(soon):
                both = np.concatenate([late, soon])
                yield Cut(both, np.ones(len(both)), 1)

    def _all(self, ref: str) -> NDArray[np.int64]:
        return np.flatnonzero(self.columns.job == self.jobs[ref])


def _may_be_booked(facts: Facts, chunk: Chunk, tmpl: Template, block: int) -> NDArray[np.bool_]:
    """Tell which columns go with an arrival as published."""
    was = facts.published(chunk.ref)
    if was is None:
        return np.zeros(len(chunk.starts), dtype=np.bool_)
    low = tmpl.blocks[block].head
    most = sum(tmpl.blocks[k - 1].length + tmpl.blocks[k].lag_max for k in range(1, block + 1))
    lead = chunk.starts - was.start
    return np.asarray((low <= lead) & (lead <= most), dtype=np.bool_)


def _part(board: Board, one: str, other: str) -> None:
    first, second = list(_spans(board, one)), list(_spans(board, other))
    clash = any(
        a < d and c < b for (a, b, _), old in first if old for (c, d, _), was in second if was
    )
    spans = [span for span, old in first if not (clash and old)]
    spans += [span for span, _ in second]
    for row in cliques([span for span in spans if span[1] > board.facts.now]):
        board.at_most_one(row)


def _order(board: Board, follow: Follow, ref: str) -> None:
    before, was = board.visits[follow.visit], board.facts.published(ref)
    if was is None or was.start > board.facts.now:
        board.model.add(board.visits[ref].placed <= before.placed)
    first, second = list(_spans(board, follow.visit)), list(_spans(board, ref))
    early = any(
        start < end + follow.min
        for (_, end, _), old in first
        if old
        for (start, _, _), too in second
        if too
    )
    first = [(span, old) for span, old in first if not (early and old)]
    for end in sorted({end for (_, end, _), _ in first}):
        late = [literal for (_, b, literal), _ in first if b >= end]
        soon = [literal for (a, _, literal), _ in second if a < end + follow.min]
        if soon:
            board.at_most_one([*late, *soon])


def _spans(board: Board, ref: str) -> Iterator[tuple[Taken, bool]]:
    """Yield the times in which a visit is sure to go on, and whether it begins as published."""
    variables = board.visits[ref]
    was = board.facts.published(ref)
    booked = None if was is None else was.start
    for offer, held in variables.offers.items():
        arrivals = _arrivals(variables, offer, held)
        phases = len(variables.modes[offer.mode].template.phases)
        tmpl = variables.modes[offer.mode].template
        for a, b, literal in sure_times(tmpl, held, 0, phases - 1):
            yield (a, b, literal), arrivals.get(literal.index) == booked


def _arrivals(variables: VisitVars, offer: Offer, held: OfferVars) -> dict[int, int]:
    """Return the arrival that each literal of an offer stands for."""
    if held.joint:
        return {literal.index: arrival for arrival, _, literal in held.joint}
    return {literal.index: start for start, literal in variables.modes[offer.mode].arrivals}
