"""Examples as the doors show them: what each is about, and its documents as written."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from models.documents import parse
from models.errors import BadInput, Fault
from models.office import Office
from models.reading import read
from models.roster import Roster
from scenarios.library import SHEET, Scenario, Sheet, load, names

_OFFICE = re.compile(r"^office:[^\n#]*", re.MULTILINE)


@cache
def about(name: str) -> str:
    """Say what an example day is about, on one line.

    Raises:
        BadInput: there is no such example day.
    """
    return " ".join(_sheet(name).about.split())


@cache
def example(name: str) -> Scenario:
    """Return an example day, read once.

    Raises:
        BadInput: there is no such example day.
    """
    return load(name)


def files_of(name: str) -> dict[str, str]:
    """Return an example day's documents by file name, so that the day finds its office.

    Raises:
        BadInput: there is no such example day.
    """
    folder = files("scenarios") / name
    sheet = _sheet(name)
    if sheet.generated is not None:
        return _dumped(load(name))
    day_file = sheet.day
    day = (folder / day_file).read_text(encoding="utf-8")
    document = parse(day, day_file)
    office_file = document.get("office") if isinstance(document, dict) else None
    home = folder / day_file.rpartition("/")[0]
    return {
        "office.yaml": (home / str(office_file)).read_text(encoding="utf-8"),
        "day.yaml": _OFFICE.sub("office: office.yaml", day, count=1),
        "events.yaml": (folder / "events.yaml").read_text(encoding="utf-8"),
    } | {each.events: (folder / each.events).read_text(encoding="utf-8") for each in sheet.rounds}


def roster_files(office: Office, roster: Roster) -> dict[str, str]:
    """Return a roster's documents by file name, so that it finds its office; JSON is YAML, too."""
    written = roster.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    documents = {
        "office.yaml": office.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "roster.yaml": written | {"office": "office.yaml"},
    }
    return {file: json.dumps(document) for file, document in documents.items()}


def _dumped(scenario: Scenario) -> dict[str, str]:
    """Write out the documents of a day that comes from the generator; JSON is YAML, too."""
    day = scenario.day.model_dump(mode="json", by_alias=True, exclude_none=True)
    events = day.pop("events")
    office = scenario.office.model_dump(mode="json", by_alias=True, exclude_none=True)
    documents = {
        "office.yaml": office,
        "day.yaml": day | {"office": "office.yaml"},
        "events.yaml": events,
    }
    return {file: json.dumps(document) for file, document in documents.items()}


def _sheet(name: str) -> Sheet:
    if name not in names():
        raise BadInput([Fault("scenario", name[:40], "no such example day", _known())])
    text = (files("scenarios") / name / SHEET).read_bytes()
    return read(Sheet, parse(text, f"{name}/{SHEET}"), f"{name}/{SHEET}")


def _known() -> str:
    return f"write one of {', '.join(names())}"
