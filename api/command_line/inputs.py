"""What the command line is handed: a day by file or by name, a moment, a plan, settings."""

from __future__ import annotations

import math
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from api.files import load_day, read_document
from engine.asked import Given
from models.clock import Instant
from models.day import Day
from models.documents import MOST_BYTES
from models.errors import BadInput, Fault
from models.office import Office
from models.plan import Plan
from models.proposal import Certificate
from models.reading import faults_of, read
from scenarios.library import load, names

_INSTANT: TypeAdapter[int | datetime] = TypeAdapter(Instant)


def day_of(text: str) -> tuple[Office, Day]:
    """Read the day that a file holds, or that an example day is called.

    Raises:
        BadInput: there is neither, or what it says is wrong.
    """
    if _is_there(Path(text)):
        return load_day(Path(text))
    if text in names():
        scenario = load(text)
        return scenario.office, scenario.day
    near = get_close_matches(text, names(), n=1)
    hint = f"did you mean the example day {near[0]!r}?" if near else "name a file"
    raise refusal("DAY", text, f"no such file, and no example day of this name ({hint})", _DAYS)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # Whatever stands there by such a name, it is no file that could be read.
        return False


_DAYS = "'huddle scenarios' lists the example days"


def moment_of(text: str | None) -> int | datetime | None:
    """Read the time at which the plan is made.

    Raises:
        BadInput: it is no time.
    """
    if text is None:
        return None
    try:
        return _INSTANT.validate_python(text)
    except ValidationError as error:
        raise BadInput(faults_of(error, "--now")) from None


def plan_of(path: Path) -> tuple[Plan, int | datetime | None]:
    """Read a plan, or the plan in a proposal together with the moment that it was made for.

    Raises:
        BadInput: the file holds neither.
    """
    document = read_document(path)
    if not isinstance(document, dict) or "plan" not in document:
        return read(Plan, document, path.name), None
    return read(Plan, document["plan"], f"{path.name}.plan"), _made_at(document.get("now"))


def given_of(path: Path) -> tuple[Given, int | datetime | None, str | None]:
    """Read a proposal: its plan and certificate, the moment and the profile it was made for.

    A plan alone will do; nothing is then known of how good it is.

    Raises:
        BadInput: the file holds neither.
    """
    document = read_document(path)
    plan, made_at = plan_of(path)
    if not isinstance(document, dict) or "plan" not in document:
        return Given(plan), made_at, None
    proof, profile = document.get("certificate"), document.get("profile")
    certificate = read(Certificate, proof, f"{path.name}.certificate") if proof else None
    return Given(plan, certificate), made_at, profile if isinstance(profile, str) else None


def _made_at(now: object) -> int | datetime | None:
    # A proposal made on the evening before counts its minutes from there, below zero.
    if now is None or (isinstance(now, int) and now < 0):
        return now
    try:
        return _INSTANT.validate_python(now)
    except ValidationError as error:
        raise BadInput(faults_of(error, "now")) from None


def finite(value: float) -> float:
    """Refuse what is a number to a computer only: 'nan' and 'inf'."""
    if not math.isfinite(value):
        raise refusal("--deadline", str(value), "not a number of seconds", "write one like 10")
    return value


def read_bytes(path: Path) -> bytes:
    """Read a file, and not much more of it than anything will take.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        problem = (error.strerror or "cannot be read").lower()
        raise BadInput([Fault(str(path), "", problem, "name a file that can be read")]) from None


def write_text(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        BadInput: it cannot be written.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file.

    Raises:
        BadInput: it cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        problem = (error.strerror or "cannot be written").lower()
        raise BadInput([Fault(str(path), "", problem, "name a file that can be written")]) from None


def refusal(field: str, value: str, problem: str, expected: str) -> BadInput:
    """Return the refusal of one value, to be raised."""
    shown = value if len(value) <= 40 else value[:37] + "..."
    return BadInput([Fault(field, repr(shown), problem, expected)])
