"""What an office and its day define, and the faults found while reading on."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from models.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.day import Day
    from models.office import Office

LISTED = 6
"""References listed as 'one of these' before the list is left out."""


class Known:
    """Every reference by kind, and a place to note faults.

    Attributes:
        office: the office.
        day: the day, without events that are handed in beside it.
        faults: what was found, in the order in which it was found.
    """

    def __init__(self, office: Office, day: Day) -> None:
        self.office = office
        self.day = day
        self.faults: list[Fault] = []
        self._types = {visit.id: visit.visit_type for visit in day.appointments}
        self._away: dict[str, list[tuple[int, int]]] = {}
        self._refs: dict[str, set[str]] = {
            "person": {person.id for person in office.people},
            "site": {site.id for site in office.sites},
            "room": {room.id for room in office.rooms},
            "device": {device.id for device in office.devices},
            "task": set(office.tasks),
            "visit type": set(office.visit_types),
            "duty": {duty.id for duty in office.duties},
            "reserve": {reserve.id for reserve in day.reserves},
            "open slot": {slot.id for slot in day.open_slots},
            "contract": set(office.rostering.contracts),
            "shift type": set(office.rostering.shift_types),
            "kind of shift": {
                found.kind or ref for ref, found in office.rostering.shift_types.items()
            },
            "visit": {visit.id for visit in day.appointments},
        }

    def has(self, kind: str, ref: str) -> bool:
        """Tell whether the reference exists."""
        return ref in self._refs[kind]

    def add_visit(self, ref: str, visit_type: str) -> None:
        """Note a visit that an event has added to the book."""
        self._refs["visit"].add(ref)
        self._types[ref] = visit_type

    def type_of(self, ref: str) -> str | None:
        """Return the type of a visit, where there is such a visit."""
        return self._types.get(ref)

    def note_away(self, person: str, start: int, end: int) -> None:
        """Note when an event takes a person away."""
        self._away.setdefault(person, []).append((start, end))

    def note_back(self, person: str, at: int) -> bool:
        """Note a person's return; False when nothing takes them away at that minute."""
        away = self._away.get(person, [])
        self._away[person] = [(start, min(end, at)) for start, end in away if start < at]
        return any(start <= at < end for start, end in away)

    def fault(self, field: str, value: object, problem: str, expected: str = "") -> None:
        """Note one thing that is wrong."""
        self.faults.append(Fault(field, "" if value is None else str(value), problem, expected))

    def refer(self, field: str, kind: str, ref: str | None) -> None:
        """Note a fault when the reference names nothing of its kind; None refers to nothing."""
        if ref is None or ref in self._refs[kind]:
            return
        self.fault(field, ref, f"no such {kind}", self._hint(kind, ref))

    def once(self, field: str, kind: str, refs: Iterable[str]) -> None:
        """Note a fault for each reference that a list defines more than once."""
        seen: Counter[str] = Counter()
        for position, ref in enumerate(refs):
            seen[ref] += 1
            if seen[ref] > 1:
                self.fault(
                    f"{field}.{position}.id",
                    ref,
                    f"this {kind} stands here twice",
                    "give each its own id",
                )

    def _hint(self, kind: str, ref: str) -> str:
        known = sorted(self._refs[kind])
        close = get_close_matches(ref, known, n=1, cutoff=0.75)
        if close:
            return f"did you mean {close[0]}?"
        if not known:
            return f"none is defined: add the {kind} first"
        if len(known) <= LISTED:
            return f"one of {', '.join(known)}"
        return f"one of the {len(known)} defined, such as {known[0]}"
