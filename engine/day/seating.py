"""Find the people, the room and the devices for a visit at a given time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from engine.day.hit import lacking, provider_spans
from engine.day.occupied import Occupied, Use, What
from engine.day.outages import Outages
from models.office import By, Modality
from models.plan import PlacedPhase, Placement
from solvers.day.known.attending import named
from solvers.day.known.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.appointment import Appointment
    from models.case import Case
    from models.office import Phase, Place
    from models.plan import Plan
    from solvers.day.known.attending import Attendants

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Way:
    """With whom, where and how a visit is held."""

    provider: str
    site: str
    modality: Modality


class Seating:
    """Seats single visits into a plan whose other visits, breaks and duties stay as they are.

    It looks at who is at work, entitled and free, and at nothing else; whether the result is
    legal is for the check to say.
    """

    def __init__(self, case: Case, plan: Plan) -> None:
        self.case = case = case.staffed(plan)
        self.occupied = Occupied(case, plan)
        self.outages = Outages(case)
        self._presence = {
            person: tuple(self.outages.presence(case, person)) for person in sorted(case.people)
        }

    def seat(
        self,
        visit: Appointment,
        way: Way,
        starts: Sequence[int],
        like: Placement | None = None,
    ) -> Placement | None:
        """Return the visit with its phases at these starts, or None when nobody is free for it.

        Whoever `like` names is taken where free, and also where nobody is; phases that lie before
        now keep whoever it names, for that is fact.
        """
        phases = self.case.phases(visit, way.modality)
        placed: list[PlacedPhase] = []
        for index, (phase, start) in enumerate(zip(phases, starts, strict=True)):
            named = like.phases[index] if like and index < len(like.phases) else None
            span = (start, start + phase.minutes)
            people = self._people(visit, way, phase, span, named)
            device = self._device(visit, way, phase, span, named)
            if people is None or (phase.device is not None and device is None):
                return None
            placed.append(PlacedPhase(start=span[0], end=span[1], people=people, device=device))
        if not placed:
            return None
        held = self._room_needed(way, phases, placed)
        room = self._room(visit, way, held, like.room if like else None) if held else None
        if held and room is None:
            return None
        placement = Placement(
            provider=way.provider,
            site=way.site,
            modality=way.modality,
            room=room,
            phases=tuple(placed),
        )
        return self._attended(visit, placement, like)

    @cached_property
    def _attendants(self) -> Attendants:
        return Facts(self.case, options=False).attendants

    def _attended(
        self, visit: Appointment, placement: Placement, like: Placement | None
    ) -> Placement | None:
        """Return the placement with interpreter and chaperone where it needs them."""
        if visit.language is None and not visit.chaperone:
            return placement
        chosen: dict[str, str] = {}
        for kind, allowed in self._attendants.asked(visit, placement).items():
            seen = provider_spans(self.case, visit, placement)
            span, wish = (seen[0][0], seen[-1][1]), named(like, kind)
            if span[0] < self.case.now:
                chosen[kind] = min(allowed)
                continue
            taken = {placement.provider, *chosen.values()}
            taken |= {
                p for phase in placement.phases for p in phase.people if phase.overlaps(*span)
            }
            person = next(
                (
                    person
                    for person in _first(wish, sorted(allowed))
                    if person in allowed - taken
                    and self.present(person, placement.site, span)
                    and self.occupied.free(Use(What.PERSON, person, *span, visit.id))
                ),
                wish,
            )
            if person is None:
                return None
            chosen[kind] = person
        return placement.model_copy(update=chosen)

    def present(self, person: str, site: str, span: Span) -> bool:
        """Tell whether the person is at work at the site during all of the span."""
        return any(
            place == site and begin <= span[0] and span[1] <= finish
            for place, begin, finish in self._presence[person]
        )

    def _people(
        self,
        visit: Appointment,
        way: Way,
        phase: Phase,
        span: Span,
        named: PlacedPhase | None,
    ) -> tuple[str, ...] | None:
        chosen: list[str] = []
        for index, task in enumerate(self.case.tasks_by(phase, By.SUPPORT)):
            wish = named.people[index] if named and index < len(named.people) else None
            if wish is not None and span[0] < self.case.now:
                chosen.append(wish)
                continue
            taken = {way.provider, *chosen}
            person = next(
                (
                    person
                    for person in _first(wish, self._presence)
                    if person not in taken
                    and self.present(person, way.site, span)
                    and lacking(self.case, person, task) is None
                    and self.occupied.free(Use(What.PERSON, person, *span, visit.id))
                ),
                wish,
            )
            if person is None:
                return None
            chosen.append(person)
        return tuple(chosen)

    def _device(
        self,
        visit: Appointment,
        way: Way,
        phase: Phase,
        span: Span,
        named: PlacedPhase | None,
    ) -> str | None:
        if phase.device is None:
            return None
        wish = named.device if named else None
        for ref in _first(wish, _fitting(self.case.devices.values(), phase.device, way.site)):
            out = any(outage.overlaps(*span) for outage in self.outages.devices.get(ref, []))
            if not out and self.occupied.free(Use(What.DEVICE, ref, *span, visit.id)):
                return ref
        return wish

    def _room_needed(
        self, way: Way, phases: Sequence[Phase], placed: Sequence[PlacedPhase]
    ) -> tuple[str, Span] | None:
        """Return the feature and the time of the room; None when the visit is held without one."""
        roomed = [(phase.room, at) for phase, at in zip(phases, placed, strict=True) if phase.room]
        if not roomed:
            return None
        remote = way.modality is Modality.VIDEO and any(
            away.by_video and away.overlaps(placed[0].start, placed[-1].end)
            for away in self.outages.people.get(way.provider, [])
        )
        return None if remote else (roomed[0][0], (roomed[0][1].start, roomed[-1][1].end))

    def _room(
        self, visit: Appointment, way: Way, needed: tuple[str, Span], wish: str | None
    ) -> str | None:
        feature, (start, end) = needed
        turned = end + self.case.rules.rooms.turnover
        for ref in _first(wish, _fitting(self.case.rooms.values(), feature, way.site)):
            out = any(outage.overlaps(start, end) for outage in self.outages.rooms.get(ref, []))
            if not out and self.occupied.free(Use(What.ROOM, ref, start, turned, visit.id)):
                return ref
        return wish


def rigid_starts(phases: Sequence[Phase], start: int) -> list[int]:
    """Return when the phases start when the first starts then and nobody waits."""
    starts: list[int] = []
    for phase in phases:
        at = start if not starts else starts[-1] + phases[len(starts) - 1].minutes + phase.lag.min
        starts.append(at)
    return starts


def _first(wish: str | None, others: Iterable[str]) -> Iterable[str]:
    return others if wish is None else dict.fromkeys([wish, *others])


def _fitting(places: Iterable[Place], feature: str, site: str) -> list[str]:
    return sorted(place.id for place in places if place.site == site and feature in place.features)
