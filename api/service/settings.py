"""What whoever runs the service may set, by environment variables named HUDDLE_..."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from models.errors import BadInput, Fault


@dataclass(frozen=True)
class Settings:
    """How much the service takes on.

    Attributes:
        most_bytes: largest request body, in bytes.
        body_seconds: longest time in which a request body must have come, in seconds.
        solves: questions solved at the same time; more are told to come back.
        longest_deadline: largest deadline that may be asked for, in seconds.
        most_variants: variants that one what-if question may have.
        workers: threads for one solve; 0 leaves it to the engine.
    """

    most_bytes: int = 10_000_000
    body_seconds: float = 30.0
    solves: int = 2
    longest_deadline: float = 60.0
    most_variants: int = 20
    workers: int = 0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; HUDDLE_MOST_BYTES sets `most_bytes`, and so on.

        Raises:
            BadInput: a value is no number, or below what makes sense.
        """
        environment = os.environ if environment is None else environment
        given: dict[str, float] = {}
        for field in fields(cls):
            name = variable_of(field.name)
            if name in environment:
                given[field.name] = _number(name, environment[name], whole=field.type == "int")
        return cls(**given)  # type: ignore[arg-type]


def variable_of(setting: str) -> str:
    """Return the name of the environment variable of a setting."""
    return f"HUDDLE_{setting.upper()}"


def _number(name: str, text: str, *, whole: bool) -> float:
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = -1
    least = 0 if name == "HUDDLE_WORKERS" else 1
    if not math.isfinite(value) or value < least:
        kind = "a whole number" if whole else "a number"
        raise BadInput([Fault(name, repr(text[:40]), "not a usable setting", f"write {kind}")])
    return value
