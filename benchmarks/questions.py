"""What `huddle bench repeat` can ask: example days, rosters and absences, and some that are drawn.

A roster is repaired, or built where `:build` follows its name; an absence of days is answered with
its days unless `:repair` or `:build` asks for its roster alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios import library
from scenarios.generator.days import generate
from scenarios.generator.disruptions import Disruption, disrupt
from scenarios.generator.weeks.absences import Absences, with_absences
from scenarios.generator.weeks.weeks import generate_weeks
from scenarios.roster_library import absence_names, roster_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NETWORK = "three-sites"
"""A generated day of three sites, of which two have people out and are searched side by side."""

WEEKS = "eight-people"
"""A generated roster of four weeks and eight people, of whom one is out."""

BUILD, REPAIR, ABSENCE = "build", "repair", "absence"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as the command line takes it.

    Attributes:
        name: what it is called: the example, and what is done with its roster.
        words: the words of the command, before the options that all have.
        one: the option for one answer without others beside it; None where there are none.
    """

    name: str
    words: tuple[str, ...]
    one: str | None = "--no-options"


@dataclass(frozen=True, slots=True)
class Proof:
    """What an answer says of itself.

    Attributes:
        cost: of its plan; of all its plans together where it has several.
        before: what comes before the cost: people short and cells changed of a roster.
        proven: whether every part is proven best.
        reproducible: whether every part says that it is.
    """

    cost: int
    before: tuple[int, ...]
    proven: bool
    reproducible: bool


def names() -> list[str]:
    """Return the names of all questions."""
    rosters = [*roster_names(), WEEKS]
    plain = [name for name in rosters if name not in absence_names()]
    of_rosters = [f"{name}:{doing}" for name in rosters for doing in (BUILD, REPAIR)]
    return [*library.names(), NETWORK, *absence_names(), *plain, *of_rosters]


def question(name: str, files: dict[str, str]) -> Question:
    """Return a question by its name; `files` are those of what is drawn."""
    example, _, doing = name.partition(":")
    where = files.get(example, example)
    if example in {*roster_names(), *absence_names(), WEEKS}:
        doing = doing or (ABSENCE if example in absence_names() else REPAIR)
        one = None if doing == BUILD else "--no-options"
        return Question(name, ("roster", doing, where), one)
    return Question(name, ("resolve", where))


def proof_of(answer: dict[str, Any]) -> Proof:
    """Return what an answer of any kind says of itself."""
    if "patient_calls" in answer:
        parts = [proof_of(answer["roster"])]
        parts += [proof_of(day["proposal"]) for day in answer["days"] if day["proposal"]]
        return Proof(
            cost=sum(part.cost for part in parts),
            before=parts[0].before,
            proven=all(part.proven for part in parts),
            reproducible=all(part.reproducible for part in parts),
        )
    proof = answer["certificate"]
    if "roster" not in answer:
        limits = proof["limits"]
        return Proof(proof["cost"], (), proof["proven"], bool(limits["reproducible"]))
    said = bool(answer["limits"]["reproducible"])
    if proof is None:
        # There is no roster: that is proven, or nothing is.
        return Proof(0, (), answer["possible"] is False, said)
    return Proof(proof["cost"], (proof["short"], proof["changes"] or 0), proof["proven"], said)


def without_times(said: Any) -> Any:
    """Return an answer, or a part of one, without its times."""
    if isinstance(said, dict):
        return {key: without_times(value) for key, value in said.items() if key != "timing"}
    if isinstance(said, list):
        return [without_times(value) for value in said]
    return said


def drawn(folder: Path, wanted: Sequence[str]) -> dict[str, str]:
    """Write what is drawn, of what is wanted, into a folder; return the files by example."""
    examples = {name.partition(":")[0] for name in wanted}
    files = {}
    if NETWORK in examples:
        files[NETWORK] = str(network(folder))
    if WEEKS in examples:
        files[WEEKS] = str(weeks(folder))
    return files


def network(folder: Path) -> Path:
    """Write the generated day of three sites, and return its file."""
    office, day = generate(1, providers=6, sites=3, visits_per_provider=8)
    for seed in (0, 1):
        day = disrupt(day, office, Disruption.TWO_PEOPLE, seed)
    (folder / "office.json").write_text(office.model_dump_json(by_alias=True), encoding="utf-8")
    return _written(folder, NETWORK, "office.json", day.model_dump_json(by_alias=True))


def weeks(folder: Path) -> Path:
    """Write the generated roster of eight people, and return its file."""
    office, roster = generate_weeks(3, people=8, sites=1)
    roster = with_absences(roster, Absences.ONE_WEEK, 3)
    file = folder / "rostered.json"
    file.write_text(office.model_dump_json(by_alias=True), encoding="utf-8")
    return _written(folder, WEEKS, file.name, roster.model_dump_json(by_alias=True))


def _written(folder: Path, name: str, office: str, document: str) -> Path:
    file = folder / f"{name}.json"
    file.write_text(json.dumps(json.loads(document) | {"office": office}), encoding="utf-8")
    return file
