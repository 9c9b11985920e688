"""What every model shares: strictness, references and windows of time."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.clock import Minute

Ref = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$", min_length=1, max_length=64),
    Field(
        description="An opaque reference: letters, digits, '.', '_', ':' and '-'; never a name.",
        examples=["a-1042"],
    ),
]


def kebab(name: str) -> str:
    """Write a Python name the way documents write it: 'meal_break' is 'meal-break'."""
    return name.replace("_", "-")


class Fact(BaseModel):
    """Something an office states: immutable, and no field that the vocabulary does not know."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True
    )


class Window(Fact):
    """A stretch of the day, from its first minute up to, not including, its last."""

    start: Minute = Field(alias="from")
    end: Minute = Field(alias="to")

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end <= self.start:
            raise ValueError("'to' must be later than 'from'")
        return self

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether [start, end) shares a minute with this window."""
        return self.start < end and start < self.end

    def contains(self, start: int, end: int) -> bool:
        """Tell whether [start, end) lies wholly within this window."""
        return self.start <= start and end <= self.end
