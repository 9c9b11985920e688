"""Read the documents from files: office, day, events, roster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from models.absence import Absence
from models.day import Day
from models.documents import MOST_BYTES, parse
from models.errors import BadInput, Fault
from models.events import Event
from models.office import Office
from models.reading import faults_of, read
from models.roster import Roster

_EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...])


def read_document(path: Path) -> object:
    """Return what the YAML or JSON file says.

    Raises:
        BadInput: the file cannot be opened or read.
    """
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
    except OSError as error:
        problem = (error.strerror or "cannot be read").lower()
        raise BadInput([Fault(str(path), "", problem, "name a file that can be read")]) from None
    return parse(text, path.name)


def load_office(path: Path) -> Office:
    """Read an office.

    Raises:
        BadInput: the file or what it says is wrong.
    """
    return read(Office, _with_own_pack(read_document(path), path.parent), path.name)


def _with_own_pack(document: object, folder: Path) -> object:
    """Return the office's document with rule packs from files beside it written out.

    Packs are named by the rules, by the rostering, and by each of its contracts.
    """
    if not isinstance(document, dict):
        return document
    written = document | {
        part: _pack_read(document[part], folder)
        for part in ("rules", "rostering")
        if part in document
    }
    rostering = written.get("rostering")
    contracts = rostering.get("contracts") if isinstance(rostering, dict) else None
    if isinstance(rostering, dict) and isinstance(contracts, dict):
        read_in = {ref: _pack_read(contract, folder) for ref, contract in contracts.items()}
        written["rostering"] = rostering | {"contracts": read_in}
    return written


def _pack_read(settings: object, folder: Path) -> object:
    """Return settings with their pack in the place of its file's name."""
    named = settings.get("pack") if isinstance(settings, dict) else None
    if not isinstance(settings, dict) or not isinstance(named, str):
        return settings
    if not named.endswith((".yaml", ".yml", ".json")):
        return settings
    return settings | {"pack": read_document(folder / named)}


def load_roster(path: Path) -> tuple[Office, Roster]:
    """Read a roster and its office, which its `office` names as a file beside it or holds.

    In the roster that comes back `office` is the office's id.

    Raises:
        BadInput: a file or what it says is wrong.
    """
    document, office = _with_office(path, "roster")
    return office, read(Roster, document | {"office": office.id}, path.name)


def load_absence(path: Path) -> tuple[Office, Absence]:
    """Read an absence of several days with its office, its roster and its booked days.

    Office, roster and days are named as files beside it, or held by it. In what comes back they
    all name the office by its id.

    Raises:
        BadInput: a file or what it says is wrong.
    """
    document, office = _with_office(path, "question about an absence")
    whole = document | {"office": office.id}
    whole["roster"] = _part(path, document.get("roster"), "roster", office)
    days = document.get("days")
    if isinstance(days, list):
        whole["days"] = [
            _part(path, day, f"days.{index}", office) for index, day in enumerate(days)
        ]
    return office, read(Absence, whole, path.name)


def _part(path: Path, part: object, field: str, office: Office) -> object:
    """Return a part of a document: read from the file that it names, or as it stands there."""
    if isinstance(part, str):
        part = read_document(path.parent / part)
        if not isinstance(part, dict):
            fault = Fault(f"{path.name}.{field}", "", "the file holds no fields", "name another")
            raise BadInput([fault])
    return part | {"office": office.id} if isinstance(part, dict) else part


def load_day(path: Path) -> tuple[Office, Day]:
    """Read a day and its office, which the day's `office` names as a file beside it or holds.

    In the day that comes back `office` is the office's id.

    Raises:
        BadInput: a file or what it says is wrong.
    """
    document, office = _with_office(path, "day")
    return office, read(Day, document | {"office": office.id}, path.name)


def _with_office(path: Path, what: str) -> tuple[dict[str, Any], Office]:
    """Read a document that names its office, and the office."""
    document = read_document(path)
    if not isinstance(document, dict):
        raise BadInput([Fault(path.name, "", f"not a {what}", f"write the fields of a {what}")])
    where = document.get("office")
    match where:
        case str() if where.strip():
            office = load_office(path.parent / where)
        case dict():
            office = read(Office, where, f"{path.name}.office")
        case _:
            raise BadInput(
                [
                    Fault(
                        f"{path.name}.office",
                        "",
                        f"the {what} names no office",
                        "write the office's file, like 'office: office.yaml', or the office itself",
                    )
                ]
            )
    return document, office


def load_events(path: Path) -> tuple[Event, ...]:
    """Read a list of events, or a single one.

    Raises:
        BadInput: the file or what it says is wrong.
    """
    document = read_document(path)
    try:
        return _EVENTS.validate_python([document] if isinstance(document, dict) else document)
    except ValidationError as error:
        raise BadInput(faults_of(error, path.name)) from None
