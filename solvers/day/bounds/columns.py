"""Columns: every (visit, provider, start) with its price, as arrays, for bounds without a model.

A column is one decision that a visit can come to: a start of its first block with a provider under
an offer, an open slot, or a manual decision; a provider's break is decided the same way. It has
the price that the rules state for it alone and the time it takes of its provider. What joins
decisions beyond that (rooms, staff, duties, later blocks) is left out, so whatever holds of the
columns holds of plans.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from solvers.day.bounds.arrival_prices import ArrivalPrices
from solvers.day.placements.template_time import phases_of, published_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from models.finding import Tier
    from models.office import Modality
    from solvers.day.known.facts import Facts
    from solvers.day.known.spans import Span
    from solvers.day.known.staff_facts import Claim
    from solvers.day.placements.candidates import Candidates, Offer, Starts, Template
    from solvers.day.rule import Rule

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

NOBODY = -1
"""The resource of a column that takes nobody's time."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The columns of one offer: `starts` of its first block with a provider, from `first` on."""

    ref: str
    offer: Offer
    starts: Starts
    first: int


@dataclass(frozen=True, slots=True)
class Shared:
    """A span of a provider's time with a price as a whole.

    Attributes:
        resource: the provider, by number.
        price: what it costs that the span is used.
        caps: (name, most): of the spans that share the name at most so many are used.
    """

    resource: int
    start: int
    end: int
    price: float
    caps: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Columns:
    """All columns of a case.

    Attributes:
        refs: visits, in the order of their job numbers; jobs after them are breaks.
        jobs: how many jobs there are; each takes exactly one of its columns.
        job: the job of each column.
        resource: the provider (by number), or an open slot after them, or after those a provider
            with a visit in another's time, of which there is one at a time; or `NOBODY`.
        share: of how many patients seen at a time the visit is one, as 1 / n.
        begin, end: the minutes it takes of its resource, one row for each provider phase.
        price: what it costs by itself.
        as_published: whether any of its phases has its published provider and time.
        shared: spans of providers' time that are paid for as a whole by columns not as published.
        chunks: where each offer's columns stand.
        away: (job, slot or None) of the columns without a placement, from `first_away` on.
        doubled: the providers who may have a visit in another's time.
        templates: each visit's phases, cut into blocks.
        breaks: whose breaks the jobs after the visits are, and which.
    """

    refs: list[str]
    jobs: int
    job: Numbers
    resource: Numbers
    share: Floats
    begin: Numbers
    end: Numbers
    price: Floats
    as_published: NDArray[np.bool_]
    shared: list[Shared]
    chunks: list[Chunk]
    providers: list[str]
    slots: list[str]
    first_away: int
    away: list[tuple[str, str | None]]
    doubled: list[str]
    templates: Mapping[str, Mapping[Modality, Template]]
    breaks: list[Claim] = field(default_factory=list)

    def groups(self) -> tuple[Numbers, Numbers]:
        """Return where each run of columns of one job and one resource begins, and its job."""
        same = (np.diff(self.job) == 0) & (np.diff(self.resource) == 0)
        first = np.flatnonzero(np.append(len(self.job) > 0, ~same)).astype(np.int64)
        return first, self.job[first]

    @property
    def pays_shared(self) -> NDArray[np.bool_]:
        """Which columns use the shared spans that they meet: visits not as published."""
        return np.asarray((self.job < len(self.refs)) & ~self.as_published, dtype=np.bool_)

    def gone(self, job: int) -> Numbers:
        """Return the columns of a visit that do not place it."""
        away = np.arange(self.first_away, self.first_away + len(self.away))
        return np.asarray(away[self.job[away] == job], dtype=np.int64)

    def minutes_within(self, spans: Sequence[Span]) -> Floats:
        """Return how many minutes of each column lie within the spans, which do not overlap."""
        total = np.zeros(len(self.job))
        for start, end in spans:
            inside = np.minimum(self.end, end) - np.maximum(self.begin, start)
            total += np.maximum(0, inside).sum(axis=0)
        return total

    def visits_of(self, provider: str) -> NDArray[np.bool_]:
        """Tell which columns place a visit with the provider."""
        if provider not in self.providers:
            return np.zeros(len(self.job), dtype=bool)
        here = self.resource == self.providers.index(provider)
        if provider in self.doubled:
            number = len(self.providers) + len(self.slots) + self.doubled.index(provider)
            here |= self.resource == number
        return np.asarray(here & (self.job < len(self.refs)), dtype=np.bool_)

    def new_to(self, facts: Facts, provider: str) -> NDArray[np.bool_]:
        """Tell which columns place a visit with the provider that was not published with them."""
        own = [
            placement is not None and placement.provider == provider
            for placement in map(facts.published, self.refs)
        ]
        own += [False] * (self.jobs - len(self.refs))
        mine = np.array(own, dtype=np.bool_)[self.job]
        return np.asarray(self.visits_of(provider) & ~mine, dtype=np.bool_)


