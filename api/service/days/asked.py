"""What the routes over kept days are asked, as models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, RootModel
from sqlalchemy import Connection

from api.service.settings import Settings
from engine.store.books import dates_of
from engine.store.fan_outs import Question
from engine.what_if import Variant
from models.base import Fact, Ref
from models.errors import BadInput, Fault
from models.events import Event
from models.reading import MOST_FAULTS


class EventIn(RootModel[Event]):
    """What has just happened."""


class AskProposal(Fact):
    """Have a day solved as it stands."""

    profile: str = Field(default="balanced", max_length=64, description="Which way to lean.")
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


class Publish(Fact):
    """Publish a proposal: whole, one of its options, or the changes of some visits."""

    accepted: tuple[Ref, ...] | None = Field(
        default=None,
        max_length=10_000,
        description="The visits whose changes are accepted; left out: all of them.",
    )
    option: int | None = Field(
        default=None, ge=0, description="The position of an option, in place of the plan."
    )


class FanOutQuestion(Fact):
    """One question of many: a kept day as it stands, or a variant of it."""

    site: Ref
    date: dt.date
    variant: Variant | None = Field(default=None, description="What differs; left out: nothing.")

    def to_keep(self) -> Question:
        """Return the question as the store keeps it."""
        variant = None if self.variant is None else self.variant.model_dump(mode="json")
        return Question(self.site, self.date, variant)


class FanOutAsked(
    RootModel[Annotated[tuple[FanOutQuestion, ...], Field(min_length=1, max_length=10_000)]]
):
    """Many questions at once, answered by whatever workers there are."""


def check_days(conn: Connection, questions: Sequence[FanOutQuestion], of: str = "") -> None:
    """See that there is a book for every day that is asked about.

    Args:
        conn: an open connection.
        questions: the questions.
        of: what a fault's field begins with.

    Raises:
        BadInput: there is none for some.
    """
    known: dict[str, set[dt.date]] = {}
    faults = []
    for position, each in enumerate(questions):
        if each.site not in known:
            known[each.site] = set(dates_of(conn, each.site))
        if each.date not in known[each.site]:
            problem = f"site {each.site} has no day {each.date}"
            faults.append(Fault(f"{of}{position}.date", str(each.date), problem, "put its book"))
    if faults:
        raise BadInput(faults[:MOST_FAULTS])
