"""Errors about what was handed in: which field, what is wrong, what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input.

    Attributes:
        field: where, as a path of keys and positions ("day.appointments.3.provider").
        value: what stood there, shortened; an opaque reference or a number, never free text.
        problem: what is wrong, in plain words.
        expected: what would be right.
    """

    field: str
    value: str
    problem: str
    expected: str = ""

    def __str__(self) -> str:
        found = f" (found {self.value})" if self.value else ""
        expected = f"; {self.expected}" if self.expected else ""
        return f"{self.field}: {self.problem}{found}{expected}"


class HuddleError(Exception):
    """Something that Huddle refuses or cannot do."""


class BadInput(HuddleError):
    """The input cannot be read as an office, a day or an event."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
