"""What INRC-II's definition says of an answer; it knows the instance and nothing of Huddle."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.roster.answers import BadInstance, Score
from benchmarks.roster.inrc2 import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.roster.answers import Answer
    from benchmarks.roster.inrc2 import Instance, Limits, Sources

Row = list[tuple[str, str] | None]
"""Shift and skill of each day of one nurse; None on a day off."""


def score(instance: Instance, answer: Answer) -> Score:
    """Return the cost of an answer, by the format's parts, and the hard constraints broken."""
    days = 7 * instance.weeks
    wrong, rows = [], {}
    for nurse in instance.nurses:
        cells = answer.get(nurse, [])
        wrong += [f"{nurse}: {len(cells)} days of {days}"] if len(cells) != days else []
        wrong += [f"{nurse}: two assignments on day {d}" for d, c in enumerate(cells) if len(c) > 1]
        rows[nurse] = [_split(cell[0]) if cell else None for cell in cells]
        rows[nurse] += [None] * (days - len(cells))
    there = Counter((day, *at) for row in rows.values() for day, at in enumerate(row) if at)
    wrong += [
        f"day {day}, {shift}, {skill}: {there[day, shift, skill]} of at least {least}"
        for (day, shift, skill), (least, _) in instance.cover.items()
        if there[day, shift, skill] < least
    ]
    parts: Counter[str] = Counter()
    for nurse, row in rows.items():
        wrong += [f"{nurse}: {sentence}" for sentence in _broken(instance, nurse, row)]
        parts += Counter(_costs(instance, nurse, row))
    for nurse, day, shift in instance.unwanted:
        at = rows[nurse][day]
        parts["preferences"] += 10 if at and shift in (None, at[0]) else 0
    parts["optimal coverage"] = sum(
        30 * max(0, best - there[place]) for place, (_, best) in instance.cover.items()
    )
    return Score(sum(parts.values()), tuple(wrong), dict(sorted(parts.items())))


def _split(assignment: str) -> tuple[str, str]:
    shift, _, skill = assignment.partition(":")
    return shift, skill


def _broken(instance: Instance, nurse: str, row: Row) -> Iterator[str]:
    known = instance.nurses[nurse]
    before = known.past.last_shift if known.past.at_work else None
    for day, at in enumerate(row):
        if at and at[1] not in known.skills:
            yield f"has not the skill {at[1]} of day {day}"
        if at and before and at[0] in instance.never_after.get(before, ()):
            yield f"{at[0]} on day {day} after {before}"
        before = at[0] if at else None


def _costs(instance: Instance, nurse: str, row: Row) -> dict[str, int]:
    past = instance.nurses[nurse].past
    contract = instance.contracts[instance.nurses[nurse].contract]
    works = [at is not None for at in row]
    runs = 30 * _misses(works, past.at_work, contract.at_work)
    for shift, limits in instance.shifts.items():
        same = past.same_shift if past.last_shift == shift else 0
        runs += 15 * _misses([bool(at and at[0] == shift) for at in row], same, limits)
    weekends = [(works[sat], works[sat + 1]) for sat in range(5, len(row), 7)]
    total = past.assignments + sum(works)
    worked = past.weekends + sum(map(any, weekends))
    least, most = contract.assignments
    half = sum(sat is not sun for sat, sun in weekends) if contract.whole_weekends else 0
    return {
        "total assignments": 20 * (max(0, least - total) + max(0, total - most)),
        "consecutive": runs,
        "days off": 30 * _misses([not at for at in works], past.off, contract.off),
        "working weekends": 30 * max(0, worked - contract.most_weekends),
        "complete weekends": 30 * half,
    }


def _misses(inside: list[bool], before: int, limits: Limits) -> int:
    """Return the days missing in runs that ended too early, and too many in runs in these weeks.

    A run that the history begins counts with it; what the history has too many is not charged
    again. A run that lasts to the end may go on.
    """
    least, most = limits
    missed, run = 0, before
    for one in inside:
        if one:
            run += 1
            missed += run > most
        else:
            missed += max(0, least - run) if run else 0
            run = 0
    return missed


def read_answer(instance: Instance, of: Sources, folder: Path) -> Answer:
    """Read the weeks' solutions in a folder as one answer.

    Raises:
        BadInstance: a file is missing, or has a line that does not fit.
    """
    answer: Answer = {ref: [()] * (7 * instance.weeks) for ref in instance.nurses}
    for number, week in enumerate(of.weeks):
        file = folder / f"Sol-{of.scenario}-{week}-{number}.txt"
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (UnicodeDecodeError, OSError) as error:
            raise BadInstance(f"{file.name}: cannot be read as text") from error
        for line in lines:
            words = line.split()
            if len(words) != 4 or words[1] not in DAYS:
                continue
            if words[0] not in answer:
                raise BadInstance(f"{file.name}: '{words[0]}' is no nurse of the scenario")
            day = 7 * number + DAYS.index(words[1])
            answer[words[0]][day] += (f"{words[2]}:{words[3]}",)
    return answer


def solutions(of: Sources, answer: Answer) -> dict[str, str]:
    """Return the answer as the format's files, one for each week, by name."""
    files = {}
    for number, week in enumerate(of.weeks):
        given = [
            f"{nurse} {DAYS[day]} {assignment.replace(':', ' ')}"
            for nurse, cells in answer.items()
            for day, cell in enumerate(cells[7 * number : 7 * number + 7])
            for assignment in cell
        ]
        head = ["SOLUTION", f"{number} {of.scenario}", "", f"ASSIGNMENTS = {len(given)}"]
        files[f"Sol-{of.scenario}-{week}-{number}.txt"] = "\n".join([*head, *given, ""])
    return files
