"""What Curtois & Qu's definition says of an answer; it knows the instance and nothing of Huddle."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from benchmarks.roster.answers import Score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.roster.answers import Answer
    from benchmarks.roster.curtois import Instance


def score(instance: Instance, answer: Answer) -> Score:
    """Return the cost of an answer and the hard constraints that it breaks."""
    violations = []
    for person in instance.staff:
        violations += [f"{person}: {wrong}" for wrong in _wrong(instance, person, answer[person])]
    wanted = sum(w.weight for w in instance.wanted if w.shift not in answer[w.person][w.day])
    unwanted = sum(w.weight for w in instance.unwanted if w.shift in answer[w.person][w.day])
    cover = 0
    for row in instance.cover:
        there = sum(row.shift in cells[row.day] for cells in answer.values())
        cover += row.under * max(0, row.wanted - there) + row.over * max(0, there - row.wanted)
    parts = {"on-requests": wanted, "off-requests": unwanted, "cover": cover}
    return Score(sum(parts.values()), tuple(violations), parts)


def _wrong(instance: Instance, person: str, cells: list[tuple[str, ...]]) -> Iterator[str]:
    staff = instance.staff[person]
    if len(cells) != instance.days:
        yield f"{len(cells)} days of {instance.days}"
        return
    if any(len(cell) > 1 for cell in cells):
        yield "more than one shift on a day"
    shifts = [cell[0] if cell else "" for cell in cells]
    for day, (one, other) in enumerate(pairwise(shifts), start=1):
        if one and other in instance.never_after[one]:
            yield f"{other} on day {day} after {one}"
    for shift in instance.minutes:
        if shifts.count(shift) > staff.most_of.get(shift, 0):
            yield f"{shifts.count(shift)} times {shift}"
    minutes = sum(instance.minutes[shift] for shift in shifts if shift)
    if not staff.least_minutes <= minutes <= staff.most_minutes:
        yield f"{minutes} minutes in all"
    for day in sorted(instance.days_off[person]):
        if shifts[day]:
            yield f"works on day {day}, a day off"
    weekends = sum(any(shifts[sat : sat + 2]) for sat in range(5, instance.days, 7))
    if weekends > staff.most_weekends:
        yield f"{weekends} weekends"
    yield from _runs(instance, person, shifts)


def _runs(instance: Instance, person: str, shifts: list[str]) -> Iterator[str]:
    """Yield runs that are too long, or too short and touch neither end of the horizon."""
    staff, start = instance.staff[person], 0
    for works, run in groupby(bool(shift) for shift in shifts):
        length = len(list(run))
        inner = start > 0 and start + length < instance.days
        if works and length > staff.most_in_a_row:
            yield f"{length} shifts in a row from day {start}"
        if works and inner and length < staff.least_in_a_row:
            yield f"only {length} shifts in a row from day {start}"
        if not works and inner and length < staff.least_off:
            yield f"only {length} days off from day {start}"
        start += length
