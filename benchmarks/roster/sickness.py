"""Instances of 'roster-sickness' (MiniZinc Challenge 2022): open shifts to be filled.

The files are MiniZinc data, of numbers, lists, sets of numbers and a matrix of truth values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.roster.answers import BadInstance

if TYPE_CHECKING:
    from pathlib import Path

TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance; people, shifts and skills are counted from 1, as the format does.

    Attributes:
        name: the file's name without its ending.
        contracts: units of time that each person is to work.
        skills: the skills of each person.
        shifts: (start, stop, skill asked for) of each shift, in units of time.
        per_hour: units of time in an hour.
        assigned: for each person the shifts that they have already.
    """

    name: str
    contracts: tuple[int, ...]
    skills: tuple[frozenset[int], ...]
    shifts: tuple[tuple[int, int, int], ...]
    per_hour: int
    assigned: tuple[frozenset[int], ...]

    def overlapping(self, one: int, other: int) -> bool:
        """Tell whether two shifts share time."""
        a, b = self.shifts[one - 1], self.shifts[other - 1]
        return a[0] < b[1] and b[0] < a[1]


def read_instance(path: Path) -> Instance:
    """Read an instance.

    Raises:
        BadInstance: a statement is missing, or does not fit the others.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise BadInstance(f"{path.name}: cannot be read as text") from error
    read = _Reader(path.name, text)
    shifts, people = read.number("n_shifts"), read.number("n_employees")
    skills = read.number("n_expertises")
    starts, stops = read.numbers("start_time", shifts), read.numbers("stop_time", shifts)
    asked = read.numbers("req_expertise", shifts)
    if any(stop <= start for start, stop in zip(starts, stops, strict=True)):
        read.refuse("stop_time", "a shift ends before it starts")
    has = read.sets("employee_expertises", people)
    if not set(asked).union(*has) <= set(range(1, skills + 1)):
        read.refuse("req_expertise", f"skills are 1 to {skills}")
    per_hour = read.number("time_units_per_hour")
    if not per_hour or 60 % per_hour:
        read.refuse("time_units_per_hour", f"{per_hour} do not make whole minutes")
    given = read.truths("is_assigned", people * shifts)
    return Instance(
        name=path.stem,
        contracts=tuple(read.numbers("contract", people)),
        skills=tuple(has),
        shifts=tuple(zip(starts, stops, asked, strict=True)),
        per_hour=per_hour,
        assigned=tuple(
            frozenset(s + 1 for s in range(shifts) if given[person * shifts + s])
            for person in range(people)
        ),
    )


class _Reader:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.statements: dict[str, str] = {}
        for statement in re.sub(r"%[^\n]*", "", text).split(";"):
            field, equals, value = (part.strip() for part in statement.partition("="))
            if field and (not equals or not field.isidentifier()):
                raise BadInstance(f"{name}: '{field[:40]}' is no statement 'name = value;'")
            if field:
                self.statements[field] = value

    def refuse(self, field: str, wrong: str) -> None:
        raise BadInstance(f"{self.name}: {field}: {wrong}")

    def number(self, field: str) -> int:
        value = self._value(field)
        if not value.isdecimal():
            self.refuse(field, f"'{value[:40]}' is no whole number, 0 or more")
        return int(value)

    def numbers(self, field: str, many: int) -> list[int]:
        words = self._words(field, many)
        wrong = next((word for word in words if not word.isdecimal()), None)
        if wrong is not None:
            self.refuse(field, f"'{wrong[:40]}' is no whole number, 0 or more")
        return [int(word) for word in words]

    def truths(self, field: str, many: int) -> list[bool]:
        words = self._words(field, many)
        wrong = next((word for word in words if word not in TRUTH), None)
        if wrong is not None:
            self.refuse(field, f"'{wrong[:40]}' is neither true nor false")
        return [TRUTH[word] for word in words]

    def sets(self, field: str, many: int) -> list[frozenset[int]]:
        found = re.findall(r"\{([^{}]*)\}", self._value(field))
        if len(found) != many:
            self.refuse(field, f"{len(found)} sets, expected {many}")
        words = [word.strip() for inside in found for word in inside.split(",") if word.strip()]
        if not all(word.isdecimal() for word in words):
            self.refuse(field, "sets hold whole numbers alone")
        return [frozenset(int(w) for w in inside.split(",") if w.strip()) for inside in found]

    def _words(self, field: str, many: int) -> list[str]:
        value = self._value(field)
        if not (value.startswith("[") and value.endswith("]")):
            self.refuse(field, "no list in brackets '[…]' or '[| … |]'")
        words = value.strip("[]").replace("|", " ").replace(",", " ").split()
        if len(words) != many:
            self.refuse(field, f"{len(words)} values, expected {many}")
        return words

    def _value(self, field: str) -> str:
        if field not in self.statements:
            self.refuse(field, "missing")
        return self.statements[field]
