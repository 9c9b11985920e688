"""An instance of Curtois & Qu as a book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.roster.peers.timefold.book import NEVER_REACHED, Book, Row, Run

if TYPE_CHECKING:
    from benchmarks.roster.curtois import Instance


def book_of(instance: Instance) -> Book:
    """Return the book of an instance."""
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
