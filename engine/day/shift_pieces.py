"""What a roster's cells have people do on one day: from when to when, where, on which duty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from models.day import DutyAssignment, Shift
from models.office import DutyKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.breaks import BookedBreak
    from models.office import Office
    from models.roster import Cell
    from models.roster_case import RosterCase

MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A shift of the roster as one day sees it; those that are alike to the day are equal.

    Attributes:
        start: first minute on this day's clock; a night that began the day before starts at 0.
        end: minute after the last.
        site: where.
        duty: the post that it covers, if one.
        begun: the date that the shift belongs to.
        breaks: those of the shift type, on this day's clock.
    """

    start: int
    end: int
    site: str
    duty: str | None
    begun: date = field(compare=False)
    breaks: tuple[BookedBreak, ...] = field(compare=False, default=())


def pieces(
    case: RosterCase, rows: Mapping[str, tuple[Cell, ...]], person: str, day: date
) -> tuple[Piece, ...]:
    """Return what the person works on a date by the rows of a roster, the earliest first.

    Shifts on call are none, nor is what lies wholly outside the hours of its site: nobody can be
    seen then. A night shift of the day before ends on this one.
    """
    found: dict[Piece, None] = {}
    for begun in (day - timedelta(days=1), day):
        for shift_type in _cell(case, rows, person, begun):
            piece = _piece(case, shift_type, begun, day)
            if piece is not None:
                found[piece] = None
    return tuple(sorted(found, key=lambda piece: (piece.start, piece.end, piece.site)))


def shifts_of(person: str, worked: Iterable[Piece]) -> tuple[Shift, ...]:
    """Return a person's pieces as shifts of the day, those at one site that touch as one."""
    by_site: dict[str, list[Piece]] = {}
    for piece in worked:
        by_site.setdefault(piece.site, []).append(piece)
    shifts = [
        _shift(person, site, group)
        for site, own in by_site.items()
        for group in _touching(sorted(own, key=lambda piece: piece.start))
    ]
    return tuple(sorted(shifts, key=lambda shift: (shift.start, shift.site)))


def duties_of(office: Office, person: str, worked: Iterable[Piece]) -> Iterator[DutyAssignment]:
    """Yield the posts that the pieces put their person on; for a presence being there will do."""
    posts = {duty.id for duty in office.duties if duty.kind is DutyKind.POST}
    for piece in worked:
        if piece.duty in posts and piece.duty is not None:
            yield DutyAssignment(duty=piece.duty, person=person, start=piece.start, end=piece.end)


def _cell(case: RosterCase, rows: Mapping[str, tuple[Cell, ...]], person: str, day: date) -> Cell:
    at = (day - case.roster.first).days
    row = rows.get(person, ()) if at >= 0 else case.roster.history.get(person, ())
    # The history ends on the day before the horizon.
    return row[at] if -len(row) <= at < len(row) else ()


def _piece(case: RosterCase, shift_type: str, begun: date, day: date) -> Piece | None:
    found = case.rostering.shift_types[shift_type]
    sites = {site.id: site for site in case.office.sites}
    site = sites[found.site] if found.site is not None else case.office.sites[0]
    late = MIDNIGHT * (day - begun).days
    start, end = max(0, found.start - late), found.end - late
    if found.on_call or start >= end or end <= site.opens or start >= site.latest:
        return None
    breaks = tuple(
        taken.model_copy(update={"at": taken.at - late})
        for taken in found.breaks
        if taken.at - late >= start
    )
    return Piece(start, end, site.id, found.duty, begun, breaks)


def _touching(ordered: list[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for piece in ordered:
        if group and piece.start > max(each.end for each in group):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _shift(person: str, site: str, group: list[Piece]) -> Shift:
    breaks = sorted((taken for piece in group for taken in piece.breaks), key=lambda b: b.at)
    apart = breaks[:1] + [
        later for before, later in pairwise(breaks) if later.at >= before.at + before.minutes
    ]
    return Shift(
        person=person,
        site=site,
        start=group[0].start,
        end=max(piece.end for piece in group),
        breaks=tuple(apart),
    )