class _Part:
    """Columns of one job and one resource, with the times that they take of it."""

    def __init__(
        self,
        job: int,
        resource: int,
        price: Floats,
        begins: list[Numbers] | None = None,
        ends: list[Numbers] | None = None,
    ) -> None:
        self.job, self.resource, self.price, self.size = job, resource, price, len(price)
        self.begins, self.ends = begins or [], ends or []
        self.share = 1.0
        self.old = np.zeros(self.size, dtype=bool)


class Builder:
    """Puts the columns of a case together."""

    def __init__(
        self,
        facts: Facts,
        rules: Sequence[Rule],
        found: Mapping[str, Candidates],
        weights: Mapping[Tier, int],
    ) -> None:
        self.facts, self.found, self.weights = facts, found, weights
        self.rules = rules
        self.providers = sorted({o.provider for c in found.values() for o in c.starts})
        self.slots = sorted({slot for c in found.values() for slot in c.slots})
        self.doubled = sorted({o.provider for c in found.values() for o in c.starts if o.double})
        self.number = {person: i for i, person in enumerate(self.providers)}
        self.spans: dict[str, list[tuple[int, int, float]]] = {}
        self.shared: list[Shared] = []
        for rule in rules:
            for span in rule.span_prices(facts):
                if span.person not in self.number:
                    continue
                price = float(weights.get(span.tier, 0) * span.amount)
                if span.caps:
                    caps = tuple((f"{rule.name}: {name}", most) for name, most in span.caps)
                    number = self.number[span.person]
                    self.shared.append(Shared(number, span.start, span.end, price, caps))
                else:
                    self.spans.setdefault(span.person, []).append((span.start, span.end, price))
        self.offer_rules = [r for r in rules if _speaks(r, "offer_prices")]
        spoken = [r for r in rules if _speaks(r, "arrival_prices")]
        self.arrivals = ArrivalPrices(facts, spoken, weights)
        self.away_rules = [r for r in rules if _speaks(r, "away_prices")]

    def columns(self, *, may_miss_breaks: bool) -> Columns:
        """Return the columns; breaks of providers may be left out when `may_miss_breaks`."""
        parts: list[_Part] = []
        chunks: list[Chunk] = []
        first = 0
        for job, (ref, found) in enumerate(self.found.items()):
            for offer in found.starts:
                starts, part = self._offer(job, found, offer)
                chunks.append(Chunk(ref, offer, starts, first))
                parts.append(part)
                first += len(starts)
        away: list[tuple[str, str | None]] = []
        for job, (ref, found) in enumerate(self.found.items()):
            for slot in (None, *found.slots):
                taken = NOBODY if slot is None else len(self.providers) + self.slots.index(slot)
                price = _free(1) + self._away_price(found, slot)
                parts.append(_Part(job, taken, price, [_all(0, 1)], [_all(1, 1)]))
                away.append((ref, slot))
        refs = list(self.found)
        jobs = len(refs)
        breaks = self._breaks()
        for starts, claim in breaks:
            number, ends = self.number[claim.person], [starts + claim.minutes]
            parts.append(_Part(jobs, number, self._break_prices(claim, starts), [starts], ends))
            if may_miss_breaks:
                parts.append(_Part(jobs, NOBODY, _free(1)))
            jobs += 1
        # A part without columns, so that a day without visits has arrays as well.
        parts.append(_Part(0, NOBODY, _free(0), [_all(0, 0)], [_all(0, 0)]))
        deep = max(len(part.begins) for part in parts)
        columns = Columns(
            refs=refs,
            jobs=jobs,
            job=np.concatenate([_all(part.job, part.size) for part in parts]),
            resource=np.concatenate([_all(part.resource, part.size) for part in parts]),
            share=np.concatenate([np.full(part.size, part.share) for part in parts]),
            begin=np.concatenate([_stacked(p.begins, deep, p.size) for p in parts], axis=1),
            end=np.concatenate([_stacked(p.ends, deep, p.size) for p in parts], axis=1),
            price=np.concatenate([part.price for part in parts]),
            as_published=np.concatenate([part.old for part in parts]),
            shared=list(self.shared),
            chunks=chunks,
            providers=self.providers,
            slots=self.slots,
            first_away=first,
            away=away,
            doubled=self.doubled,
            templates={ref: found.templates for ref, found in self.found.items()},
            breaks=[claim for _, claim in breaks],
        )
        columns.shared += self._up_to_the_last(columns)
        return columns

    def _up_to_the_last(self, columns: Columns) -> Iterator[Shared]:
        """Yield spans that are used in turn, up to the last minute used, from prices of minutes.

        Who goes on after a time at which somebody may end is there until the next such time.
        """
        fresh = columns.pays_shared
        for person, spans in self.spans.items():
            here = fresh & (columns.resource == self.number[person])
            used = columns.begin[:, here] < columns.end[:, here]
            for start, end, minute in spans:
                ends = np.unique(columns.end[:, here][used])
                edges = [start, *ends[(start < ends) & (ends <= end)].tolist()]
                for low, high in pairwise(edges):
                    yield Shared(self.number[person], low, end, minute * (high - low), ())

    def _offer(self, job: int, found: Candidates, offer: Offer) -> tuple[Starts, _Part]:
        facts, visit = self.facts, found.visit
        tmpl, blocks = found.templates[offer.mode.modality], found.starts[offer]
        first = next((k for k, block in enumerate(tmpl.blocks) if block.provided), None)
        if first:
            price = self.arrivals.before(found, offer, first, blocks[first]).min(axis=1)
        else:
            price = self.arrivals.alone(found, offer)
        price += sum(
            amount * self.weights.get(tier, 0)
            for rule in self.offer_rules
            for tier, amount in rule.offer_prices(facts, visit, offer)
        )
        if first is None:
            return blocks[0][:1], _Part(job, NOBODY, price.min(keepdims=True))
        starts = blocks[first]
        part = _Part(job, self.number[offer.provider], price)
        if offer.double:
            part.resource = (
                len(self.providers) + len(self.slots) + self.doubled.index(offer.provider)
            )
        else:
            # Of a group each takes and pays a part of the time: less than that it cannot be.
            part.share = 1 / facts.case.visit_type(visit).group
        for begin, end, phase in phases_of(tmpl, first, starts):
            old = published_at(facts, visit, offer, phase, begin)
            part.begins.append(np.maximum(begin, facts.now))
            part.ends.append(np.maximum(end, facts.now))
            part.old |= old
        return starts, part

    def _away_price(self, found: Candidates, slot: str | None) -> float:
        return float(
            sum(
                price * self.weights.get(tier, 0)
                for rule in self.away_rules
                for tier, price in rule.away_prices(self.facts, found.visit, slot)
            )
        )

    def _break_prices(self, claim: Claim, starts: Starts) -> Floats:
        total = _free(len(starts))
        for rule in self.rules:
            for tier, prices in rule.break_prices(self.facts, claim.person, claim.kind, starts):
                total += prices * self.weights.get(tier, 0)
        return total

    def _breaks(self) -> list[tuple[Starts, Claim]]:
        """Return the starts offered for each claim of a provider that no fact can meet."""
        facts = self.facts
        offered = []
        for claim in facts.claims:
            starts = facts.break_starts(claim)
            stands = any(person == claim.person for person, _, _, _ in facts.fixed_breaks)
            due = facts.rosters_with(claim) is None
            if claim.person in self.number and starts and due and not stands:
                offered.append((np.array(starts, dtype=np.int64), claim))
        return offered


def _speaks(rule: Rule, hook: str) -> bool:
    return any(hook in kind.__dict__ for kind in type(rule).__mro__[:-2])


def _all(value: int, size: int) -> Numbers:
    return np.full(size, value, dtype=np.int64)


def _free(size: int) -> Floats:
    return np.zeros(size, dtype=np.float64)


def _stacked(rows: list[Numbers], deep: int, size: int) -> Numbers:
    """Return the rows as an array of `deep` rows; rows that are not there take no time."""
    stacked = np.zeros((deep, size), dtype=np.int64)
    for position, row in enumerate(rows):
        stacked[position] = row
    return stacked
