"""Who and what a plan takes up, and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from engine.day.hit import provider_spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from models.case import Case
    from models.office import Modality
    from models.plan import Placement, Plan


class What(Enum):
    """What can be taken up: by one thing at a time, by as many as it has seats, by a group."""

    PERSON = "person"
    ROOM = "room"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Use:
    """[start, end) of a person, room or device, taken by a visit, a break or a duty.

    Of the uses by a provider's visits that are alike, at the same time, `most` are held as one.
    """

    what: What
    ref: str
    start: int
    end: int
    taker: str
    alike: tuple[str, str, str] | None = None
    most: int = 1


class Occupied:
    """The uses of a whole plan, by person, room and device."""

    def __init__(self, case: Case, plan: Plan) -> None:
        self._uses: dict[tuple[What, str], list[Use]] = {}
        self._seats = {(What.ROOM, room.id): room.seats for room in case.office.rooms}
        self._seats |= {(What.DEVICE, device.id): device.seats for device in case.office.devices}
        for planned in plan.visits:
            visit = case.visits.get(planned.appointment)
            if planned.placement is not None and visit is not None:
                self._take(uses_of(case, visit, planned.placement))
        for taken in plan.breaks:
            words = f"a {taken.kind.value} break"
            self._take([Use(What.PERSON, taken.person, taken.start, taken.end, words)])
        for given in plan.duties:
            self._take([Use(What.PERSON, given.person, given.start, given.end, given.duty)])

    def _take(self, uses: Iterable[Use]) -> None:
        for use in uses:
            self._uses.setdefault((use.what, use.ref), []).append(use)

    def clashes(self, wanted: Use) -> list[Use]:
        """Return the uses by others that leave no room for the wanted one, in order of time."""
        found = [
            use
            for use in self._uses.get((wanted.what, wanted.ref), [])
            if use.taker != wanted.taker and use.start < wanted.end and wanted.start < use.end
        ]
        if not found:
            return []
        group = [use for use in found if _held_as_one(use, wanted)]
        if len(group) < wanted.most:
            found = [use for use in found if use not in group]
        times = {wanted.start, *(use.start for use in found if use.start > wanted.start)}
        at_once = [sum(use.start <= t < use.end for use in found) for t in times]
        if max(at_once) < self._seats.get((wanted.what, wanted.ref), 1):
            return []
        return sorted(found, key=lambda use: (use.start, use.taker))

    def free(self, wanted: Use) -> bool:
        """Tell whether what is wanted is to be had at that time."""
        return not self.clashes(wanted)


def uses_of(case: Case, visit: Appointment, placement: Placement) -> list[Use]:
    """Return everybody and everything that a placement takes up, its provider first."""
    way = (placement.provider, placement.site, placement.modality)
    seen = provider_spans(case, visit, placement)
    uses = [provider_use(case, visit, way, start, end) for start, end in seen]
    uses += [
        Use(What.PERSON, person, seen[0][0], seen[-1][1], visit.id)
        for person in (placement.interpreter, placement.chaperone)
        if person is not None and seen
    ]
    for phase in placement.phases:
        uses += [
            Use(What.PERSON, person, phase.start, phase.end, visit.id) for person in phase.people
        ]
        if phase.device is not None:
            uses.append(Use(What.DEVICE, phase.device, phase.start, phase.end, visit.id))
    held = room_span(case, visit, placement)
    if placement.room is not None and held is not None:
        turnover = case.rules.rooms.turnover
        uses.append(Use(What.ROOM, placement.room, held[0], held[1] + turnover, visit.id))
    return uses


def provider_use(
    case: Case, visit: Appointment, way: tuple[str, str, Modality], start: int, end: int
) -> Use:
    """Return the use of (provider, site, modality) that a visit makes of its provider then."""
    provider, site, modality = way
    alike = (visit.visit_type, site, modality.value)
    most = case.visit_type(visit).group
    return Use(What.PERSON, provider, start, end, visit.id, alike, most)


def _held_as_one(use: Use, wanted: Use) -> bool:
    return wanted.alike is not None and (use.alike, use.start, use.end) == (
        wanted.alike,
        wanted.start,
        wanted.end,
    )


def room_span(case: Case, visit: Appointment, placement: Placement) -> tuple[int, int] | None:
    """Return from the first to the last phase that needs a room; None when none does."""
    phases = case.phases(visit, placement.modality)
    held = [
        placed
        for phase, placed in zip(phases, placement.phases, strict=False)
        if phase.room is not None
    ]
    return (held[0].start, held[-1].end) if held else None
