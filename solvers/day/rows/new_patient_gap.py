"""New patients of one provider are so many minutes apart, in the model and in the relaxation.

A new patient's time is thought of as longer by the gap: of those whose longer times meet, one at
the most is held. Two that are both as published may be closer, whatever the gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.bounds.cuts import Spans, at_each_start, spans_of, together
from solvers.day.placements.cliques import cliques

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Literal
    from solvers.day.model.visits import OfferVars, VisitVars
    from solvers.day.placements.candidates import Offer


@dataclass(frozen=True, slots=True)
class _Edge:
    """A start of a new patient's first or last phase with the provider.

    Attributes:
        at: the first one's start, or the last one's end.
        plain: whether it is the only one, alone in the provider's time: then both edges are its.
    """

    ref: str
    at: int
    minutes: int
    literal: Literal
    published: bool
    plain: bool


def part_new_patients(board: Board, offers: Iterable[tuple[VisitVars, Offer, OfferVars]]) -> None:
    """Keep one provider's new patients apart, given the offers of the provider."""
    facts, gap = board.facts, board.facts.rules.load.new_patient_gap
    firsts: list[_Edge] = []
    lasts: list[_Edge] = []
    for variables, offer, held in offers:
        if facts.case.visit_type(variables.visit).new_patient:
            firsts += _edges(board, variables, offer, held, first=True)
            lasts += _edges(board, variables, offer, held, first=False)
    plain = [edge for edge in lasts if edge.plain]
    close = {edge.literal.index for edge in _published_close(plain, gap)}
    together = [edge for edge in plain if edge.literal.index not in close]
    spans = [(edge.at - edge.minutes, edge.at + gap, edge.literal) for edge in together]
    for row in cliques(spans):
        board.at_most_one(row)
    said = {edge.literal.index for edge in together}
    for last in lasts:
        for first in firsts:
            if first.ref == last.ref or not last.at <= first.at < last.at + gap:
                continue
            if {first.literal.index, last.literal.index} <= said:
                continue
            if not (first.published and last.published):
                board.at_most_one((last.literal, first.literal))


def _edges(
    board: Board, variables: VisitVars, offer: Offer, held: OfferVars, *, first: bool
) -> Iterator[_Edge]:
    facts, visit = board.facts, variables.visit
    blocks = variables.modes[offer.mode].template.blocks
    if not any(cut.provided for cut in blocks):
        return
    own = sum(len(cut.provided) for cut in blocks)
    plain = own == 1 and not offer.double and facts.case.visit_type(visit).group == 1
    block = min(held.blocks) if first else max(held.blocks)
    offset, minutes = blocks[block].provided[0 if first else -1]
    was = _published_edge(facts, visit.id, offer.provider, first=first)
    for start, literal in zip(*held.blocks[block], strict=True):
        at = start + offset + (0 if first else minutes)
        yield _Edge(visit.id, at, minutes, literal, at == was, plain)


def _published_edge(facts: Facts, ref: str, provider: str, *, first: bool) -> int | None:
    placement = facts.published(ref)
    if placement is None or placement.provider != provider:
        return None
    spans = facts.provider_spans(facts.visits[ref], placement)
    return (spans[0][0] if first else spans[-1][1]) if spans else None


def _published_close(plain: list[_Edge], gap: int) -> Iterator[_Edge]:
    """Yield edges as published that another one as published comes too close to."""
    old = sorted((edge for edge in plain if edge.published), key=lambda edge: edge.at)
    for one, other in pairwise(old):
        if other.at - other.minutes < one.at + gap:
            yield from (one, other)


def cuts_of_new_patients(facts: Facts, columns: Columns, provider: str) -> Iterator[Cut]:
    """Yield that of one provider's new patients one at the most goes on at a minute."""
    gap = facts.rules.load.new_patient_gap
    found: list[Spans] = []
    old: list[tuple[int, int, int]] = []
    for chunk in columns.chunks:
        kind = facts.case.visit_type(facts.visits[chunk.ref])
        if chunk.offer.provider != provider or chunk.offer.double or not kind.new_patient:
            continue
        blocks = columns.templates[chunk.ref][chunk.offer.mode.modality].blocks
        provided = [phase for block in blocks for phase in block.provided]
        if kind.group > 1 or len(provided) != 1:
            continue
        offset, minutes = provided[0]
        spans = spans_of(chunk, offset, offset + minutes + gap)
        was = _published_edge(facts, chunk.ref, provider, first=True)
        own = zip(spans.begin.tolist(), spans.end.tolist(), spans.columns.tolist(), strict=True)
        old += [one for one in own if one[0] == was]
        found.append(spans)
    spans = together(found)
    close = [
        column
        for (_, ended, one), (began, _, other) in pairwise(sorted(old))
        if began < ended
        for column in (one, other)
    ]
    spans.end[np.isin(spans.columns, close)] = 0
    yield from at_each_start(spans, 1)
