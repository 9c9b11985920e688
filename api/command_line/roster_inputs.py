"""What `huddle roster` is handed: a roster by file or by name, and a plan for it."""

from __future__ import annotations

from pathlib import Path

from api.command_line.inputs import refusal
from api.files import load_roster, read_document
from models.office import Office
from models.reading import read
from models.roster import Roster, RosterPlan
from scenarios.roster_library import load_example_roster, roster_names


def roster_of(text: str) -> tuple[Office, Roster]:
    """Read the roster that a file holds, or that an example is called.

    Raises:
        BadInput: there is neither, or what it says is wrong.
    """
    if text in roster_names() and not Path(text).is_file():
        return load_example_roster(text)
    try:
        there = Path(text).exists()
    except OSError:
        there = False
    if there:
        return load_roster(Path(text))
    known = f"a file, or one of {', '.join(roster_names())}"
    raise refusal("FILE", text, "no such file, and no example roster of this name", known)


def roster_plan_of(path: Path) -> RosterPlan:
    """Read a roster's plan, or the one in an answer of 'build' or 'repair'.

    Raises:
        BadInput: the file holds neither.
    """
    document = read_document(path)
    if isinstance(document, dict) and "roster" in document:
        return read(RosterPlan, document["roster"], f"{path.name}.roster")
    return read(RosterPlan, document, path.name)
