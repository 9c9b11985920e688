"""Instances of Curtois & Qu: sections of comma-separated lines, '#' before a comment.

An empty field is no item, so the lists within a field are split at '|'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.roster.answers import BadInstance

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = {
    "SECTION_HORIZON": 1,
    "SECTION_SHIFTS": 3,
    "SECTION_STAFF": 8,
    "SECTION_DAYS_OFF": 1,
    "SECTION_SHIFT_ON_REQUESTS": 4,
    "SECTION_SHIFT_OFF_REQUESTS": 4,
    "SECTION_COVER": 5,
}
"""The sections, and how many fields a line has at the least."""


@dataclass(frozen=True, slots=True)
class Staff:
    """What one person's roster is held to; minutes and days."""

    most_of: dict[str, int]
    most_minutes: int
    least_minutes: int
    most_in_a_row: int
    least_in_a_row: int
    least_off: int
    most_weekends: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A request for, or against, a shift on a day, and what it costs not to meet it."""

    person: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True, slots=True)
class Cover:
    """How many people a shift wants on a day, and what each too few or too many costs."""

    day: int
    shift: str
    wanted: int
    under: int
    over: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance; day 0 is a Monday."""

    name: str
    days: int
    minutes: dict[str, int] = field(default_factory=dict)
    never_after: dict[str, tuple[str, ...]] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    days_off: dict[str, frozenset[int]] = field(default_factory=dict)
    wanted: tuple[Wish, ...] = ()
    unwanted: tuple[Wish, ...] = ()
    cover: tuple[Cover, ...] = ()


def read_instance(path: Path) -> Instance:
    """Read an instance.

    Raises:
        BadInstance: a section is missing, or a line does not fit it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        raise BadInstance(f"{path.name}: cannot be read as text") from error
    return _Reader(path.name, text).instance(path.stem)


class _Reader:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines: dict[str, list[tuple[int, list[str]]]] = {}
        section = ""
        for number, line in enumerate(text.splitlines(), start=1):
            plain = line.strip()
            if not plain or plain.startswith("#"):
                continue
            if plain.startswith("SECTION_"):
                section = plain
                if section not in SECTIONS:
                    self.refuse(number, f"'{section}' is no section")
                self.lines.setdefault(section, [])
                continue
            fields = [part.strip() for part in plain.split(",")]
            if not section or len(fields) < SECTIONS[section]:
                wanted = SECTIONS.get(section, 0)
                self.refuse(number, f"{len(fields)} fields, expected {wanted} in {section or '-'}")
            self.lines[section].append((number, fields))
        missing = [section for section in SECTIONS if section not in self.lines]
        if missing:
            raise BadInstance(f"{name}: {missing[0]} is missing")

    def refuse(self, line: int, wrong: str) -> None:
        raise BadInstance(f"{self.name}, line {line}: {wrong}")

    def number(self, line: int, word: str, below: int | None = None) -> int:
        if not word.isdecimal():
            self.refuse(line, f"'{word[:40]}' is no whole number, 0 or more")
        value = int(word)
        if below is not None and value >= below:
            self.refuse(line, f"day {value} is not there; days are 0 to {below - 1}")
        return value

    def known(self, line: int, word: str, among: dict[str, int] | dict[str, Staff]) -> str:
        if word not in among:
            self.refuse(line, f"'{word[:40]}' is not defined")
        return word

    def instance(self, name: str) -> Instance:
        horizon = self.lines["SECTION_HORIZON"]
        if not horizon:
            raise BadInstance(f"{self.name}: SECTION_HORIZON says no number of days")
        line, fields = horizon[0]
        days = self.number(line, fields[0])
        if not 1 <= days <= 371:
            self.refuse(line, f"{days} days; 1 to 371 can be planned")
        minutes = {f[0]: self.number(n, f[1]) for n, f in self.lines["SECTION_SHIFTS"]}
        never = {
            f[0]: tuple(self.known(n, s, minutes) for s in f[2].split("|") if s)
            for n, f in self.lines["SECTION_SHIFTS"]
        }
        staff = {f[0]: self.staff(n, f, minutes) for n, f in self.lines["SECTION_STAFF"]}
        off = {person: frozenset[int]() for person in staff}
        for n, f in self.lines["SECTION_DAYS_OFF"]:
            person = self.known(n, f[0], staff)
            off[person] |= {self.number(n, word, days) for word in f[1:] if word}

        def wishes(section: str) -> tuple[Wish, ...]:
            return tuple(
                Wish(
                    self.known(n, f[0], staff),
                    self.number(n, f[1], days),
                    self.known(n, f[2], minutes),
                    self.number(n, f[3]),
                )
                for n, f in self.lines[section]
            )

        cover = tuple(
            Cover(
                self.number(n, f[0], days),
                self.known(n, f[1], minutes),
                self.number(n, f[2]),
                self.number(n, f[3]),
                self.number(n, f[4]),
            )
            for n, f in self.lines["SECTION_COVER"]
        )
        on, against = wishes("SECTION_SHIFT_ON_REQUESTS"), wishes("SECTION_SHIFT_OFF_REQUESTS")
        return Instance(name, days, minutes, never, staff, off, on, against, cover)

    def staff(self, line: int, fields: list[str], minutes: dict[str, int]) -> Staff:
        most_of = {}
        for item in fields[1].split("|"):
            shift, equals, most = item.partition("=")
            if item and not equals:
                self.refuse(line, f"'{item[:40]}' is no 'shift=number'")
            if item:
                most_of[self.known(line, shift.strip(), minutes)] = self.number(line, most.strip())
        return Staff(most_of, *(self.number(line, word) for word in fields[2:8]))
