"""What `huddle roster` is handed: a roster by file or by name, and a plan for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from api.command_line.inputs import refusal
from api.files import load_absence, load_roster, read_document
from models.absence import Absence, AwayFrom
from models.office import Office
from models.reading import read
from models.roster import Roster, RosterPlan
from scenarios.roster_library import (
    absence_names,
    load_example_absence,
    load_example_roster,
    roster_names,
)


def roster_of(text: str) -> tuple[Office, Roster]:
    """Read the roster that a file holds, or that an example is called.

    Raises:
        BadInput: there is neither, or what it says is wrong.
    """
    if text in roster_names() and not Path(text).is_file():
        return load_example_roster(text)
    if _is_there(text):
        return load_roster(Path(text))
    known = f"a file, or one of {', '.join(roster_names())}"
    raise refusal("FILE", text, "no such file, and no example roster of this name", known)


def absence_of(text: str) -> tuple[Office, Absence]:
    """Read the absence of several days that a file holds, or that an example is called.

    Raises:
        BadInput: there is neither, or what it says is wrong.
    """
    if text in absence_names() and not Path(text).is_file():
        return load_example_absence(text)
    if _is_there(text):
        return load_absence(Path(text))
    known = f"a file, or one of {', '.join(absence_names())}"
    raise refusal("FILE", text, "no such file, and no example absence of this name", known)


def with_absences(absence: Absence, said: Sequence[str]) -> Absence:
    """Return the question with more people out: 'PERSON FROM [TO]', dates as YYYY-MM-DD.

    'FROM' may have a time, from which on they are out: 2026-12-03T10:40.

    Raises:
        BadInput: what is said is no absence.
    """
    entries = list(absence.absences)
    for text in said:
        words = text.split()
        if not 2 <= len(words) <= 3:
            expected = "a person and one or two dates, like 'rn-ames 2026-12-03 2026-12-04'"
            raise refusal("--absent", text, "not an absence", expected)
        entry = dict(zip(("person", "from", "to"), words, strict=False))
        entry["from"], _, at = entry["from"].partition("T")
        entries.append(read(AwayFrom, entry | ({"at": at} if at else {}), "--absent"))
    return absence.model_copy(update={"absences": tuple(entries)})


def _is_there(text: str) -> bool:
    try:
        return Path(text).exists()
    except OSError:
        return False


def roster_plan_of(path: Path) -> RosterPlan:
    """Read a roster's plan, or the one in an answer of 'build' or 'repair'.

    Raises:
        BadInput: the file holds neither.
    """
    document = read_document(path)
    if isinstance(document, dict) and "roster" in document:
        return read(RosterPlan, document["roster"], f"{path.name}.roster")
    return read(RosterPlan, document, path.name)
