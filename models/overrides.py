"""Overrides: which rules a manager may set aside, for whom, and the record of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from models.base import Fact, Ref

if TYPE_CHECKING:
    from collections.abc import Mapping

SET_ASIDE_FOR: Mapping[str, str] = {
    "due-date": "visit",
    "held-slots": "person",
    "load": "person",
    "movability": "visit",
    "notice": "visit",
    "other-site": "visit",
    "protected-time": "person",
    "specialty": "visit",
}
"""The rules that may be set aside, and what each is set aside for: one visit, or one person."""


class Override(Fact):
    """A rule that a manager has set aside, with who said so and why; kept on the plan."""

    rule: Ref = Field(description=f"One of {', '.join(sorted(SET_ASIDE_FOR))}.")
    about: Ref | None = Field(
        default=None, description="One visit or person; left out: wherever the rule speaks."
    )
    author: Ref
    reason: str = Field(min_length=1, max_length=200)
