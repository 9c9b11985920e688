"""Breaks as they are booked: with a day's shift, or with every shift of a type."""

from __future__ import annotations

from pydantic import Field

from models.base import Fact
from models.clock import Minute
from models.rules import BreakKind


class BookedBreak(Fact):
    """A break as the roster has it."""

    kind: BreakKind = BreakKind.MEAL
    at: Minute
    minutes: int = Field(ge=5, le=120)
