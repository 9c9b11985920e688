"""What the service is asked, as models."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from api.planner import Asked, Enquiry, Given, Variant
from api.scenarios import example
from api.service.settings import Settings
from models.base import Fact, Ref
from models.clock import Instant
from models.day import Day
from models.errors import BadInput, Fault
from models.events import Event
from models.explanation import WishFor
from models.office import Office
from models.plan import Plan
from models.proposal import Certificate


class DayRequest(Fact):
    """A day: an office and its day, or an example day by name."""

    scenario: str | None = Field(
        default=None, max_length=64, description="An example day, in place of office and day."
    )
    office: Office | None = None
    day: Day | None = None
    now: Instant | None = Field(
        default=None, description="When; by default when the last event was reported."
    )
    issued: Plan | None = Field(
        default=None,
        description="The plan last given to the office on this day; the day goes on from it.",
    )

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        named, given = self.scenario is not None, (self.office is not None, self.day is not None)
        if named == any(given) or any(given) != all(given):
            raise ValueError("give 'office' and 'day', or 'scenario' alone")
        return self

    def office_and_day(self) -> tuple[Office, Day]:
        """Return the day asked about.

        Raises:
            BadInput: there is no example day of that name.
        """
        if self.office is not None and self.day is not None:
            return self.office, self.day
        scenario = example(self.scenario or "")
        return scenario.office, scenario.day


class SolveRequest(DayRequest):
    """A day and how to solve it."""

    profile: str = Field(default="balanced", max_length=64, description="Which way to lean.")
    deadline: float = Field(
        default=15.0, ge=0, allow_inf_nan=False, strict=True, description="Seconds, at most."
    )
    seed: int = Field(default=0, ge=0, le=2**31 - 1, strict=True)
    deterministic: bool = Field(
        default=False, strict=True, description="Same request, same answer, to the byte."
    )

    def asked(self, settings: Settings, *, options: bool) -> Asked:
        """Return how to solve.

        Raises:
            BadInput: the deadline is longer than the service allows.
        """
        if self.deadline > settings.longest_deadline:
            longest = f"at most {settings.longest_deadline:g} seconds"
            raise BadInput([Fault("deadline", f"{self.deadline:g}", "too long", longest)])
        return Asked(
            profile=self.profile,
            deadline=self.deadline,
            seed=self.seed,
            workers=settings.workers or None,
            deterministic=self.deterministic,
            options=options,
        )


class ResolveRequest(SolveRequest):
    """Re-plan a day after what has happened."""

    events: tuple[Event, ...] = Field(default=(), description="Besides those of the day.")
    options: bool = Field(default=True, strict=True, description="Show the other ways to go, too.")


class WhatIfRequest(SolveRequest):
    """Compare variants of a day."""

    variants: tuple[Variant, ...] = Field(min_length=1)

    def check_variants(self, settings: Settings) -> None:
        """Raise `BadInput` when there are more variants than the service takes at a time."""
        count = len(self.variants)
        if count > settings.most_variants:
            fewer = f"at most {settings.most_variants}"
            raise BadInput([Fault("variants", str(count), "too many variants", fewer)])
        if self.deadline * count > settings.longest_deadline:
            longest = f"at most {settings.longest_deadline / count:g} seconds for each of {count}"
            raise BadInput([Fault("deadline", f"{self.deadline:g}", "too long", longest)])


class AboutPlanRequest(SolveRequest):
    """A question about a plan: one from an earlier answer, or else the best found by the deadline.

    With the plan give the `now` and the profile that it was made for.
    """

    events: tuple[Event, ...] = Field(default=(), description="Besides those of the day.")
    plan: Plan | None = Field(default=None, description="A legal plan; left out: solved first.")
    certificate: Certificate | None = Field(
        default=None, description="The plan's, from the same proposal: its bound is then used."
    )

    def enquiry(self, asked: Asked) -> Enquiry:
        """Return what the question is about.

        Raises:
            BadInput: there is no example day of that name.
        """
        office, day = self.office_and_day()
        given = None if self.plan is None else Given(self.plan, self.certificate)
        return Enquiry(office, day, self.events, self.now, self.issued, given, asked)


class QuestionRequest(AboutPlanRequest):
    """A question about a plan that takes some solving of its own."""

    within: float | None = Field(
        default=None,
        ge=0.1,
        allow_inf_nan=False,
        strict=True,
        description="Seconds for the question itself, the plan known; by default what it needs.",
    )

    def check_within(self, settings: Settings) -> None:
        """Raise `BadInput` when the question may not take so long."""
        longest = settings.longest_deadline
        if self.within is not None and self.within > longest:
            fault = Fault("within", f"{self.within:g}", "too long", f"at most {longest:g} seconds")
            raise BadInput([fault])


class WhyNotRequest(QuestionRequest):
    """Why is a visit not there?"""

    wish: WishFor


class ConflictRequest(QuestionRequest):
    """Can these wishes all come true?"""

    wishes: tuple[WishFor, ...] = Field(min_length=1, max_length=50)


class HelpRequest(QuestionRequest):
    """What would help?"""


class FrontierRequest(QuestionRequest):
    """How many can be seen with how many calls?"""


class WhyRequest(AboutPlanRequest):
    """Why is a visit where the plan has it?"""

    visit: Ref


class CheckRequest(DayRequest):
    """Judge a plan for a day."""

    events: tuple[Event, ...] = Field(default=(), description="Besides those of the day.")
    plan: Plan
