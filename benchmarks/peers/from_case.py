"""A case written down as an instance, from our own candidates and the rules' own prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers.from_case_staff import Groups, StaffWriter
from benchmarks.peers.instance import (
    AwayFacts,
    Instance,
    LimitFacts,
    ModeFacts,
    PhaseFacts,
    SeatFacts,
    SpanFacts,
    VisitFacts,
    WayFacts,
)
from models.finding import Tier
from models.lock import Pinned
from models.office import By, Urgency
from solvers.day.bounds.columns import Builder, Columns
from solvers.day.by_hand.first_fit import first_fit
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.known.facts import Facts
from solvers.day.known.set_aside import set_aside
from solvers.day.known.spans import HORIZON
from solvers.day.limits import HARM_WEIGHT, TRADED
from solvers.day.placements.candidates import candidates
from solvers.day.placements.template_time import phases_of, published_at, published_wait
from solvers.day.registry import rules
from solvers.day.solving.whole import stay_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from models.case import Case
    from models.plan import Plan, PlannedVisit
    from solvers.day.placements.candidates import Candidates, Mode, Offer, Template

    Numbers = NDArray[np.int64]

WEIGHTS = {Tier.T1: HARM_WEIGHT, **dict.fromkeys(TRADED, 1)}
"""What a unit of each tier weighs; T0 is not for peers to decide."""

RELAXED = (
    "Who covers a duty, and how much a duty can carry, is decided afterwards.",
    "Interpreters, chaperones and supervision ratios are looked for afterwards.",
    "Of visits in another one's time, how far apart they are and what no-shows save is left out.",
    "The price of the day's finish, families kept together, linked visits, waiting rooms, runs of "
    "minutes, added minutes, risk of running on and the spread of added visits are left out, with "
    "their costs.",
    "What is under way at the present minute takes up no staff, rooms or devices.",
    "Nobody is called in and nobody is sent to another site: the day's own shifts alone.",
)
"""What an instance leaves out, in favour of whoever solves it."""


@dataclass(slots=True)
class Outlook:
    """A case with what is worked out of it once: facts, candidates, ring 0 and ring 1."""

    case: Case
    facts: Facts = field(init=False)
    found: dict[str, Candidates] = field(init=False)
    ring_zero: Plan = field(init=False)
    first: Plan = field(init=False)

    def __post_init__(self) -> None:
        self.facts = Facts(self.case, options=False)
        self.found = {
            ref: candidates(self.facts, rules(), visit) for ref, visit in self.facts.visits.items()
        }
        self.ring_zero = ring_zero(self.case)
        self.first = first_fit(self.facts, self.found, self.ring_zero)


def instance_of(case: Case, outlook: Outlook | None = None) -> Instance:
    """Write a case down as an instance."""
    return _Writer(outlook or Outlook(case)).instance()


class _Writer:
    """Writes an instance, part by part."""

    def __init__(self, outlook: Outlook) -> None:
        self.outlook, self.facts = outlook, outlook.facts
        self.found = outlook.found
        self.groups = Groups()
        self.rates = self.facts.rates
        builder = Builder(self.facts, rules(), self.found, WEIGHTS)
        self.span_prices = builder.spans
        self.spans = builder.shared  # minutes past a shift are in the starts' prices
        self.columns: Columns = builder.columns(may_miss_breaks=True)
        self.place: dict[Offer, tuple[int, int, int]] = {}
        self.sizes: dict[tuple[int, int, int], int] = {}
        self.starts: dict[Offer, Numbers] = {}

    def instance(self) -> Instance:
        facts = self.facts
        zero = {planned.appointment: planned for planned in self.outlook.ring_zero.visits}
        first = {planned.appointment: planned for planned in self.outlook.first.visits}
        visits = tuple(
            self._visit(number, found, zero[ref], first[ref])
            for number, (ref, found) in enumerate(self.found.items())
        )
        providers = sorted(
            {offer.provider for found in self.found.values() for offer in found.starts}
        )
        staff = StaffWriter(facts, self.groups, self.outlook.ring_zero)
        return Instance(
            now=facts.now,
            step=facts.rules.offer_step,
            visits=visits,
            breaks=tuple(staff.breaks()),
            fixed=tuple((person, a, b) for person, _, a, b in facts.fixed_breaks if b > facts.now),
            groups={
                name: tuple(sorted(members))
                for (_, _, members), name in sorted(self.groups.names.items(), key=lambda i: i[1])
            },
            pools=tuple(staff.pools()),
            spans=tuple(
                SpanFacts(
                    self.columns.providers[span.resource],
                    span.start,
                    span.end,
                    round(span.price),
                    span.caps,
                )
                for span in self.spans
            ),
            limits=(*self._limits(), *self._caps()),
            availability={person: tuple(facts.present(person, None)) for person in providers},
            relaxed=RELAXED,
        )

    def _visit(
        self, number: int, found: Candidates, zero: PlannedVisit, first: PlannedVisit
    ) -> VisitFacts:
        facts, visit = self.facts, found.visit
        modes: dict[Mode, list[Offer]] = {}
        for offer in found.starts:
            modes.setdefault(offer.mode, []).append(offer)
        written = []
        for position, (mode, offers) in enumerate(modes.items()):
            for way, offer in enumerate(offers):
                self.place[offer] = (number, position, way)
            written.append(self._mode(found, mode, offers))
        away = tuple(AwayFacts(slot, self._away(found, slot)) for slot in (None, *found.slots))
        published = facts.published(visit.id)
        return VisitFacts(
            ref=visit.id,
            kind=visit.visit_type,
            rank=list(Urgency).index(facts.case.urgency(visit)),
            booked=None if published is None else published.start,
            hit=visit.id in facts.hit,
            group=facts.case.visit_type(visit).group,
            wait_free=max(self.rates.wait_free, published_wait(facts, visit.id)),
            wait_minute=self.rates.wait_minute,
            modes=tuple(written),
            away=away,
            keeps=self._seat(found, zero),
            hint=self._seat(found, first),
            hint_slot=first.slot,
        )

    def _seat(self, found: Candidates, planned: PlannedVisit) -> SeatFacts | None:
        stay = stay_of(found, planned)
        if stay.offer is None or planned.placement is None:
            return None
        _, mode, way = self.place[stay.offer]
        return SeatFacts(mode, way, tuple(phase.start for phase in planned.placement.phases))

    def _mode(self, found: Candidates, mode: Mode, offers: list[Offer]) -> ModeFacts:
        tmpl = found.templates[mode.modality]
        first = next((k for k, block in enumerate(tmpl.blocks) if block.provided), None)
        arrivals = np.unique(np.concatenate([found.starts[offer][0] for offer in offers]))
        prices = np.zeros(len(arrivals))
        for rule in rules():
            for tier, amounts in rule.arrival_prices(self.facts, found.visit, mode, arrivals):
                prices = prices + amounts * WEIGHTS.get(tier, 0)
        lead: tuple[int, int] = (0, 0)
        taken: tuple[tuple[int, int], ...] = ()
        if first is not None:
            own = tmpl.blocks[first]
            offset = own.provided[0][0]
            most = sum(
                tmpl.blocks[k - 1].length + tmpl.blocks[k].lag_max for k in range(1, first + 1)
            )
            lead = (own.head + offset, min(HORIZON, most + offset))
            taken = tuple((begin - offset, minutes) for begin, minutes in own.provided)
        roomed = None if mode.remote else tmpl.roomed
        return ModeFacts(
            site=mode.site,
            modality=mode.modality.value,
            remote=mode.remote,
            phases=tuple(self._phase(tmpl, mode, index) for index in range(len(tmpl.phases))),
            arrivals=_whole(arrivals),
            arrival_prices=_whole(prices),
            lead=lead,
            taken=taken,
            room=None if roomed is None else self._room(found, mode, tmpl),
            held=roomed,
            ways=tuple(self._way(found, tmpl, first, offer) for offer in offers),
        )

    def _phase(self, tmpl: Template, mode: Mode, index: int) -> PhaseFacts:
        facts, phase = self.facts, tmpl.phases[index]
        groups = tuple(
            self.groups.of(
                "staff",
                mode.site,
                (p for p in facts.people if facts.may(p, task) and facts.present(p, mode.site)),
            )
            for task in tmpl.support[index]
        )
        device = None
        if phase.device is not None:
            fit = (
                place.id
                for place in facts.case.office.devices
                if place.site == mode.site and phase.device in place.features
            )
            device = self.groups.of("device", mode.site, fit)
        return PhaseFacts(
            minutes=phase.minutes,
            lag=(phase.lag.min, min(HORIZON, phase.lag.most)),
            provider=bool(facts.case.tasks_by(phase, By.PROVIDER)),
            groups=groups,
            device=device,
            room=bool(phase.room),
        )

    def _room(self, found: Candidates, mode: Mode, tmpl: Template) -> str:
        facts, visit = self.facts, found.visit
        feature = next(phase.room for phase in tmpl.phases if phase.room)
        rooms = {
            place.id
            for place in facts.case.office.rooms
            if place.site == mode.site and feature in place.features
        }
        published = facts.published(visit.id)
        if published is not None and any(Pinned.ROOM in lock.holds for lock in visit.locks):
            rooms &= {visit.room or published.room or ""}
        return self.groups.of("room", mode.site, rooms)

    def _way(self, found: Candidates, tmpl: Template, first: int | None, offer: Offer) -> WayFacts:
        facts = self.facts
        price = sum(
            amount * WEIGHTS.get(tier, 0)
            for rule in rules()
            for tier, amount in rule.offer_prices(facts, found.visit, offer)
        )
        starts = found.starts[offer][0 if first is None else first]
        prices, kept = np.zeros(len(starts)), np.zeros(len(starts), dtype=bool)
        if first is not None:
            share = 1 / facts.case.visit_type(found.visit).group
            for begin, end, phase in phases_of(tmpl, first, starts):
                old = published_at(facts, found.visit, offer, phase, begin)
                for low, high, minute in (
                    () if offer.double else self.span_prices.get(offer.provider, ())
                ):
                    used = np.maximum(0, np.minimum(end, high) - np.maximum(begin, low))
                    prices = prices + used * ~old * minute * share
                kept |= old
            starts = starts + tmpl.blocks[first].provided[0][0]
        self.sizes[self.place[offer]] = len(starts)
        self.starts[offer] = starts
        return WayFacts(
            provider=offer.provider,
            double=offer.double,
            price=price,
            starts=_whole(starts),
            prices=_whole(prices),
            kept=_whole(np.flatnonzero(kept)),
        )

    def _away(self, found: Candidates, slot: str | None) -> int:
        return sum(
            price * WEIGHTS.get(tier, 0)
            for rule in rules()
            for tier, price in rule.away_prices(self.facts, found.visit, slot)
        )

    def _limits(self) -> Iterable[LimitFacts]:
        for rule in rules():
            for weights, most in rule.limits(self.facts, self.columns):
                terms = []
                for chunk in self.columns.chunks:
                    size = self.sizes[self.place[chunk.offer]]
                    if size != len(chunk.starts):
                        continue  # a visit without a provider has one column
                    own = weights[chunk.first : chunk.first + size]
                    if own.any():
                        terms.append((*self.place[chunk.offer], _whole(own)))
                if sum(max(weight) for *_, weight in terms) > most:
                    yield LimitFacts(rule.name, int(most), tuple(terms))

    def _caps(self) -> Iterable[LimitFacts]:
        """Yield each provider's caps on points, and on visits of a session."""
        facts, setting = self.facts, self.facts.rules.load
        for provider in self.columns.providers:
            if set_aside(facts, "load", provider):
                continue
            mine = [offer for offer in self.starts if offer.provider == provider]
            own = [
                (visit, placement)
                for ref, visit in facts.visits.items()
                if (placement := facts.published(ref)) is not None
                and placement.provider == provider
            ]
            if setting.points is not None:
                points = {ref: facts.case.visit_type(v).points for ref, v in facts.visits.items()}
                most = max(setting.points, sum(points[visit.id] for visit, _ in own))
                terms = [
                    (*self.place[offer], (points[offer.visit],) * len(self.starts[offer]))
                    for offer in mine
                ]
                yield LimitFacts("load", most, tuple(terms))
            if setting.session_visits is not None:
                spans = [facts.provider_spans(visit, placement) for visit, placement in own]
                begins = [each[0][0] for each in spans if each]
                seen = [
                    offer
                    for offer in mine
                    if facts.provider_tasks(facts.visits[offer.visit], offer.mode.modality)
                ]
                for low, high in ((-1, setting.session_split), (setting.session_split, 1 << 20)):
                    most = max(setting.session_visits, sum(low <= b < high for b in begins))
                    terms = [
                        (*self.place[o], _whole((low <= self.starts[o]) & (self.starts[o] < high)))
                        for o in seen
                    ]
                    yield LimitFacts("load", most, tuple(terms))


def _whole(values: NDArray[np.generic]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
