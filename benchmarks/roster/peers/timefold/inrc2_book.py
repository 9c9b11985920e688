"""An instance of INRC-II as a book: values are shifts with the skill that they are worked with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.roster.peers.timefold.book import Book, Row, Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.roster.inrc2 import Instance, Nurse


def book_of(instance: Instance) -> Book:
    """Return the book of an instance."""
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
    instance: Instance,
    nurse: Nurse,
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
