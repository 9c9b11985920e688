"""The fixtures by name: an office, a day with what happened, and what a good answer must show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import Field

from models.base import Fact, Ref
from models.clock import Minute
from models.day import Day
from models.documents import parse
from models.errors import BadInput, Fault
from models.office import Office
from models.reading import read

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

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
    publishable: bool = Field(default=True, description="No breach and no gap is left.")
    kpis: dict[str, Bounds] = Field(default_factory=dict, description="By name of the figure.")
    seen_today: tuple[Ref, ...] = Field(default=(), description="Visits that stay on the day.")
    manual_decision: tuple[Ref, ...] = Field(
        default=(), description="Exactly these visits are left to a clinician."
    )
    most_added_visits: int | None = Field(
        default=None, description="Visits added to one provider, those in held slots not counted."
    )
    says: tuple[str, ...] = Field(default=(), description="In words, for whoever reads along.")


class Sheet(Fact):
    """A fixture's cover sheet: what it is about, which day it starts from, what is expected."""

    about: str
    day: str = Field(default="day.yaml", description="The day's file, from the fixture's folder.")
    expect: Expectations


@dataclass(frozen=True)
class Scenario:
    """One fixture.

    Attributes:
        name: the folder's name.
        about: setting and disruption in a few sentences.
        office: the office.
        day: the published day with the fixture's events in it.
        expectations: what a good answer must show.
    """

    name: str
    about: str
    office: Office
    day: Day
    expectations: Expectations


@cache
def names() -> tuple[str, ...]:
    """Return the fixtures' names in alphabetical order."""
    folders = files("scenarios").iterdir()
    return tuple(sorted(folder.name for folder in folders if _is_fixture(folder)))


def load(name: str) -> Scenario:
    """Return the fixture of that name.

    Raises:
        BadInput: there is no fixture of that name, or its documents are wrong.
    """
    if name not in names():
        known = ", ".join(names())
        raise BadInput([Fault("scenario", name[:40], "no such scenario", f"one of {known}")])
    folder = files("scenarios") / name
    sheet = read(Sheet, _document(folder, SHEET), f"{name}/{SHEET}")
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
    )


def _is_fixture(folder: Traversable) -> bool:
    return folder.is_dir() and (folder / SHEET).is_file()


def _mapping(folder: Traversable, file: str) -> dict[str, Any]:
    document = _document(folder, file)
    if not isinstance(document, dict):
        raise BadInput([Fault(file, "", "not a mapping", "write the fields of a day")])
    return document


def _document(folder: Traversable, file: str) -> object:
    return parse((folder / file).read_bytes(), f"{folder.name}/{file}")
