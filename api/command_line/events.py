"""Events on one line: a short form for the common ones, YAML for all of them, or a file.

    absent PERSON [FROM-TO] [by-video]      late PERSON UNTIL
    leaves-early PERSON AT                  returned PERSON AT
    room-out ROOM [FROM-TO]                 device-out DEVICE [FROM-TO]
    site-closed SITE [FROM-TO]              cancelled VISIT
    no-show VISIT                           overrun VISIT MINUTES

Times are written HH:MM. What begins with '{' or '[' is YAML; any other single word names a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.command_line.inputs import refusal
from api.files import load_events
from models.documents import parse
from models.errors import BadInput
from models.events import Event
from models.reading import faults_of

_EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...])

_SHORT: dict[str, tuple[str, ...]] = {
    "absent": ("person", "[from-to]", "[by-video]"),
    "late": ("person", "until"),
    "leaves-early": ("person", "at"),
    "returned": ("person", "at"),
    "room-out": ("room", "[from-to]"),
    "device-out": ("device", "[from-to]"),
    "site-closed": ("site", "[from-to]"),
    "cancelled": ("appointment",),
    "no-show": ("appointment",),
    "overrun": ("appointment", "minutes"),
}
"""The words after each type; those in brackets may be left out."""

_STRETCH = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")


def events_of(texts: Iterable[str], name: str = "--event") -> tuple[Event, ...]:
    """Read events, each written in one of the three ways.

    Raises:
        BadInput: one cannot be read.
    """
    return tuple(event for text in texts for event in _read(text.strip(), name))


def _read(text: str, name: str) -> tuple[Event, ...]:
    words = text.split()
    if text[:1] in {"{", "["}:
        return _validated(parse(text, name), name)
    if words and words[0] in _SHORT:
        return _validated(_short(words[0], words[1:], name), name)
    if len(words) == 1 and text.isprintable():
        return load_events(Path(text))
    known = ", ".join(_SHORT)
    raise refusal(name, text, "not an event", f"begin with one of {known}, write YAML, or a file")


def _validated(document: object, name: str) -> tuple[Event, ...]:
    try:
        return _EVENTS.validate_python([document] if isinstance(document, dict) else document)
    except ValidationError as error:
        raise BadInput(faults_of(error, name)) from None


def _short(kind: str, words: Sequence[str], name: str) -> dict[str, Any]:
    form = _SHORT[kind]
    event: dict[str, Any] = {"type": kind}
    rest = list(words)
    for slot in form:
        if slot == "[from-to]":
            stretch = _STRETCH.fullmatch(rest[0]) if rest else None
            if stretch:
                event |= {"from": stretch[1], "to": stretch[2]}
                rest.pop(0)
        elif slot == "[by-video]":
            if rest and rest[0] == "by-video":
                event["works_by_video"] = True
                rest.pop(0)
        elif rest:
            word = rest.pop(0)
            event[slot] = int(word) if slot == "minutes" and word.isdecimal() else word
        else:
            rest.append("")
            break
    if rest:
        shape = " ".join([kind, *(slot.upper() if slot[0] != "[" else slot for slot in form)])
        raise refusal(
            name, " ".join([kind, *words]), "not an event of this type", f"write {shape!r}"
        )
    return event
