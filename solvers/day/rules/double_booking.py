"""A provider sees two patients at a time only where the office allows it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.bounds.cuts import Cut, Spans, at_each_start, spans_of, together
from solvers.day.placements.cliques import cliques
from solvers.day.placements.doubling import may_double, published_doubled, timed
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.bounds.columns import Chunk, Columns, Floats, Numbers
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Linear, Literal
    from solvers.day.placements.candidates import Offer, Starts, Template
    from solvers.day.placements.doubling import Timed
    from solvers.day.rule import Price

DAY = 1 << 20


STEPS = 4
"""Steps in which the relaxation tells what a likely no-show saves."""


class DoubleBooking(Rule):
    """A provider sees two patients at a time only where the office allows it."""

    name = "double-booking"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Only who was hit, and visits published so, in somebody's time."""
        if not offer.double:
            return None
        if not may_double(facts, visit):
            return "the visit is not affected, so it is not double-booked"
        if not facts.provider_tasks(visit, offer.mode.modality):
            return "no provider has a part in the visit"
        return None

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """New patients, and who was not hit, are double-booked only as published."""
        if not offer.double or block != _first_block(tmpl):
            return None
        new = facts.case.visit_type(visit).new_patient
        if facts.rules.double_booking.per_session and visit.id in facts.hit and not new:
            return None
        was = published_doubled(facts, visit, offer, tmpl)
        return np.asarray(starts + tmpl.blocks[block].provided[0][0] == was, dtype=np.bool_)

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """Double-booking costs at the least the rate, less what the likeliest no-show takes off."""
        if offer.double:
            yield Tier.T3, _base(facts, visit, offer)

    def limits(self, facts: Facts, columns: Columns) -> Iterable[tuple[Floats, float]]:
        """Few are newly double-booked in a session."""
        rows: dict[tuple[str, bool], Floats] = {}
        for chunk in columns.chunks:
            if not chunk.offer.double:
                continue
            visit = facts.visits[chunk.ref]
            tmpl = columns.templates[chunk.ref][chunk.offer.mode.modality]
            begin = chunk.starts + tmpl.blocks[_first_block(tmpl)].provided[0][0]
            fresh = begin != published_doubled(facts, visit, chunk.offer, tmpl)
            for late in (False, True):
                key = (chunk.offer.provider, late)
                weights = rows.setdefault(key, np.zeros(len(columns.job)))
                here = (begin >= facts.rules.load.session_split) == late
                weights[chunk.first : chunk.first + len(begin)] = here & fresh
        for weights in rows.values():
            yield weights, facts.rules.double_booking.per_session

    def cuts(self, facts: Facts, columns: Columns) -> Iterable[Cut]:
        """At two minutes of a provider at most two visits are seen, whichever.

        Where one that is double-booked takes both minutes, it and the only one that it may meet.
        """
        for number, provider in enumerate(
            columns.doubled, len(columns.providers) + len(columns.slots)
        ):
            yield from _of_two_minutes(columns, provider, number)
            fresh = [
                _fresh(facts, columns, c) for c in columns.chunks if c.offer.provider == provider
            ]
            doubled = together(spans for spans, double, _ in fresh if double)
            new = together(spans for spans, double, new in fresh if new and not double)
            yield from at_each_start(together((doubled, new)), 1)
            yield from _price_cuts(facts, columns, provider)
            apart = doubled._replace(end=doubled.begin + facts.rules.double_booking.apart)
            yield from at_each_start(apart, 1)

    def post(self, board: Board) -> None:
        """Rows of each provider who may have double-booked visits."""
        by_provider: dict[str, tuple[list[Timed], list[Timed]]] = {}
        for phase in timed(board):
            doubled, others = by_provider.setdefault(phase.offer.provider, ([], []))
            (doubled if phase.offer.double else others).append(phase)
        for doubled, others in by_provider.values():
            if doubled:
                _apart(board, doubled)
                _shares_with_one(board, doubled, others)
                _not_with_new_patients(board, doubled, others)
                _few(board, doubled)
                self._price(board, doubled, others)

    def _price(self, board: Board, doubled: list[Timed], others: list[Timed]) -> None:
        """Price what is double-booked, less where the visit under way may well not come."""
        facts = board.facts
        first = [phase for phase in doubled if phase.first]
        rest: list[Linear] = []
        by_start: dict[int, list[Literal]] = {}
        for phase in first:
            base = _base(facts, facts.visits[phase.ref], phase.offer)
            price = 0 if phase.old else facts.rates.double_booking
            rest.append((price - base) * phase.literal)
            if not phase.old:
                by_start.setdefault(phase.start, []).append(phase.literal)
        for start, literals in by_start.items():
            off = [
                (_off(facts, facts.visits[phase.ref]), phase.literal)
                for phase in others
                if phase.start <= start < phase.end
            ]
            most = max((amount for amount, _ in off), default=0)
            if most:
                saved = board.model.new_int_var(0, most, "saved")
                board.model.add(saved <= _likeliest(board, off))
                board.model.add(saved <= most * sum(literals))
                rest.append(-saved)
        board.cost(self, Tier.T3, 1, sum(rest))


