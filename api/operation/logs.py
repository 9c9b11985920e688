"""The log: a line is a sentence of the code's own and a few facts, none about a person or visit.

What may stand in a line is listed here; the rest is left out. A sentence of another library is
shown as it was written down there, without what was filled in, for that may be anything; an error
is shown by its kind and the lines of code it passed through, never by its message.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Literal

FIELDS: dict[str, type | tuple[type, ...]] = {
    "request": str,  # id of the request, ours or the proxy's
    "trace": str,  # id of the trace
    "method": str,
    "route": str,  # the template, such as /v1/sites/{site}: never the path itself
    "status": int,
    "seconds": (int, float),
    "job": str,  # id of the job, ours
    "queue": str,
    "worker": str,  # id of the worker
    "attempt": int,
    "outcome": str,
    "ring": int,
    "gap": (int, float),
    "count": int,
    "error": str,  # the kind of error
    "at": str,  # lines of code
}
"""What a line may say besides its sentence: handed over as `extra`, or by `saying`."""

UNSAID = "(not shown)"
FRAMES = 8
"""Lines of code that are shown of an error's way."""

_OWN = re.compile(r"(huddle(\..*)?|uvicorn\.error)$")
"""Loggers whose sentences are shown as filled in. The server's are about itself: requests are
logged by the service, and there are no web sockets."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

_said: ContextVar[Mapping[str, object]] = ContextVar("said", default={})  # noqa: B039 -- never changed


@contextmanager
def saying(**facts: object) -> Iterator[None]:
    """Say these facts in every line that is logged within."""
    token = _said.set({**_said.get(), **facts})
    try:
        yield
    finally:
        _said.reset(token)


def start_logging(level: str, form: Literal["json", "text"]) -> None:
    """Log to standard error from now on, one line for each record.

    Args:
        level: from which level on Huddle logs; of other libraries, warnings and errors are logged.
        form: JSON, or text for people.
    """
    # A record that cannot be written would otherwise be printed with all that it holds.
    logging.raiseExceptions = False
    # By hand: `dictConfig` closes every handler that there is, and that of a library that the
    # solver brings may close the stream with it, which is not its own.
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(form))
    told = {
        "": "WARNING",
        "huddle": level.upper(),
        "uvicorn.error": "INFO" if level == "debug" else level.upper(),
        # It would write down every path.
        "uvicorn.access": "CRITICAL",
    }
    for name, least in told.items():
        logging.getLogger(name).setLevel(least)
        if name != "huddle":
            logging.getLogger(name).handlers = [] if name else [handler]
            logging.getLogger(name).propagate = name != "uvicorn.access"


class Lines(logging.Formatter):
    """Writes a record as a line of JSON, or of text.

    Args:
        form: which.
    """

    def __init__(self, form: Literal["json", "text"] = "json") -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        facts = _facts(record)
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        level, sentence = record.levelname.lower(), _sentence(record)
        if self._form == "json":
            head = {"time": moment, "level": level, "logger": record.name, "message": sentence}
            return json.dumps(head | facts)
        told = " ".join(f"{name}={value}" for name, value in facts.items())
        return _CONTROL.sub(" ", f"{moment} {level} {record.name}: {sentence} {told}".rstrip())


def way_of(error: BaseException) -> str:
    """Return the lines of code that an error passed through, the last ones."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{PurePath(each.filename).name}:{each.lineno}" for each in frames[-FRAMES:])


def _facts(record: logging.LogRecord) -> dict[str, object]:
    stated = {**_said.get(), **vars(record)}
    facts = {
        name: stated[name]
        for name, kind in FIELDS.items()
        if isinstance(stated.get(name), kind) and not isinstance(stated[name], bool)
    }
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        facts |= {"error": type(error).__name__, "at": way_of(error)}
    if not _OWN.match(record.name):
        facts.setdefault("at", f"{record.name.partition('.')[0]}/{record.filename}:{record.lineno}")
    return facts


def _sentence(record: logging.LogRecord) -> str:
    if _OWN.match(record.name):
        try:
            return record.getMessage()
        except Exception:  # whatever was to be filled in, it does not fit
            return UNSAID
    # With nothing to fill in it may have been filled in before it was handed over.
    return record.msg if record.args and isinstance(record.msg, str) else UNSAID
