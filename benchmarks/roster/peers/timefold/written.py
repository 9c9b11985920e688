"""An instance as whole numbers in the order in which the Java side reads them.

Java sees values (0 is a day off, the others are the format's shifts), people's rows with limits of
kinds of runs, of shifts, minutes and weekends, prices of cells, and cover. A price of 0 is for what
may not be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.roster import curtois, inrc2

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.roster.formats import Instance

NEVER_REACHED = 1 << 30
"""A limit where there is none."""


@dataclass(frozen=True, slots=True)
class Run:
    """Limits of a run: days at the least and most, how long it is before the first day, its price.

    `is_open` tells whether a run from the first day on may be short.
    """

    least: int
    most: int
    before: int = 0
    price: int = 0
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What one person's row is held to; `cells` has (day, value, price)."""

    allowed: list[list[int]]
    runs: list[Run]
    last: int = 0
    minutes: tuple[int, int] = (0, NEVER_REACHED)
    most: list[int] = field(default_factory=list)
    shifts: tuple[int, int, int, int] = (0, NEVER_REACHED, 0, 0)
    weekends: tuple[int, int, int, int] = (NEVER_REACHED, 0, 0, 0)
    cells: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Book:
    """All of an instance.

    Attributes:
        people: by name, in the order of the rows.
        shifts: the values from 1 on, as an answer names them.
        days: how many.
        minutes: of each shift.
        never: (value, value) that may not follow on the next day.
        inside: for each kind of run the values that are inside it.
        rows: what each person's row is held to.
        cover: (day, value, least, best, price of each under, price of each over).
        base: what an answer costs that meets no wish, before anything else.
    """

    people: list[str]
    shifts: list[str]
    days: int
    minutes: list[int]
    never: set[tuple[int, int]]
    inside: list[set[int]]
    rows: list[Row]
    cover: list[tuple[int, int, int, int, int, int]]
    base: int = 0

    def text(self) -> str:
        """Return all numbers, with a space between them."""
        return " ".join(map(str, self._numbers()))

    def _numbers(self) -> Iterator[int]:
        values = range(len(self.shifts) + 1)
        yield from (len(self.people), self.days, len(values))
        yield min((minutes for minutes in self.minutes if minutes), default=1)
        yield from (0, *self.minutes)
        for one in values:
            yield from (int((one, other) in self.never) for other in values)
        yield len(self.inside)
        for inside in self.inside:
            yield from (int(value in inside) for value in values)
        for row in self.rows:
            yield from _row(row, len(self.shifts))
        yield from (self.base, len(self.cover))
        for cover in self.cover:
            yield from cover


def _row(row: Row, shifts: int) -> Iterator[int]:
    yield from (row.last, *row.minutes)
    yield from (NEVER_REACHED, *(row.most or [NEVER_REACHED] * shifts))
    yield from (*row.shifts, *row.weekends)
    for run in row.runs:
        yield from (run.least, run.most, run.before, run.price, int(run.is_open))
    for allowed in row.allowed:
        yield from (len(allowed), *allowed)
    yield len(row.cells)
    for cell in row.cells:
        yield from cell


def book_of(instance: Instance) -> Book:
    """Return the book of an instance of a format that is known.

    Raises:
        TypeError: it is of none of them.
    """
    if isinstance(instance, curtois.Instance):
        return _curtois(instance)
    if isinstance(instance, inrc2.Instance):
        return _inrc2(instance)
    raise TypeError(f"{instance.name}: an instance of Curtois & Qu or INRC-II was expected")


def _curtois(instance: curtois.Instance) -> Book:
    shifts = list(instance.minutes)
    value = {shift: at for at, shift in enumerate(shifts, start=1)}
    work = set(value.values())
    cells: dict[str, list[tuple[int, int, int]]] = {person: [] for person in instance.staff}
    for wish in instance.wanted:
        cells[wish.person].append((wish.day, value[wish.shift], -wish.weight))
    for wish in instance.unwanted:
        cells[wish.person].append((wish.day, value[wish.shift], wish.weight))
    return Book(
        people=list(instance.staff),
        shifts=shifts,
        days=instance.days,
        minutes=list(instance.minutes.values()),
        never={(value[s], value[other]) for s, o in instance.never_after.items() for other in o},
        inside=[work, {0}],
        rows=[
            Row(
                allowed=[
                    [0] if day in instance.days_off[person] else [0, *sorted(work)]
                    for day in range(instance.days)
                ],
                minutes=(staff.least_minutes, staff.most_minutes),
                most=[staff.most_of.get(shift, 0) for shift in shifts],
                runs=[
                    Run(staff.least_in_a_row, staff.most_in_a_row, is_open=True),
                    Run(staff.least_off, NEVER_REACHED, is_open=True),
                ],
                weekends=(staff.most_weekends, 0, 0, 0),
                cells=cells[person],
            )
            for person, staff in instance.staff.items()
        ],
        cover=[(c.day, value[c.shift], 0, c.wanted, c.under, c.over) for c in instance.cover],
        base=sum(wish.weight for wish in instance.wanted),
    )


def _inrc2(instance: inrc2.Instance) -> Book:
    skills = sorted(
        {skill for nurse in instance.nurses.values() for skill in nurse.skills}
        | {skill for _, _, skill in instance.cover}
    )
    shifts = [f"{shift}:{skill}" for shift in instance.shifts for skill in skills]
    value = {shift: at for at, shift in enumerate(shifts, start=1)}
    of = {shift: [value[f"{shift}:{skill}"] for skill in skills] for shift in instance.shifts}
    cells: dict[str, list[tuple[int, int, int]]] = {nurse: [] for nurse in instance.nurses}
    for nurse, day, unwanted in instance.unwanted:
        values = range(1, len(shifts) + 1) if unwanted is None else of[unwanted]
        cells[nurse] += [(day, each, 10) for each in values]
    return Book(
        people=list(instance.nurses),
        shifts=shifts,
        days=7 * instance.weeks,
        minutes=[0] * len(shifts),
        never={
            (one, other)
            for shift, never in instance.never_after.items()
            for after in never
            for one in of[shift]
            for other in of[after]
        },
        inside=[set(value.values()), {0}, *(set(values) for values in of.values())],
        rows=[
            _nurse(instance, nurse, of, [value[f"{s}:{k}"] for s in of for k in nurse.skills], own)
            for nurse, own in zip(instance.nurses.values(), cells.values(), strict=True)
        ],
        cover=[
            (day, value[f"{shift}:{skill}"], least, best, 30, 0)
            for (day, shift, skill), (least, best) in instance.cover.items()
            if best
        ],
    )


def _nurse(
    instance: inrc2.Instance,
    nurse: inrc2.Nurse,
    of: dict[str, list[int]],
    able: Iterable[int],
    cells: list[tuple[int, int, int]],
) -> Row:
    past, contract = nurse.past, instance.contracts[nurse.contract]
    same = {shift: past.same_shift if past.last_shift == shift else 0 for shift in of}
    return Row(
        allowed=[[0, *sorted(able)]] * (7 * instance.weeks),
        last=of[past.last_shift][0] if past.at_work and past.last_shift else 0,
        runs=[
            Run(*contract.at_work, past.at_work, 30),
            Run(*contract.off, past.off, 30),
            *(Run(*instance.shifts[shift], same[shift], 15) for shift in of),
        ],
        shifts=(*contract.assignments, past.assignments, 20),
        weekends=(
            contract.most_weekends,
            past.weekends,
            30,
            30 if contract.whole_weekends else 0,
        ),
        cells=cells,
    )
