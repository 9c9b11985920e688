"""The example rosters by name: an office and some weeks of it, with somebody out."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from models.absence import Absence
from models.documents import parse
from models.errors import BadInput, Fault
from models.office import Office
from models.reading import read
from models.roster import Roster

FOLDER = "rosters"

ABSENCE = "absence.yaml"
"""The file that adds booked days to an example roster."""


@cache
def roster_names() -> tuple[str, ...]:
    """Return the example rosters' names in alphabetical order."""
    folders = (files("scenarios") / FOLDER).iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.is_dir()))


@cache
def load_example_roster(name: str) -> tuple[Office, Roster]:
    """Return the office and the roster of an example.

    Raises:
        BadInput: there is no example of that name, or its documents are wrong.
    """
    if name not in roster_names():
        known = f"one of {', '.join(roster_names())}"
        raise BadInput([Fault("scenario", name[:40], "no such example roster", known)])
    office = read(Office, _document(name, "office.yaml"), f"{name}/office")
    roster = _document(name, "roster.yaml") | {"office": office.id}
    return office, read(Roster, roster, f"{name}/roster")


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
