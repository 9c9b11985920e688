"""What the doors ask of the engine; a door takes any planner, tests hand in their own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from engine.absences.answer import answer_absence
from engine.absences.kept_absence import repair_with_days
from engine.asked import Given
from engine.asking.enquiry import Enquiry
from engine.asking.questions import conflict, frontier, help_me, why, why_not
from engine.jobs import workplace
from engine.opening.judge import judge
from engine.opening.rosters import judge_roster
from engine.resolve import Asked, Progress, resolve
from engine.rosters.build import build
from engine.rosters.repair import repair
from engine.rosters.solving import RosterAsked
from engine.solving.warm import shut_down, stand_back, warm_up
from engine.what_if import Variant, what_if
from models.absence import Absence
from models.absence_answer import AnsweredAbsence
from models.day import Day
from models.events import Event
from models.explanation import Conflict, Frontier, Help, Why, WhyNot, WishFor
from models.finding import Verdict
from models.office import Office
from models.plan import Plan
from models.roster import Roster, RosterPlan
from models.roster_answer import Lean

__all__ = ["Asked", "Engine", "Enquiry", "Given", "Planner", "Progress", "RosterAsked", "Variant"]


class Planner(workplace.Planner, Protocol):
    """Answers questions about a day; every question raises `BadInput` when it makes no sense.

    `issued` is the plan last given to the office on that day, from which the day goes on.
    """

    def judge(
        self,
        office: Office,
        day: Day,
        plan: Plan,
        *,
        events: Sequence[Event],
        now: int | datetime | None,
        issued: Plan | None,
    ) -> Verdict:
        """Say everything that the rules find in a plan."""

    def why(self, about: Enquiry, visit: str, *, stop: threading.Event) -> Why:
        """Say why a visit is where a plan has it."""

    def why_not(
        self, about: Enquiry, wish: WishFor, *, within: float | None, stop: threading.Event
    ) -> WhyNot:
        """Say why a visit is not where it is asked to be."""

    def conflict(
        self,
        about: Enquiry,
        wishes: Sequence[WishFor],
        *,
        within: float | None,
        stop: threading.Event,
    ) -> Conflict:
        """Say what stands against wishes."""

    def help_me(self, about: Enquiry, *, within: float | None, stop: threading.Event) -> Help:
        """Say what would help."""

    def frontier(self, about: Enquiry, *, within: float | None, stop: threading.Event) -> Frontier:
        """Say how many can be seen with how many calls."""

    def judge_roster(self, office: Office, roster: Roster, plan: RosterPlan | None) -> Verdict:
        """Say everything that the rules find in a roster."""

    def answer_absence(
        self, office: Office, absence: Absence, *, lean: Lean, asked: Asked, stop: threading.Event
    ) -> AnsweredAbsence:
        """Repair a roster after an absence of several days, and re-plan the days it touches."""

    def warm_up(self) -> None:
        """Start the solver processes, so that the first answer does not wait for them."""

    def shut_down(self) -> None:
        """End the solver processes."""


class Engine:
    """The planner that plans."""

    resolve = staticmethod(resolve)
    what_if = staticmethod(what_if)
    judge = staticmethod(judge)
    why = staticmethod(why)
    why_not = staticmethod(why_not)
    conflict = staticmethod(conflict)
    help_me = staticmethod(help_me)
    frontier = staticmethod(frontier)
    build_roster = staticmethod(build)
    repair_roster = staticmethod(repair)
    repair_with_days = staticmethod(repair_with_days)
    judge_roster = staticmethod(judge_roster)
    answer_absence = staticmethod(answer_absence)
    warm_up = staticmethod(warm_up)
    stand_back = staticmethod(stand_back)
    shut_down = staticmethod(shut_down)
