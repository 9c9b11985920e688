"""Linked visits in core and relaxation: rows over time that part and order visits.

A visit goes on at least between the times that are sure (see `sure_times`). Two visits that are
both as published may stand as they are: where they could not otherwise, nothing is said of the
published start of one of them.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.cliques import cliques
from solvers.day.cuts import Spans, at_each_start, spans_of, together
from solvers.day.sure_times import sure_span, sure_times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from models.appointment import Follow
    from solvers.day.board import Board, Literal
    from solvers.day.candidates import Offer, Template
    from solvers.day.columns import Chunk, Columns
    from solvers.day.cuts import Cut
    from solvers.day.facts import Facts
    from solvers.day.visits import OfferVars, VisitVars

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
    """Yield the rows that part one patient's visits over columns; followers are the core's."""
    by_patient: dict[str, list[str]] = {}
    for ref in columns.refs:
        patient = facts.visits[ref].patient
        if patient is not None:
            by_patient.setdefault(patient, []).append(ref)
    linked = {ref for refs in by_patient.values() if len(refs) > 1 for ref in refs}
    found: dict[str, list[Spans]] = {ref: [] for ref in linked}
    booked: dict[str, list[NDArray[np.bool_]]] = {ref: [] for ref in linked}
    for chunk in columns.chunks:
        tmpl = columns.templates[chunk.ref][chunk.offer.mode.modality]
        block = next((k for k, cut in enumerate(tmpl.blocks) if cut.provided), None)
        if chunk.ref in linked and block is not None:
            spans = spans_of(chunk, *sure_span(tmpl, block, 0, len(tmpl.phases) - 1))
            spans.end[spans.end <= facts.now] = 0
            found[chunk.ref].append(spans)
            booked[chunk.ref].append(_may_be_booked(facts, chunk, tmpl, block))
    for refs in by_patient.values():
        for one, other in combinations(refs, 2):
            if found[one] and found[other]:
                first, second = together(found[one]), together(found[other])
                old, too = np.concatenate(booked[one]), np.concatenate(booked[other])
                meet = first.begin[old][:, None] < second.end[too][None, :]
                meet &= second.begin[too][None, :] < first.end[old][:, None]
                if meet.any():
                    first.end[old] = 0
                yield from at_each_start(together([first, second]), 1)


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
