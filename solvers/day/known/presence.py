"""Who is at work when and where: on the day's own shifts, and in any way of staffing the day."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from solvers.day.known.away import Away, away_of
from solvers.day.known.rosters import Roster, Stint, rosters_of, stints_of
from solvers.day.known.spans import Span, covers, joined, without

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.case import Case
    from models.day import Shift
    from solvers.day.known.away import Away
from solvers.day.known.rosters import Numbers


class Presence:
    """Shifts, and when people are present.

    `rosters` has the people who can be staffed in more ways than one; without `options` nobody.
    """

    def __init__(self, case: Case, *, options: bool = True) -> None:
        self.case = case
        self.now = case.now
        self.rules = case.rules
        self.people = dict(sorted(case.people.items()))
        self._options = options
        self._present: dict[tuple[str, str | None, int | None], list[Span]] = {}
        self.shifts = sorted(
            case.day.shifts, key=lambda shift: (shift.person, shift.start, shift.site)
        )

    @cached_property
    def rosters(self) -> dict[str, list[Roster]]:
        """The ways of staffing each person who can be staffed in more than one."""
        ways = {person: rosters_of(self, person) for person in self.people if self._options}
        return {person: rosters for person, rosters in ways.items() if len(rosters) > 1}

    @cached_property
    def stints(self) -> list[Stint]:
        """The day's shifts, in the order of `shifts`, and those that other rosters have."""
        return stints_of(self)

    @cached_property
    def away(self) -> dict[str, list[Away]]:
        """Stretches in which events take people away."""
        return {person: away_of(self.case, person) for person in self.people}

    def away_spans(self, person: str) -> list[Span]:
        """Return the stretches in which a person is not in the building."""
        return [(away.start, away.end) for away in self.away[person]]

    @cached_property
    def _worked(self) -> list[list[tuple[Shift, list[Span]]]]:
        """For each stint, its pieces with the stretches in which their person is present."""
        return [
            [
                (piece, without([(piece.start, piece.end)], self.away_spans(piece.person)))
                for piece in stint.pieces
            ]
            for stint in self.stints
        ]

    @cached_property
    def _stints_of(self) -> dict[str, list[int]]:
        """The positions of each person's stints."""
        positions: dict[str, list[int]] = {}
        for position, stint in enumerate(self.stints):
            positions.setdefault(stint.person, []).append(position)
        return positions

    @cached_property
    def presence(self) -> list[list[Span]]:
        """For each stint, the stretches of it in which its person is present."""
        return [[span for _, spans in pieces for span in spans] for pieces in self._worked]

    def present(
        self, person: str, site: str | None = None, roster: int | None = None
    ) -> list[Span]:
        """Return when a person is present, at one site or anywhere, in one roster or in any."""
        if roster is not None and person not in self.rosters:
            roster = None
        key = (person, site, roster)
        if key not in self._present:
            self._present[key] = joined(
                span
                for position in self._stints_of.get(person, ())
                if _in(self.stints[position], roster)
                for piece, spans in self._worked[position]
                if site in {None, piece.site}
                for span in spans
            )
        return self._present[key]

    def at(self, site: str) -> Callable[[str, int], list[Span]]:
        """Return what says when a person is present at a site in one of their rosters."""
        return lambda person, roster: self.present(person, site, roster)

    def on_shift(self, person: str, roster: int | None = None) -> list[Span]:
        """Return when a person is on shift, wherever, in one roster or in any."""
        return joined(
            (piece.start, piece.end)
            for position in self._stints_of.get(person, ())
            if _in(self.stints[position], roster)
            for piece in self.stints[position].pieces
        )

    def numbers(self, person: str) -> list[int]:
        """Return the numbers of a person's rosters; one for who has no choice."""
        return list(range(len(self.rosters.get(person, ()) or (0,))))

    @cached_property
    def _shifts_of(self) -> dict[tuple[str, str], list[Shift]]:
        shifts: dict[tuple[str, str], list[Shift]] = {}
        for shift in self.shifts:
            shifts.setdefault((shift.person, shift.site), []).append(shift)
        return shifts

    def shifts_of(self, person: str, site: str) -> list[Shift]:
        """Return a person's shifts at a site, as on the day."""
        return self._shifts_of.get((person, site), [])

    @cached_property
    def _pieces_of(self) -> dict[tuple[str, str], list[tuple[Stint, Shift, int]]]:
        pieces: dict[tuple[str, str], list[tuple[Stint, Shift, int]]] = {}
        extra = self.rules.overtime.minutes
        for stint in self.stints:
            for piece in stint.pieces:
                over = extra if piece is stint.pieces[-1] else 0
                pieces.setdefault((stint.person, piece.site), []).append((stint, piece, over))
        return pieces

    def pieces_of(self, person: str, site: str) -> list[tuple[Stint, Shift, int]]:
        """Return (stint, piece, overtime that may follow) of a person at a site, in any roster."""
        return self._pieces_of.get((person, site), [])

    def on_one_shift(self, person: str, site: str, start: int, end: int) -> bool:
        """Tell whether [start, end) lies within one shift of the person there, no overtime."""
        return covers([(s.start, s.end) for s in self.shifts_of(person, site)], start, end)

    def rosters_for(
        self, person: str, site: str, start: int, end: int, *, overtime: bool = True
    ) -> Numbers:
        """Return the rosters in which [start, end) lies within one shift of the person there."""
        found: set[int] = set()
        for stint, piece, over in self.pieces_of(person, site):
            if piece.start <= start and end <= piece.end + (over if overtime else 0):
                found |= stint.rosters or set(self.numbers(person))
        return frozenset(found)


def _in(stint: Stint, roster: int | None) -> bool:
    return roster is None or stint.rosters is None or roster in stint.rosters
