"""What the service is asked about rosters, as models."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from api.planner import Asked, RosterAsked
from api.service.settings import Settings
from models.absence import Absence
from models.base import Fact
from models.errors import BadInput, Fault
from models.office import Office
from models.roster import Roster, RosterPlan
from models.roster_answer import Lean
from scenarios.roster_library import load_example_absence, load_example_roster

SAME = "Same request, same answer, to the byte."


class RosterRequest(Fact):
    """A roster: an office and some weeks of it, or an example by name."""

    scenario: str | None = Field(
        default=None, max_length=64, description="An example, in place of office and roster."
    )
    office: Office | None = None
    roster: Roster | None = None

    @model_validator(mode="after")
    def _one_roster(self) -> Self:
        given = (self.office is not None, self.roster is not None)
        if (self.scenario is not None) == any(given) or any(given) != all(given):
            raise ValueError("give 'office' and 'roster', or 'scenario' alone")
        return self

    def office_and_roster(self) -> tuple[Office, Roster]:
        """Return the roster asked about.

        Raises:
            BadInput: there is no example of that name.
        """
        if self.office is not None and self.roster is not None:
            return self.office, self.roster
        return load_example_roster(self.scenario or "")


class RosterSolveRequest(RosterRequest):
    """A roster and how to search for it."""

    deadline: float = Field(
        default=15.0, ge=0, allow_inf_nan=False, strict=True, description="Seconds, at most."
    )
    seed: int = Field(default=0, ge=0, le=2**31 - 1, strict=True)
    deterministic: bool = Field(default=False, strict=True, description=SAME)

    def asked(self, settings: Settings, *, options: bool) -> RosterAsked:
        """Return how to search.

        Raises:
            BadInput: the deadline is longer than the service allows.
        """
        check_deadline(self.deadline, settings)
        return RosterAsked(
            self.deadline,
            self.seed,
            settings.workers or None,
            options=options,
            deterministic=self.deterministic,
        )


class RosterBuildRequest(RosterSolveRequest):
    """Build a roster."""


class RosterRepairRequest(RosterSolveRequest):
    """Repair a published roster after absences."""

    lean: Lean = Field(default=Lean.FEWEST_CHANGES, description="Which way to lean.")
    options: bool = Field(default=True, strict=True, description="Show the other ways to go, too.")


class RosterCheckRequest(RosterRequest):
    """Judge a roster."""

    plan: RosterPlan | None = Field(default=None, description="Left out: the published one.")


class RosterAbsenceRequest(Fact):
    """An absence of several days: an office, its roster and its booked days, or an example."""

    scenario: str | None = Field(
        default=None, max_length=64, description="An example, in place of office and absence."
    )
    office: Office | None = None
    absence: Absence | None = None
    lean: Lean = Field(default=Lean.FEWEST_CHANGES, description="Which way the repair leans.")
    profile: str = Field(default="balanced", max_length=64, description="That of the days.")
    deadline: float = Field(
        default=30.0, ge=0, allow_inf_nan=False, strict=True, description="Seconds, for all of it."
    )
    seed: int = Field(default=0, ge=0, le=2**31 - 1, strict=True)
    deterministic: bool = Field(default=False, strict=True, description=SAME)
    options: bool = Field(default=True, strict=True, description="Show the other ways to go, too.")

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        given = (self.office is not None, self.absence is not None)
        if (self.scenario is not None) == any(given) or any(given) != all(given):
            raise ValueError("give 'office' and 'absence', or 'scenario' alone")
        return self

    def office_and_absence(self) -> tuple[Office, Absence]:
        """Return what is asked about.

        Raises:
            BadInput: there is no example of that name.
        """
        if self.office is not None and self.absence is not None:
            return self.office, self.absence
        return load_example_absence(self.scenario or "")

    def asked(self, settings: Settings) -> Asked:
        """Return how to solve.

        Raises:
            BadInput: the deadline is longer than the service allows.
        """
        check_deadline(self.deadline, settings)
        return Asked(
            profile=self.profile,
            deadline=self.deadline,
            seed=self.seed,
            workers=settings.workers or None,
            deterministic=self.deterministic,
            options=self.options,
        )


def check_deadline(deadline: float, settings: Settings) -> None:
    """Raise `BadInput` when a deadline is longer than the service allows."""
    if deadline > settings.longest_deadline:
        longest = f"at most {settings.longest_deadline:g} seconds"
        raise BadInput([Fault("deadline", f"{deadline:g}", "too long", longest)])
