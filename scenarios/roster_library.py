"""The example rosters by name: an office and some weeks of it, with somebody out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import Field

from models.absence import Absence
from models.base import Fact, Ref
from models.documents import parse
from models.errors import BadInput, Fault
from models.office import Office
from models.reading import read
from models.roster import Roster
from scenarios.generator.weeks.absences import with_absences
from scenarios.generator.weeks.weeks import generate_weeks

FOLDER = "rosters"

SHEET = "scenario.yaml"

ABSENCE = "absence.yaml"
"""The file that adds booked days to an example roster."""


class RosterExpectations(Fact):
    """What a good repair must show."""

    short: int = Field(default=0, ge=0, description="People short, proven the fewest.")
    changes: int | None = Field(default=None, ge=0, description="The fewest changes, if known.")
    changes_gap: int = Field(
        default=0, ge=0, description="So many more changes than are proven, at the most."
    )
    per_person: int | None = Field(default=None, ge=0, description="Changes of one person.")
    says: tuple[str, ...] = Field(default=(), description="In words, for whoever reads along.")


class GeneratedWeeks(Fact):
    """Weeks too many to be written out: they come from the seeded generator, always the same."""

    seed: int = Field(ge=0)
    people: int
    sites: int
    days: int
    history: int
    tightness: float
    first: date = date(2026, 11, 30)
    absences: Ref


class RosterSheet(Fact):
    """An example's cover sheet: what it is about, where it is from, what is expected."""

    about: str
    generated: GeneratedWeeks | None = Field(
        default=None, description="Where office and roster are from, when no files hold them."
    )
    expect: RosterExpectations


@dataclass(frozen=True)
class ExampleRoster:
    """One example roster.

    Attributes:
        name: the folder's name.
        about: setting and absences in a few sentences.
        office: the office.
        roster: its published weeks, with who is out.
        expectations: what a good repair must show.
    """

    name: str
    about: str
    office: Office
    roster: Roster
    expectations: RosterExpectations


@cache
def roster_names() -> tuple[str, ...]:
    """Return the example rosters' names in alphabetical order."""
    folders = (files("scenarios") / FOLDER).iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.is_dir()))


@cache
def example_roster(name: str) -> ExampleRoster:
    """Return an example, read or generated once.

    Raises:
        BadInput: there is no example of that name, or its documents are wrong.
    """
    sheet = roster_sheet(name)
    if sheet.generated is not None:
        office, roster = _generated(sheet.generated)
    else:
        office = read(Office, _document(name, "office.yaml"), f"{name}/office")
        document = _document(name, "roster.yaml") | {"office": office.id}
        roster = read(Roster, document, f"{name}/roster")
    return ExampleRoster(name, sheet.about, office, roster, sheet.expect)


def load_example_roster(name: str) -> tuple[Office, Roster]:
    """Return the office and the roster of an example.

    Raises:
        BadInput: there is no example of that name, or its documents are wrong.
    """
    example = example_roster(name)
    return example.office, example.roster


def roster_sheet(name: str) -> RosterSheet:
    """Return an example's cover sheet.

    Raises:
        BadInput: there is no example of that name, or its sheet is wrong.
    """
    if name not in roster_names():
        known = f"one of {', '.join(roster_names())}"
        raise BadInput([Fault("scenario", name[:40], "no such example roster", known)])
    return read(RosterSheet, _document(name, SHEET), f"{name}/{SHEET}")


def _generated(how: GeneratedWeeks) -> tuple[Office, Roster]:
    office, roster = generate_weeks(
        how.seed,
        people=how.people,
        sites=how.sites,
        days=how.days,
        history=how.history,
        tightness=how.tightness,
        first=how.first,
    )
    return office, with_absences(roster, how.absences, how.seed)


@cache
def absence_names() -> tuple[str, ...]:
    """Return the names of example rosters with booked days, in alphabetical order."""
    folder = files("scenarios") / FOLDER
    return tuple(name for name in roster_names() if (folder / name / ABSENCE).is_file())


@cache
def load_example_absence(name: str) -> tuple[Office, Absence]:
    """Return the office and the absence of an example: its roster with the booked days.

    Raises:
        BadInput: there is no example of that name, or its documents are wrong.
    """
    if name not in absence_names():
        known = f"one of {', '.join(absence_names())}"
        raise BadInput([Fault("scenario", name[:40], "no such example absence", known)])
    office = read(Office, _document(name, "office.yaml"), f"{name}/office")
    absence = _document(name, ABSENCE)
    named = {"office": office.id}
    whole = absence | named
    whole["roster"] = _document(name, str(absence["roster"])) | named
    whole["days"] = [_document(name, str(day)) | named for day in absence["days"]]
    return office, read(Absence, whole, f"{name}/absence")


def _document(name: str, file: str) -> dict[str, Any]:
    text = (files("scenarios") / FOLDER / name / file).read_bytes()
    document = parse(text, f"{name}/{file}")
    if not isinstance(document, dict):
        raise BadInput([Fault(f"{name}/{file}", "", "not a mapping", "write its fields")])
    return document
