"""Instances of INRC-II: a scenario, a history, and the data of each week, in files of words.

A file is a list of lines; a line that begins with a known head opens a section. Pairs of limits are
written '(least,most)'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.roster.answers import BadInstance

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NAME = re.compile(r"(?P<scenario>n\d+w\d+)_(?P<history>\d+)_(?P<weeks>\d+(?:-\d+)*)")
SOLUTION = re.compile(r"Solution_H_(?P<history>\d+)-WD_(?P<weeks>\d+(?:-\d+)*)")

Limits = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Contract:
    """What a contract asks: assignments, runs at work and off, weekends worked and whole."""

    assignments: Limits
    at_work: Limits
    off: Limits
    most_weekends: int
    whole_weekends: bool


@dataclass(frozen=True, slots=True)
class Past:
    """A nurse's history: totals, and the runs that the last day before the first week was of."""

    assignments: int
    weekends: int
    last_shift: str | None
    same_shift: int
    at_work: int
    off: int


@dataclass(frozen=True, slots=True)
class Nurse:
    """A nurse's contract, skills and history."""

    contract: str
    skills: tuple[str, ...]
    past: Past


@dataclass(frozen=True, slots=True)
class Instance:
    """A scenario with one history and some weeks, as one horizon.

    Attributes:
        name: scenario, history and weeks.
        weeks: how many.
        shifts: least and most in a row of each shift.
        never_after: shifts that may not follow a shift.
        contracts: by name.
        nurses: by name.
        cover: (least, best) by (day, shift, skill).
        unwanted: (nurse, day, shift) that was asked not to be; None is any shift.
    """

    name: str
    weeks: int
    shifts: dict[str, Limits]
    never_after: dict[str, tuple[str, ...]]
    contracts: dict[str, Contract]
    nurses: dict[str, Nurse]
    cover: dict[tuple[int, str, str], Limits]
    unwanted: tuple[tuple[str, int, str | None], ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of one instance: the scenario's folder, the history's number, the weeks'."""

    folder: Path
    scenario: str
    history: int
    weeks: tuple[int, ...]

    @property
    def name(self) -> str:
        """The instance's name, as the competition writes it."""
        return f"{self.scenario}_{self.history}_{'-'.join(map(str, self.weeks))}"


def sources(path: Path) -> list[Sources]:
    """Return the instances that a path names.

    That is one as in FOLDER/n005w4_0_1-2-3-3, with the files in the folder or in n005w4 within it;
    or a folder Solution_H_0-WD_1-2-3-3 beside the files; or all such below a folder.

    Raises:
        BadInstance: it names none.
    """
    named = NAME.fullmatch(path.name)
    if named and not path.is_dir():
        inside = path.parent / named["scenario"]
        folder = inside if inside.is_dir() else path.parent
        return [_sources(folder, named["scenario"], named["history"], named["weeks"])]
    folders = [path] if SOLUTION.fullmatch(path.name) else sorted(path.rglob("Solution_H_*"))
    found = []
    for folder in folders:
        of = SOLUTION.fullmatch(folder.name)
        scenarios = sorted(folder.parent.glob("Sc-*.txt"))
        if of and scenarios:
            scenario = scenarios[0].stem.removeprefix("Sc-")
            found.append(_sources(folder.parent, scenario, of["history"], of["weeks"]))
    if not found:
        raise BadInstance(f"{path}: no instance there; name one as in FOLDER/n005w4_0_1-2-3-3")
    return found


def _sources(folder: Path, scenario: str, history: str, weeks: str) -> Sources:
    return Sources(folder, scenario, int(history), tuple(map(int, weeks.split("-"))))


def read_instance(of: Sources) -> Instance:
    """Read scenario, history and weeks.

    Raises:
        BadInstance: a file is missing, or a line in it does not fit.
    """
    scenario = _File(of.folder / f"Sc-{of.scenario}.txt")
    history = _File(of.folder / f"H0-{of.scenario}-{of.history}.txt")
    weeks = [_File(of.folder / f"WD-{of.scenario}-{week}.txt") for week in of.weeks]
    shifts = {w[0]: scenario.limits(w, 1) for w in scenario.section("SHIFT_TYPES")}
    skills = {w[0] for w in scenario.section("SKILLS")}
    past = {w[0]: _past(history, w, shifts) for w in history.section("NURSE_HISTORY")}
    contracts = {w[0]: _contract(scenario, w) for w in scenario.section("CONTRACTS")}
    nurses = {}
    for words in scenario.section("NURSES"):
        scenario.known(words, 1, contracts)
        many = scenario.number(words, 2)
        for at in range(3, 3 + many):
            scenario.known(words, at, skills)
        if words[0] not in past:
            history.refuse(words, f"no history of {words[0]}")
        nurses[words[0]] = Nurse(words[1], tuple(words[3 : 3 + many]), past[words[0]])
    cover: dict[tuple[int, str, str], Limits] = {}
    unwanted: list[tuple[str, int, str | None]] = []
    for number, week in enumerate(weeks):
        for words in week.section("REQUIREMENTS"):
            shift, skill = week.known(words, 0, shifts), week.known(words, 1, skills)
            for day in range(7):
                cover[7 * number + day, shift, skill] = week.limits(words, 2 + day)
        for words in week.section("SHIFT_OFF_REQUESTS"):
            nurse = week.known(words, 0, nurses)
            day = 7 * number + DAYS.index(week.known(words, 2, DAYS))
            anything = week.word(words, 1) == "Any"
            unwanted.append((nurse, day, None if anything else week.known(words, 1, shifts)))
    return Instance(
        name=of.name,
        weeks=len(weeks),
        shifts=shifts,
        never_after={
            w[0]: tuple(scenario.known(w, at, shifts) for at in range(2, 2 + int(w[1])))
            for w in scenario.section("FORBIDDEN_SHIFT_TYPES_SUCCESSIONS")
        },
        contracts=contracts,
        nurses=nurses,
        cover=cover,
        unwanted=tuple(unwanted),
    )


def _contract(file: _File, words: list[str]) -> Contract:
    return Contract(
        assignments=file.limits(words, 1),
        at_work=file.limits(words, 2),
        off=file.limits(words, 3),
        most_weekends=file.number(words, 4),
        whole_weekends=bool(file.number(words, 5)),
    )


def _past(file: _File, words: list[str], shifts: dict[str, Limits]) -> Past:
    last = None if words[3] == "None" else file.known(words, 3, shifts)
    assignments, weekends = file.number(words, 1), file.number(words, 2)
    same, at_work, off = (file.number(words, at) for at in (4, 5, 6))
    return Past(assignments, weekends, last, same, at_work, off)


class _File:
    """A file's sections: lines of words after a head, up to the next head or an empty line."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError) as error:
            raise BadInstance(f"{path.name}: cannot be read as text") from error
        self._sections: dict[str, list[list[str]]] = {}
        head = ""
        for line in text.splitlines():
            words = line.split()
            if not words:
                head = ""
            elif re.fullmatch(r"[A-Z_0-9]+", words[0]) and words[1:2] in ([], ["="]):
                head = words[0]
                self._sections[head] = []
            elif head:
                self._sections[head].append(words)

    def refuse(self, words: list[str], wrong: str) -> None:
        raise BadInstance(f"{self.name}: '{' '.join(words)[:60]}': {wrong}")

    def section(self, head: str) -> list[list[str]]:
        if head not in self._sections:
            raise BadInstance(f"{self.name}: {head} is missing")
        return self._sections[head]

    def word(self, words: list[str], at: int) -> str:
        if at >= len(words):
            self.refuse(words, f"{len(words)} words, expected {at + 1} at the least")
        return words[at]

    def number(self, words: list[str], at: int) -> int:
        word = self.word(words, at)
        if not word.isdecimal():
            self.refuse(words, f"'{word}' is no whole number, 0 or more")
        return int(word)

    def limits(self, words: list[str], at: int) -> Limits:
        found = re.fullmatch(r"\((\d+),(\d+)\)", self.word(words, at))
        if not found or int(found[1]) > int(found[2]):
            self.refuse(words, f"'{words[at]}' is no '(least,most)'")
            return (0, 0)
        return (int(found[1]), int(found[2]))

    def known(self, words: list[str], at: int, among: Container[str]) -> str:
        word = self.word(words, at)
        if word not in among:
            self.refuse(words, f"'{word}' is not defined")
        return word
