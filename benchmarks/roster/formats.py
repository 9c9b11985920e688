"""The formats by name: how each is read, planned, and judged."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.roster import (
    curtois,
    curtois_roster,
    curtois_score,
    inrc2,
    inrc2_roster,
    inrc2_score,
    sickness,
    sickness_roster,
    sickness_score,
)
from benchmarks.roster.answers import Answer, BadInstance, Score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from models.roster import RosterPlan
    from models.roster_case import RosterCase


Instance = curtois.Instance | inrc2.Instance | sickness.Instance
"""An instance of any format, as it is read."""


@dataclass(frozen=True, slots=True)
class Task:
    """One instance, ready to be planned.

    Attributes:
        name: its name.
        instance: the instance as it is read.
        case: the instance as a roster.
        answer: what a plan says in the format's words.
        score: what the format says of an answer.
        cost: what our own (people short, cost) comes to in the format's terms.
        days: what the days are called, for the head of a table.
        more: further files of an answer, by name.
        most: whether the format's cost is a worth, to be as high as can be.
    """

    name: str
    instance: Instance
    case: RosterCase
    answer: Callable[[RosterPlan], Answer]
    score: Callable[[Answer], Score]
    cost: Callable[[int, int], int]
    days: tuple[str, ...]
    more: Callable[[Answer], dict[str, str]] | None = None
    most: bool = False


def _files(path: Path, ending: str) -> list[Path]:
    found = sorted(path.rglob(f"*{ending}")) if path.is_dir() else [path]
    if not found or not found[0].is_file():
        raise BadInstance(f"{path}: no instance there; name *{ending} files, or a folder with some")
    return found


def _as_it_is(_: int, cost: int) -> int:
    return cost


def _curtois(path: Path) -> Iterator[Task]:
    for file in _files(path, ".txt"):
        instance = curtois.read_instance(file)
        yield Task(
            name=instance.name,
            instance=instance,
            case=curtois_roster.case_of(instance),
            answer=partial(curtois_roster.answer_of, instance),
            score=partial(curtois_score.score, instance),
            cost=_as_it_is,
            days=tuple(map(str, range(instance.days))),
        )


def _sickness(path: Path) -> Iterator[Task]:
    for file in _files(path, ".dzn"):
        instance = sickness.read_instance(file)
        yield Task(
            name=instance.name,
            instance=instance,
            case=sickness_roster.case_of(instance),
            answer=partial(sickness_roster.answer_of, instance),
            score=partial(sickness_score.score, instance),
            cost=partial(sickness_roster.worth, instance),
            days=("0",),
            most=True,
        )


def _inrc2(path: Path) -> Iterator[Task]:
    for of in inrc2.sources(path):
        instance = inrc2.read_instance(of)
        yield Task(
            name=of.name,
            instance=instance,
            case=inrc2_roster.case_of(instance),
            answer=partial(inrc2_roster.answer_of, instance),
            score=partial(inrc2_score.score, instance),
            cost=_as_it_is,
            days=tuple(f"{week}-{day}" for week in range(instance.weeks) for day in inrc2.DAYS),
            more=partial(inrc2_score.solutions, of),
        )


FORMATS: dict[str, Callable[[Path], Iterator[Task]]] = {
    "curtois": _curtois,
    "inrc2": _inrc2,
    "sickness": _sickness,
}
"""How the instances under a path are read, by format."""
