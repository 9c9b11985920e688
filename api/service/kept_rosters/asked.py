"""What the routes over kept rosters are asked, as models."""

from __future__ import annotations

from datetime import date

from pydantic import Field, RootModel

from api.service.settings import Settings
from models.base import Fact, Ref
from models.errors import BadInput, Fault
from models.roster_answer import Lean
from models.roster_events import RosterEvent


class RosterEventIn(RootModel[RosterEvent]):
    """What has just happened to a roster."""


class AskRosterProposal(Fact):
    """Have a roster solved as it stands."""

    lean: Lean = Field(default=Lean.FEWEST_CHANGES, description="Which way to lean.")
    deadline: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        strict=True,
        description="Seconds, at most; by default what the service is set to.",
    )

    def check(self, settings: Settings) -> None:
        """Raise `BadInput` when the deadline is longer than the service allows."""
        longest = settings.longest_deadline
        if self.deadline is not None and self.deadline > longest:
            fault = Fault("deadline", f"{self.deadline:g}", "too long", f"at most {longest:g} s")
            raise BadInput([fault])


class CellOf(Fact):
    """A person's cell of one day."""

    person: Ref
    date: date


class PublishRoster(Fact):
    """Publish a roster's proposal: whole, one of its options, or the changes of some cells."""

    accepted: tuple[CellOf, ...] | None = Field(
        default=None,
        max_length=10_000,
        description="The cells whose changes are accepted; left out: all of them.",
    )
    option: int | None = Field(
        default=None, ge=0, description="The position of an option, in place of the roster."
    )
