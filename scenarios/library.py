"""The fixtures by name: an office, a day with what happened, and what a good answer must show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import cycle
from typing import TYPE_CHECKING, Any

from pydantic import Field, TypeAdapter, ValidationError

from models.base import Fact, Ref
from models.clock import Minute
from models.day import Day
from models.documents import parse
from models.errors import BadInput, Fault
from models.events import CallOutcome, CallResult, Event
from models.office import Office
from models.reading import faults_of, read
from scenarios.generator.tiers import disrupted, tier_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from models.proposal import Call

_EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...])

SHEET = "scenario.yaml"
"""The file that makes a folder a fixture."""


class Bounds(Fact):
    """Between which values a figure of a good answer lies, both included: counts or times."""

    least: Minute | None = None
    most: Minute | None = None

    def admit(self, figure: float) -> bool:
        """Tell whether the figure lies within."""
        return (self.least is None or self.least <= figure) and (
            self.most is None or figure <= self.most
        )


class Expectations(Fact):
    """What a good answer must show."""

    unchanged: bool = Field(default=False, description="Nothing changes for anybody.")
    gap: float = Field(
        default=0.0, ge=0, le=1, description="The largest gap to the bound; 0: proven best."
    )
    publishable: bool = Field(default=True, description="No breach and no gap is left.")
    kpis: dict[str, Bounds] = Field(default_factory=dict, description="By name of the figure.")
    seen_today: tuple[Ref, ...] = Field(default=(), description="Visits that stay on the day.")
    manual_decision: tuple[Ref, ...] | None = Field(
        default=(), description="Exactly these visits are left to a clinician; null: whichever."
    )
    most_added_visits: int | None = Field(
        default=None, description="Visits added to one provider, those in held slots not counted."
    )
    silent: tuple[Ref, ...] = Field(
        default=(), description="Rules that find nothing in it, not even a cost."
    )
    says: tuple[str, ...] = Field(default=(), description="In words, for whoever reads along.")


class Round(Fact):
    """What happens once a plan was issued and its calls were made."""

    now: Minute
    answers: tuple[CallResult, ...] = Field(
        default=(), description="What comes of the calls, in calling order, over and over."
    )
    events: str = Field(description="The file of what happens then, from the fixture's folder.")
    kpis: dict[str, Bounds] = Field(default_factory=dict, description="By name of the figure.")


class Generated(Fact):
    """A day too large to be written out: it comes from the seeded generator, the same each time."""

    tier: Ref = Field(description="S, M, L or XL.")
    book: Ref = Field(description="tight or easy.")
    disruption: Ref
    seed: int = Field(ge=0)


class Sheet(Fact):
    """A fixture's cover sheet: what it is about, which day it starts from, what is expected."""

    about: str
    generated: Generated | None = Field(
        default=None, description="Where the day is from, when no files hold office and day."
    )
    day: str = Field(default="day.yaml", description="The day's file, from the fixture's folder.")
    rounds: tuple[Round, ...] = Field(default=(), description="The day goes on from there.")
    expect: Expectations


@dataclass(frozen=True)
class Following:
    """A later round of a fixture: when it is, what came of the calls, and what has happened."""

    now: int
    answers: tuple[CallResult, ...]
    events: tuple[Event, ...]
    kpis: dict[str, Bounds]

    def outcomes(self, calls: Sequence[Call]) -> tuple[CallOutcome, ...]:
        """Return what came of the calls that the round before asked for.

        A patient who cannot be offered anything can neither accept nor decline it.
        """
        if not self.answers:
            return ()
        return tuple(
            CallOutcome(
                appointment=call.appointment,
                outcome=said if call.offer is not None else CallResult.MESSAGE_LEFT,
                offer=call.offer,
                reported=self.now,
            )
            for call, said in zip(calls, cycle(self.answers), strict=False)
        )


@dataclass(frozen=True)
class Scenario:
    """One fixture.

    Attributes:
        name: the folder's name.
        about: setting and disruption in a few sentences.
        office: the office.
        day: the published day with the fixture's events in it.
        expectations: what a good answer must show.
        rounds: how the day goes on after the first answer.
    """

    name: str
    about: str
    office: Office
    day: Day
    expectations: Expectations
    rounds: tuple[Following, ...] = ()


@cache
def names() -> tuple[str, ...]:
    """Return the fixtures' names in alphabetical order."""
    folders = files("scenarios").iterdir()
    return tuple(sorted(folder.name for folder in folders if _is_fixture(folder)))


@cache
def written() -> tuple[str, ...]:
    """Return the names of those that are written out in files."""
    return tuple(name for name in names() if _sheet(name).generated is None)


def load(name: str) -> Scenario:
    """Return the fixture of that name.

    Raises:
        BadInput: there is no fixture of that name, or its documents are wrong.
    """
    if name not in names():
        known = ", ".join(names())
        raise BadInput([Fault("scenario", name[:40], "no such scenario", f"one of {known}")])
    folder = files("scenarios") / name
    sheet = _sheet(name)
    if sheet.generated is not None:
        office, drawn = _generated(sheet.generated)
        return Scenario(name, sheet.about, office, drawn, sheet.expect)
    day = _mapping(folder, sheet.day)
    where, _, _ = sheet.day.rpartition("/")
    office = read(Office, _document(folder / where, str(day.get("office"))), f"{name}/office")
    merged = day | {"office": office.id, "events": _document(folder, "events.yaml")}
    return Scenario(
        name=name,
        about=sheet.about,
        office=office,
        day=read(Day, merged, f"{name}/day"),
        expectations=sheet.expect,
        rounds=tuple(_following(folder, each) for each in sheet.rounds),
    )


def _sheet(name: str) -> Sheet:
    return read(Sheet, _document(files("scenarios") / name, SHEET), f"{name}/{SHEET}")


@cache
def _generated(how: Generated) -> tuple[Office, Day]:
    office, day = tier_day(how.tier, how.book, how.seed)
    return office, disrupted(office, day, how.disruption, how.seed)


def _following(folder: Traversable, later: Round) -> Following:
    name = f"{folder.name}/{later.events}"
    try:
        events = _EVENTS.validate_python(_document(folder, later.events))
    except ValidationError as error:
        raise BadInput(faults_of(error, name)) from None
    return Following(later.now, later.answers, events, later.kpis)


def _is_fixture(folder: Traversable) -> bool:
    return folder.is_dir() and (folder / SHEET).is_file()


def _mapping(folder: Traversable, file: str) -> dict[str, Any]:
    document = _document(folder, file)
    if not isinstance(document, dict):
        raise BadInput([Fault(file, "", "not a mapping", "write the fields of a day")])
    return document


def _document(folder: Traversable, file: str) -> object:
    return parse((folder / file).read_bytes(), f"{folder.name}/{file}")
