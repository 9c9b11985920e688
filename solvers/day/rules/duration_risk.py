"""A visit that may take longer leaves time for it before the provider's next one."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.bounds.cuts import Cut, Spans, spans_of, together
from solvers.day.placements.cliques import cliques
from solvers.day.placements.template_time import phases_of, published_at
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ortools.sat.python import cp_model

    from models.appointment import Appointment
    from models.office import Phase
    from solvers.day.bounds.columns import Columns
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Linear, Literal
    from solvers.day.model.occupancy import Taken


class DurationRisk(Rule):
    """A visit that may take longer leaves time for it before the provider's next one."""

    name = "duration-risk"

    def cuts(self, facts: Facts, columns: Columns) -> Iterable[Cut]:
        """Of those in a phase or within its risk at a minute, one at most was not cut short."""
        robust, rate = facts.rules.duration_risk.robust, facts.rates.risk_minute
        for provider in columns.providers if rate and not robust else ():
            spans = _with_risk(facts, columns, provider)
            edges = np.unique(np.concatenate([spans.begin, spans.end]))
            for minute, until in pairwise(edges.tolist()):
                inside = spans.at(minute)
                if len(inside) > 1:
                    yield Cut(inside, np.ones(len(inside)), 1, float(rate * (until - minute)))

    def post(self, board: Board) -> None:
        """Price, or forbid, minutes of a phase's risk in which the next visit has begun."""
        robust, rate = board.facts.rules.duration_risk.robust, board.facts.rates.risk_minute
        if not robust and not rate:
            return
        now = board.facts.now
        by_provider: dict[str, list[_Work]] = {}
        for provider, work in _works(board):
            by_provider.setdefault(provider, []).append(work)
        for works in by_provider.values():
            begun = _begun(works)
            grouped = any(work.grouped for work in works)
            risky = [work for work in works if work.risk and work.fresh]
            if robust:
                for work in risky:
                    _forbid(board, work, begun)
                taken = [span for work in works for span in work.taken(now, risk=True)]
                for row in () if grouped else cliques(taken):
                    board.at_most_one(row)
                continue
            crowded = _crowded(board, works) if risky and not grouped else None
            if board.core and crowded is not None:
                # Short of the rest only where the next visit is over before the risk is.
                board.cost(self, Tier.T3, rate, crowded)
                continue
            short = [_shortage(board, work, begun) for work in risky]
            for minutes in short:
                board.cost(self, Tier.T3, rate, minutes)
            if crowded is not None:
                board.model.add(sum(short) >= crowded)


def _with_risk(facts: Facts, columns: Columns, provider: str) -> Spans:
    """Return a provider's columns with their last phase from now on, its risk included.

    Where some may be held as one there are none.
    """
    found: list[Spans] = []
    for chunk in columns.chunks:
        visit, offer = facts.visits[chunk.ref], chunk.offer
        if offer.provider != provider or offer.double:
            continue
        if facts.case.visit_type(visit).group > 1:
            return together(())
        tmpl = columns.templates[chunk.ref][offer.mode.modality]
        first = next((k for k, cut in enumerate(tmpl.blocks) if cut.provided), None)
        if first is None:
            continue
        here = list(phases_of(tmpl, first, chunk.starts))
        later = any(cut.provided for cut in tmpl.blocks[first + 1 :])
        for begin, end, phase in here:
            old = published_at(facts, visit, offer, phase, begin)
            last = phase == here[-1][2] and not later
            risk = _risk(visit, tmpl.phases[phase]) * (~old & last)
            spans = spans_of(chunk, 0, 0)
            longer = np.where(end > facts.now, end + risk, 0)
            found.append(spans._replace(begin=np.maximum(begin, facts.now), end=longer))
    return together(found).lasting


@dataclass(frozen=True, slots=True)
class _Work:
    """One provider phase of one visit in one mode, with all its starts.

    Attributes:
        ref: the visit.
        risk: minutes by which it may take longer.
        alone: whether the visit has no other provider phase in the mode.
        last: whether it is the last one.
        spans: (start, end, literal) of every start.
        fresh: those that are not as published.
        grouped: whether others may be held as one with it.
    """

    ref: str
    risk: int
    alone: bool
    last: bool
    spans: list[Taken]
    fresh: list[Taken]
    grouped: bool

    def taken(self, now: int, *, risk: bool = False) -> list[Taken]:
        """Return the spans from now on, with `risk` those of a last phase with what it may take."""
        new = {literal.index for _, _, literal in self.fresh} if risk and self.last else set()
        longer = [(a, b + self.risk * (lit.index in new), lit) for a, b, lit in self.spans]
        return [(max(a, now), b, lit) for a, b, lit in longer if b > now]


