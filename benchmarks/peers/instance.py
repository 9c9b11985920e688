"""A day as somebody from outside can model it: numbers, lists and names, nothing of our classes.

An `Instance` holds the very candidates and prices that our own search starts from, so that a peer
solves the same problem at the same costs. Every field is a number, a text, or a list of such;
`to_json` writes it for peers in other languages. Times are minutes from midnight.

What a plan costs, by an instance:

- each visit takes exactly one *way* of one of its *modes* at one start, or one *away*;
- a way at a start costs `way.price + way.prices[i]`, its arrival `mode.arrival_prices[j]`, and the
  wait within the visit `wait_minute` for each minute beyond `wait_free`; an away its own price;
- each break starts at one of its starts at its price, or is missing at `missing`;
- a span in `spans` costs its price when a way's provider phase meets it that is not `kept` there.

What must hold: `arrival + lead[0] <= start <= arrival + lead[1]`; a provider is in one visit at a
time (a group of `group` visits counts once; a `double` way takes the place of one other visit,
of which there is one at a time) and in none on a break; at each minute from `now` on the uses of
a pool's groups, and the breaks of its members, are at most its capacity; an open slot takes one
visit; `limits` and the `caps` of spans hold.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """One phase of a visit in a mode.

    Attributes:
        minutes: how long it lasts.
        lag: least and most minutes from the end of the phase before to its start.
        provider: whether the visit's provider is in it.
        groups: for each task by support staff the group, any one member of which may do it.
        device: the group of devices, any one member of which will do.
        room: whether the visit is in its room.
    """

    minutes: int
    lag: Span
    provider: bool
    groups: tuple[str, ...]
    device: str | None
    room: bool


@dataclass(frozen=True, slots=True)
class WayFacts:
    """A provider with whom a visit can be held in a mode.

    Attributes:
        provider: who.
        double: whether it takes no time of its own, in another visit's time.
        price: what it costs by itself.
        starts: starts offered for the first phase with the provider (the first phase, where none
            is with the provider), sorted.
        prices: what each start costs besides.
        kept: positions in `starts` at which a provider phase is as published.
    """

    provider: str
    double: bool
    price: int
    starts: tuple[int, ...]
    prices: tuple[int, ...]
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ModeFacts:
    """Where and how a visit can be held: its phases there, and with whom.

    Attributes:
        arrivals: starts offered for the first phase, sorted; `arrival_prices` is what each costs.
        lead: least and most minutes from the first phase's start to the start that ways have.
        taken: (offset, minutes) of the provider's time, from the start that ways have.
        room: the group of rooms, any one member of which will do; None without a room.
        held: first and last phase in the room.
    """

    site: str
    modality: str
    remote: bool
    phases: tuple[PhaseFacts, ...]
    arrivals: tuple[int, ...]
    arrival_prices: tuple[int, ...]
    lead: Span
    taken: tuple[Span, ...]
    room: str | None
    held: Span | None
    ways: tuple[WayFacts, ...]


@dataclass(frozen=True, slots=True)
class AwayFacts:
    """A visit is not seen today: it goes to an open slot, or (None) to a manual decision."""

    slot: str | None
    price: int


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """Where ring 0 has a visit: (mode, way) by position and the starts of all its phases."""

    mode: int
    way: int
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One visit.

    Attributes:
        rank: how late it is served where not all find room; 0 is most urgent.
        booked: its booked start; None for who was added today.
        hit: whether it cannot stay as published.
        group: how many visits of its type a provider sees at a time, at one start.
        wait_free, wait_minute: minutes waited beyond the first cost the second each; the wait is
            the sum of the lags beyond their least.
        keeps: where the plan that touches nobody else has it; None where it gives it up.
        hint: where the manager's way, by urgency and first fit, has it; None where nowhere today.
        hint_slot: the open slot that it is given by first fit.
    """

    ref: str
    kind: str
    rank: int
    booked: int | None
    hit: bool
    group: int
    wait_free: int
    wait_minute: int
    modes: tuple[ModeFacts, ...]
    away: tuple[AwayFacts, ...]
    keeps: SeatFacts | None
    hint: SeatFacts | None
    hint_slot: str | None


@dataclass(frozen=True, slots=True)
class BreakFacts:
    """A break that somebody must get: one start of `starts` at its price, or `missing`.

    `hint` is the position of the start that the manager's way has; -1 for none.
    """

    person: str
    kind: str
    minutes: int
    starts: tuple[int, ...]
    prices: tuple[int, ...]
    missing: int
    hint: int


@dataclass(frozen=True, slots=True)
class PoolFacts:
    """So many of the uses of some groups go on at a time.

    Attributes:
        kind: "staff", "room" or "device".
        groups: groups whose members are all in `members`.
        members: who or what there is; breaks of people among them take up one each.
        capacity: (from, how many) in order of time, the last one for ever.
        turnover: minutes that a use lasts beyond its phases.
    """

    key: str
    kind: str
    site: str
    groups: tuple[str, ...]
    members: tuple[str, ...]
    capacity: tuple[Span, ...]
    turnover: int


@dataclass(frozen=True, slots=True)
class SpanFacts:
    """A span of a provider's time that is paid for as a whole when it is used.

    `caps` are (name, most): of the spans that share the name at most so many are used.
    """

    provider: str
    start: int
    end: int
    price: int
    caps: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """The weights of what is chosen sum to at most `most`.

    `terms` are (visit, mode, way, weight of each start).
    """

    name: str
    most: int
    terms: tuple[tuple[int, int, int, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """A whole day.

    Attributes:
        now: the minute before which nothing can be changed any more.
        step: the grid of starts.
        visits: all visits that are to be planned.
        breaks: breaks that people must get, at times still open.
        fixed: (person, from, to) of what takes people up whatever is decided.
        groups: members of each group by its key.
        availability: when each provider is there, (from, to).
    """

    now: int
    step: int
    visits: tuple[VisitFacts, ...]
    breaks: tuple[BreakFacts, ...]
    fixed: tuple[tuple[str, int, int], ...]
    groups: dict[str, tuple[str, ...]]
    pools: tuple[PoolFacts, ...]
    spans: tuple[SpanFacts, ...]
    limits: tuple[LimitFacts, ...]
    availability: dict[str, tuple[Span, ...]]
    relaxed: tuple[str, ...] = field(default=())

    def to_json(self) -> str:
        """Return all of it as one JSON object, its fields named as here."""
        return json.dumps(asdict(self), separators=(",", ":"))