def _fresh(facts: Facts, columns: Columns, chunk: Chunk) -> tuple[Spans, bool, bool]:
    """Return a chunk's first phase with the provider, whether double-booked, and of a new patient.

    Of those double-booked, what is as published is left out, and what began before now of all.
    """
    kind = facts.case.visit_type(facts.visits[chunk.ref])
    tmpl = columns.templates[chunk.ref][chunk.offer.mode.modality]
    provided = [phase for cut in tmpl.blocks for phase in cut.provided]
    if not provided or kind.group > 1:
        return together(()), chunk.offer.double, kind.new_patient
    offset, minutes = provided[0]
    spans = spans_of(chunk, offset, offset + minutes)
    if chunk.offer.double:
        spans.end[columns.as_published[spans.columns]] = 0
    return spans.from_(facts.now).lasting, chunk.offer.double, kind.new_patient


def _price_cuts(facts: Facts, columns: Columns, provider: str) -> Iterator[Cut]:
    """Yield what double-booking costs beyond its least, where no likely no-show is under way.

    What is saved is the largest share of those under way; it is told in steps, and rounded up to
    the next one.
    """
    best = _most_off(facts)
    second, first, off = _doubled_and_others(facts, columns, provider)
    steps = [0, *sorted({-(-best * k // STEPS) for k in range(1, STEPS + 1)})]
    for start in np.unique(second.begin).tolist():
        here = second.at(start)
        on = (first.begin <= start) & (start < first.end)
        for below, step in pairwise(steps if best else ()):
            saving = np.unique(first.columns[on & (off > below)])
            weights = np.concatenate([np.ones(len(here)), -np.ones(len(saving))])
            yield Cut(np.concatenate([here, saving]), weights, 0, float(step - below))


def _doubled_and_others(
    facts: Facts, columns: Columns, provider: str
) -> tuple[Spans, Spans, Numbers]:
    """Return a provider's starts of new double-booked visits, and their other visits' times.

    With each of these goes what is saved in it. Where a visit comes back to its provider after a
    time that is not fixed, it may be under way whenever it has begun.
    """
    doubled: list[Spans] = []
    own: list[Spans] = []
    off: list[Numbers] = [np.zeros(0, dtype=np.int64)]
    for chunk in columns.chunks:
        visit = facts.visits[chunk.ref]
        tmpl = columns.templates[chunk.ref][chunk.offer.mode.modality]
        blocks = [cut.provided for cut in tmpl.blocks if cut.provided]
        if chunk.offer.provider != provider or not blocks:
            continue
        begin = blocks[0][0][0]
        if chunk.offer.double:
            if _base(facts, visit, chunk.offer) == facts.rates.double_booking - _most_off(facts):
                spans = spans_of(chunk, begin, begin + 1)
                doubled.append(spans.those(~columns.as_published[spans.columns]))
            continue
        phases = blocks[0] if len(blocks) == 1 else [(begin, DAY)]
        own += [spans_of(chunk, at, at + minutes) for at, minutes in phases]
        off += [np.full(len(chunk.starts), _off(facts, visit)) for _ in phases]
    return together(doubled), together(own), np.concatenate(off)


def _of_two_minutes(columns: Columns, provider: str, number: int) -> Iterator[Cut]:
    doubled = _phases(columns, columns.resource == number)
    visits = columns.job < len(columns.refs)
    own = _phases(columns, (columns.resource == columns.providers.index(provider)) & visits)
    at = cache(own.at)
    for begin, end in np.unique(np.stack([doubled.begin, doubled.end], axis=1), axis=0).tolist():
        if begin < end:
            both = doubled.columns[(doubled.begin <= begin) & (end <= doubled.end)]
            either = np.union1d(at(begin), at(end - 1))
            weights = np.concatenate([np.ones(len(both)), columns.share[either]])
            yield Cut(np.concatenate([both, either]), weights, 2)


def _phases(columns: Columns, which: NDArray[np.bool_]) -> Spans:
    """Return the provider phases of some columns."""
    listed = np.flatnonzero(which)
    rows = zip(columns.begin[:, listed], columns.end[:, listed], strict=True)
    return together(Spans(listed, begin, end) for begin, end in rows)


def _first_block(tmpl: Template) -> int:
    return next(k for k, block in enumerate(tmpl.blocks) if block.provided)


def _off(facts: Facts, visit: Appointment) -> int:
    """Return what double-booking costs less in the time of a visit that may not come."""
    return facts.rates.double_booking * round(100 * visit.no_show) // 100


def _likeliest(board: Board, off: list[tuple[int, Literal]]) -> Linear:
    """Return at least the largest amount whose literal holds; several may, of a group."""
    total: Linear = 0
    before = 0
    for amount in sorted({amount for amount, _ in off}):
        literals = [literal for more, literal in off if more >= amount]
        some = board.model.new_bool_var("some")
        board.model.add(sum(literals) >= some)
        total += (amount - before) * some
        before = amount
    return total


def _base(facts: Facts, visit: Appointment, offer: Offer) -> int:
    """Return what the offer costs at the least; as published it costs nothing."""
    published = facts.published(visit.id)
    if published is not None and published.double_booked and offer.provider == published.provider:
        return 0
    return facts.rates.double_booking - _most_off(facts)


def _most_off(facts: Facts) -> int:
    """Return what the likeliest no-show saves."""
    return facts.rates.double_booking * round(100 * facts.likeliest_no_show) // 100


def _apart(board: Board, doubled: list[Timed]) -> None:
    """Double-booked visits do not meet, and begin so many minutes apart."""
    now, apart = board.facts.now, board.facts.rules.double_booking.apart
    spans = [(max(p.start, now), p.end, p.literal) for p in doubled if p.end > now]
    for row in cliques(spans):
        board.at_most_one(row)
    first = [phase for phase in doubled if phase.first]
    fresh = [phase for phase in first if not phase.old]
    if apart:
        for row in cliques([(p.start, p.start + apart, p.literal) for p in fresh]):
            board.at_most_one(row)
    for one in (phase for phase in first if phase.old):
        for other in fresh:
            if other.ref != one.ref and abs(other.start - one.start) < apart:
                board.at_most_one((one.literal, other.literal))


def _shares_with_one(board: Board, doubled: list[Timed], others: list[Timed]) -> None:
    """Of the provider's other phases a double-booked one meets one at the most."""
    model, now = board.model, board.facts.now
    begins: dict[int, list[Literal]] = {}
    for phase in others:
        begins.setdefault(phase.start, []).append(phase.literal)
    begun: dict[int, Literal] = {}
    for start, literals in begins.items():
        begun[start] = model.new_int_var(0, len(literals), "begun")
        model.add(sum(literals) == begun[start])
    shortest = min((p.end - p.start for p in others), default=1)
    kind = board.facts.case.visit_type
    group = max((kind(board.facts.visits[p.ref]).group for p in others), default=1)
    at: dict[tuple[int, int], list[Literal]] = {}
    for phase in doubled:
        if phase.end > now:
            at.setdefault((max(phase.start, now), phase.end), []).append(phase.literal)
    for (start, end), literals in at.items():
        met: list[Linear] = [p.literal for p in others if p.start <= start < p.end]
        met += [literal for minute, literal in begun.items() if start < minute < end]
        # One goes on at the start, one begins at the last minute, and between them the shortest.
        most = min(len(met), (2 + (end - start - 2) // shortest) * group)
        if most > 1:
            model.add(sum(met) + (most - 1) * sum(literals) <= most)
    if group == 1:
        _of_two_minutes_at_most_two(board, doubled, others)


def _of_two_minutes_at_most_two(board: Board, doubled: list[Timed], others: list[Timed]) -> None:
    """Say the same of two minutes, for the bound's sake.

    At two minutes two visits are seen at the most, whichever; where one that is double-booked
    takes both minutes, it and the only one that it may meet. Its first and last minute say most.
    """
    now = board.facts.now
    second = [(max(p.start, now), p.end, p.literal) for p in doubled if p.end > now]
    own = [(max(p.start, now), p.end, p.literal) for p in others if p.end > now]
    for start, end in sorted({(start, end) for start, end, _ in second}):
        last = end - 1
        both = [literal for a, b, literal in second if a <= start and last < b]
        either = [lit for a, b, lit in own if a <= start < b or a <= last < b]
        if len(either) > 1:
            board.model.add(sum(both) + sum(either) <= 2)


def _not_with_new_patients(board: Board, doubled: list[Timed], others: list[Timed]) -> None:
    """Nobody shares time with a new patient, except where both are as published."""
    facts, now = board.facts, board.facts.now
    new = [p for p in others if facts.case.visit_type(facts.visits[p.ref]).new_patient]
    for old in (False, True):
        one = [p for p in doubled if p.old is old]
        two = [p for p in new if not (old and p.old)]
        if one and two:
            spans = {}
            for p in (*one, *two):
                if p.end > now:
                    held = board.occupancy.standing(p.literal, p.start)
                    spans[p.start, p.end, held.index] = (max(p.start, now), p.end, held)
            for row in cliques(list(spans.values())):
                board.at_most_one(row)


def _few(board: Board, doubled: list[Timed]) -> None:
    """At most so many are newly double-booked in a session."""
    most, split = board.facts.rules.double_booking.per_session, board.facts.rules.load.session_split
    for low, high in ((-DAY, split), (split, DAY)):
        fresh = [p.literal for p in doubled if p.first and not p.old and low <= p.start < high]
        if len(fresh) > most:
            board.model.add(sum(fresh) <= most)
