"""Rosters: the ways in which one person's day can be staffed, the day's own shifts first.

The checks work out the shifts of a staffed day on their own and share nothing of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.day import Reserve, ReserveKind, Shift
from models.plan import Transfer
from solvers.day.known.spans import overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from solvers.day.known.presence import Presence

LEAST_CALLED, LEAST_THERE, EVEN = 30, 60, 5
"""Minutes that a shift called in lasts, and one at another site; arrivals are on even minutes."""

Numbers = frozenset[int]
"""Some of a person's rosters, by their place among them."""


@dataclass(frozen=True, slots=True)
class Roster:
    """One way in which a person can be staffed: as on the day, called in as well, or sent off."""

    person: str
    reserve: Reserve | None = None
    transfer: Transfer | None = None
    way: int = 0


@dataclass(frozen=True, slots=True)
class Stint:
    """A shift as it is worked: in one piece, or with a way between two.

    `shift` is its place among the day's shifts, None for one called in; `rosters` are those of
    its person in which it is worked, None when all are.
    """

    person: str
    pieces: tuple[Shift, ...]
    shift: int | None
    rosters: Numbers | None


def rosters_of(facts: Presence, person: str) -> list[Roster]:
    """Return every way in which a person can be staffed; the first is as published.

    Who was called in or sent elsewhere already is not asked again.
    """
    published = facts.case.published
    asked = {transfer.person for transfer in published.transfers}
    asked |= {r.person for r in facts.case.day.reserves if r.id in published.called_in}
    if person in asked:
        return [Roster(person)]
    return [Roster(person), *_called_in(facts, person), *_sent(facts, person)]


def _called_in(facts: Presence, person: str) -> Iterator[Roster]:
    shifts = [shift for shift in facts.shifts if shift.person == person]
    for reserve in sorted(facts.case.day.reserves, key=lambda reserve: reserve.id):
        start, end = arrival(reserve, facts.now), reserve.end
        if (
            reserve.person != person
            or end - start < LEAST_CALLED
            or overlaps([(s.start, s.end) for s in shifts], start, end)
            or overlaps(facts.away_spans(person), start, end)
        ):
            continue
        stays_on = any((s.site, s.end) == (reserve.site, start) for s in shifts)
        if stays_on or reserve.kind is not ReserveKind.OVERTIME:
            yield Roster(person, reserve=reserve)


def arrival(reserve: Reserve, now: int) -> int:
    """Return when a reserve is at work if it is called in now."""
    there = now + reserve.lead
    return max(reserve.start, there + -there % EVEN)


def _sent(facts: Presence, person: str) -> Iterator[Roster]:
    sites = sorted(set(facts.people[person].other_sites))
    for shift in facts.shifts:
        if shift.person != person or shift.locked is not None:
            continue
        for site in sites:
            way = _way(facts, shift.site, site)
            if way is None:
                continue
            for leaves in _leaving(facts, shift):
                there = leaves + way + LEAST_THERE
                away = overlaps(facts.away_spans(person), leaves, there)
                if there <= shift.end and not away and not _resting(facts, person, leaves):
                    sent = Transfer(person=person, to=site, leaves=leaves)
                    yield Roster(person, transfer=sent, way=way)


def _way(facts: Presence, here: str, there: str) -> int | None:
    ways = [t.minutes for t in facts.case.office.travel if {*t.between} == {here, there}]
    return ways[0] if ways and here != there else None


def _leaving(facts: Presence, shift: Shift) -> Iterable[int]:
    """Return the times offered: as soon as can be, and when the afternoon begins."""
    soon = facts.now + facts.rules.transfers.lead
    first, split = max(shift.start, soon + -soon % EVEN), facts.rules.load.session_split
    return dict.fromkeys((first, max(first, split)))


def _resting(facts: Presence, person: str, leaves: int) -> bool:
    """Tell whether the person is then on a break that began before now."""
    return any(
        taken.person == person and taken.start < facts.now and taken.start < leaves < taken.end
        for taken in facts.case.published.breaks
    )


def stints_of(facts: Presence) -> list[Stint]:
    """Return the day's shifts in their order, and after them those of rosters that differ."""
    stints = []
    own_shifts: dict[str, list[tuple[int, Shift]]] = {}
    for position, shift in enumerate(facts.shifts):
        own_shifts.setdefault(shift.person, []).append((position, shift))
    for pieces in sorted(
        facts.case.stints, key=lambda own: (own[0].person, own[0].start, own[0].site)
    ):
        person = pieces[-1].person
        position = next(n for n, shift in own_shifts[person] if shift == pieces[-1])
        rosters = facts.rosters.get(person, [])
        kept = frozenset(n for n, roster in enumerate(rosters) if not _leaves(roster, pieces[-1]))
        numbers = kept if len(kept) < len(rosters) else None
        stints.append(Stint(person, pieces, position, numbers))
    for person, rosters in facts.rosters.items():
        for number, roster in enumerate(rosters):
            only = frozenset({number})
            if roster.reserve is not None:
                start, end = arrival(roster.reserve, facts.now), roster.reserve.end
                called = Shift(person=person, site=roster.reserve.site, start=start, end=end)
                stints.append(Stint(person, (called,), None, only))
            for position, shift in own_shifts.get(person, ()):
                if _leaves(roster, shift):
                    stints.append(Stint(person, _pieces(roster, shift), position, only))
    return stints


def _leaves(roster: Roster, shift: Shift) -> bool:
    sent = roster.transfer
    own = sent is not None and sent.person == shift.person
    return sent is not None and own and shift.start <= sent.leaves < shift.end


def _pieces(roster: Roster, shift: Shift) -> tuple[Shift, ...]:
    sent = roster.transfer
    assert sent is not None
    there = shift.model_copy(update={"site": sent.to, "start": sent.leaves + roster.way})
    if sent.leaves == shift.start:
        return (there,)
    return (shift.model_copy(update={"end": sent.leaves}), there)
