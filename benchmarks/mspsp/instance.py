"""MSPSP instances (Young, Feydy, Schutt 2017): activities that need several skills at once.

The files are MiniZinc data. They hold numbers, lists and matrices of numbers or truth values only,
and what else they hold (sets worked out from these, comments) is not needed; MiniZinc's own
readers bring its compiler along, so these statements are read here, strictly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TRUTH = {"true": 1, "false": 0}


class BadInstance(ValueError):
    """The file is no MSPSP instance: where, what is wrong, and what would be right."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance; activities, skills and people are counted from 0.

    Attributes:
        name: the file's name without its ending.
        durations: minutes of each activity.
        needs: for each activity, how many people it needs for each skill.
        mastery: for each person, the skills that they have.
        precedence: (activity, activity that starts at its end or later).
    """

    name: str
    durations: tuple[int, ...]
    needs: tuple[tuple[int, ...], ...]
    mastery: tuple[frozenset[int], ...]
    precedence: tuple[tuple[int, int], ...]


def read_instance(path: Path) -> Instance:
    """Read an instance.

    Raises:
        BadInstance: a statement is missing, or does not fit the others.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInstance(f"{path.name}: not a text file; MiniZinc data is UTF-8") from error
    statements = _statements(path.name, text)
    read = _Reader(path.name, statements)
    activities, skills = read.number("nActs"), read.number("nSkills")
    people, links = read.number("nResources"), read.number("nPrecs")
    needs = read.numbers("sreq", activities * skills)
    masters = read.numbers("mastery", people * skills)
    before, after = read.numbers("pred", links), read.numbers("succ", links)
    for field, listed in (("pred", before), ("succ", after)):
        wrong = next((a for a in listed if not 1 <= a <= activities), None)
        if wrong is not None:
            read.refuse(field, f"activity {wrong} is not there; activities are 1 to {activities}")
    instance = Instance(
        name=path.stem,
        durations=tuple(read.numbers("dur", activities)),
        needs=tuple(tuple(needs[k * skills : (k + 1) * skills]) for k in range(activities)),
        mastery=tuple(
            frozenset(s for s in range(skills) if masters[k * skills + s]) for k in range(people)
        ),
        precedence=tuple((a - 1, b - 1) for a, b in zip(before, after, strict=True)),
    )
    order_of(instance)
    return instance


def order_of(instance: Instance) -> list[int]:
    """Return the activities in an order in which each stands after all that precede it.

    Raises:
        BadInstance: there is none.
    """
    left = set(range(len(instance.durations)))
    order: list[int] = []
    while left:
        held = {b for a, b in instance.precedence if a in left}
        ready = sorted(left - held)
        if not ready:
            raise BadInstance(f"{instance.name}: pred, succ: some activities precede themselves")
        order += ready
        left -= set(ready)
    return order


def _statements(name: str, text: str) -> dict[str, str]:
    plain = re.sub(r"%[^\n]*", "", text)
    statements: dict[str, str] = {}
    for statement in plain.split(";"):
        if not statement.strip():
            continue
        field, equals, value = (part.strip() for part in statement.partition("="))
        if not equals or not field.isidentifier():
            raise BadInstance(f"{name}: '{statement.strip()[:40]}' is no statement 'name = value;'")
        statements[field] = value
    return statements


class _Reader:
    def __init__(self, name: str, statements: dict[str, str]) -> None:
        self.name, self.statements = name, statements

    def refuse(self, field: str, wrong: str) -> None:
        raise BadInstance(f"{self.name}: {field}: {wrong}")

    def number(self, field: str) -> int:
        value = self._value(field)
        if not value.isdecimal():
            self.refuse(field, f"'{value[:40]}' is no whole number, 0 or more")
        return int(value)

    def numbers(self, field: str, many: int) -> list[int]:
        value = self._value(field)
        if not (value.startswith("[") and value.endswith("]")):
            self.refuse(field, "no list in brackets '[…]' or '[| … |]'")
        words = value.strip("[]").replace("|", " ").replace(",", " ").split()
        wrong = next((word for word in words if word not in TRUTH and not word.isdecimal()), None)
        if wrong is not None:
            self.refuse(field, f"'{wrong}' is neither a whole number, 0 or more, nor true or false")
        if len(words) != many:
            self.refuse(field, f"{len(words)} values, expected {many}")
        return [TRUTH[word] if word in TRUTH else int(word) for word in words]

    def _value(self, field: str) -> str:
        if field not in self.statements:
            self.refuse(field, "missing")
        return self.statements[field]