_Begun = dict[int, list[tuple[_Work, "Literal"]]]
"""What begins at each minute: the phase, and that it is so."""


def _works(board: Board) -> Iterator[tuple[str, _Work]]:
    """Yield every provider with every provider phase that they may have."""
    facts = board.facts
    for variables, offer, held in board.offers():
        if offer.double:
            # Who is placed in another's time keeps none free, and nobody keeps it free for them.
            continue
        visit, tmpl = variables.visit, variables.modes[offer.mode].template
        provided = sum(len(block.provided) for block in tmpl.blocks)
        position = 0
        for block in sorted(held.blocks):
            times, literals = held.blocks[block]
            starts = np.array(times, dtype=np.int64)
            for begin, end, phase in phases_of(tmpl, block, starts):
                old = published_at(facts, visit, offer, phase, begin)
                spans = [
                    (int(a), int(b), lit) for a, b, lit in zip(begin, end, literals, strict=True)
                ]
                fresh = [span for span, was in zip(spans, old, strict=True) if not was]
                position += 1
                yield (
                    offer.provider,
                    _Work(
                        visit.id,
                        _risk(visit, tmpl.phases[phase]),
                        provided == 1,
                        position == provided,
                        spans,
                        fresh,
                        facts.case.visit_type(visit).group > 1,
                    ),
                )


def _risk(visit: Appointment, phase: Phase) -> int:
    """Return the minutes by which the phase may take longer, weighed with the patient coming."""
    beyond = max(0, (phase.p80 or 0) - phase.minutes)
    comes = 100 - round(100 * visit.no_show)
    return (beyond * comes + 50) // 100


def _begun(works: Iterable[_Work]) -> _Begun:
    """Return (phase, literal) of the phases that begin at each minute."""
    begun: _Begun = {}
    for work in works:
        for start, _, literal in work.spans:
            begun.setdefault(start, []).append((work, literal))
    return begun


def _meets(
    board: Board, work: _Work, begun: _Begun
) -> Iterator[tuple[Linear, list[tuple[int, Literal]]]]:
    """Yield, for each minute, whether another visit begins then, and (shortage, literal) if so.

    Of the provider's phases one at most begins at a minute, or several that are held as one. A
    visit's own phase counts with them where it is its only one: when it begins then, it has not
    ended before.
    """
    for minute, starts in begun.items():
        short = [
            (work.risk - (minute - end), literal)
            for _, end, literal in work.fresh
            if end <= minute < end + work.risk
        ]
        others = [lit for other, lit in starts if work.alone or other.ref != work.ref]
        if not (short and others):
            continue
        if not any(other.grouped for other, _ in starts):
            yield sum(others), short
            continue
        follows = board.model.new_bool_var("follows")
        for literal in others:
            board.model.add_implication(literal, follows)
        yield follows, short


def _forbid(board: Board, work: _Work, begun: _Begun) -> None:
    for others, short in _meets(board, work, begun):
        board.model.add(sum(literal for _, literal in short) + others <= 1)


def _shortage(board: Board, work: _Work, begun: _Begun) -> cp_model.IntVar:
    """Return by how many minutes the next visit begins too soon after the phase."""
    minutes = board.model.new_int_var(0, work.risk, f"risk:{work.ref}")
    for others, short in _meets(board, work, begun):
        wanted = sum(amount * literal for amount, literal in short)
        board.model.add(minutes + work.risk * (1 - others) >= wanted)
    return minutes


def _crowded(board: Board, works: list[_Work]) -> Linear:
    """Return what the shortages of a provider come to at the least, said over time.

    At any minute, of those who are in a phase or within its risk all but one have been followed
    too soon: each by the next that began.
    """
    now = board.facts.now
    tails = [
        (end, end + work.risk, literal)
        for work in works
        if work.last and work.risk
        for _, end, literal in work.fresh
    ]
    spans = [*tails, *(span for work in works for span in work.taken(now))]
    edges = sorted({t for start, end, _ in spans for t in (start, end)})
    going_on: list[list[Literal]] = [[] for _ in edges]
    for start, end, literal in spans:
        for k in range(bisect_left(edges, start), bisect_left(edges, end)):
            going_on[k].append(literal)
    least: list[Linear] = []
    within = {
        k
        for start, end, _ in tails
        for k in range(bisect_left(edges, start), bisect_left(edges, end))
    }
    for k in sorted(within):
        beyond = board.model.new_int_var(0, len(works), "beyond")
        board.model.add(beyond >= sum(going_on[k]) - 1)
        least.append((edges[k + 1] - edges[k]) * beyond)
    return sum(least)
