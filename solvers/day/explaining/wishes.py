"""Wishes: what somebody asks of a plan besides the rules, in the shape of a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from models.clock import wall
from models.office import Modality
from solvers.day.placements.template_time import is_called
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from models.plan import PlannedVisit
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board
    from solvers.day.placements.candidates import Offer, Starts, Template


LITTLE = 15
"""Minutes by which a visit that is loose may move."""


@dataclass(frozen=True)
class Wish(Rule):
    """Something asked for; it holds for one visit, or for all when `visit` is empty."""

    name: ClassVar[str] = "asked"

    visit: str = ""

    def concerns(self, facts: Facts, visit: Appointment) -> bool:
        """Tell whether the wish is about the visit."""
        return self.visit in {"", visit.id}

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """Who is asked for today goes to no other day."""
        return "asked to be seen today" if self.concerns(facts, visit) else None

    def post(self, board: Board) -> None:
        """The visit is held."""
        for variables in board.visits.values():
            if self.concerns(board.facts, variables.visit):
                board.model.add(variables.manual == 0)

    def met(self, facts: Facts, planned: PlannedVisit) -> bool:
        """Tell whether a visit's entry in a plan is as asked; others' entries always are."""
        visit = facts.visits[planned.appointment]
        return not self.concerns(facts, visit) or self._as_asked(facts, planned)

    def _as_asked(self, facts: Facts, planned: PlannedVisit) -> bool:
        return planned.placement is not None

    @property
    def sentence(self) -> str:
        """The wish in a few words."""
        return f"{self.visit} is seen today" if self.visit else "everybody is seen today"


@dataclass(frozen=True)
class Held(Wish):
    """A visit is held with a provider, at a time, somewhere; what is left out is open."""

    provider: str | None = None
    start: int | None = None
    site: str | None = None
    modality: Modality | None = None
    elsewhere: bool = False
    """Whether site and modality are not as booked, and are to be told."""

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Only what is asked for."""
        if not self.concerns(facts, visit):
            return None
        same = (
            self.provider in {None, offer.provider}
            and self.site in {None, offer.mode.site}
            and self.modality in {None, offer.mode.modality}
        )
        return None if same else "another place is asked for"

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Only the start that is asked for."""
        if block or self.start is None or not self.concerns(facts, visit):
            return None
        return np.asarray(starts == self.start, dtype=np.bool_)

    def _as_asked(self, facts: Facts, planned: PlannedVisit) -> bool:
        place = planned.placement
        return (
            place is not None
            and self.provider in {None, place.provider}
            and self.start in {None, place.start}
            and self.site in {None, place.site}
            and self.modality in {None, place.modality}
        )

    @property
    def sentence(self) -> str:
        """The wish in a few words."""
        words = f"{self.visit} is seen"
        words += f" at {wall(self.start)}" if self.start is not None else ""
        words += f" with {self.provider}" if self.provider else ""
        if not self.elsewhere:
            return words
        words += f" at {self.site}" if self.site else ""
        return words + (" by video" if self.modality is Modality.VIDEO else "")


@dataclass(frozen=True)
class InSlot(Wish):
    """A visit goes to an open slot of another day."""

    slot: str = ""

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Not today."""
        return "a slot of another day is asked for" if self.concerns(facts, visit) else None

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """Only the slot that is asked for."""
        wrong = self.concerns(facts, visit) and slot != self.slot
        return "another slot is asked for" if wrong else None

    def _as_asked(self, facts: Facts, planned: PlannedVisit) -> bool:
        return planned.slot == self.slot

    @property
    def sentence(self) -> str:
        """The wish in a few words."""
        return f"{self.visit} goes to slot {self.slot}"


@dataclass(frozen=True)
class NoCalls(Wish):
    """Nobody who has a time is told a new one: booked visits keep start, site and modality."""

    def concerns(self, facts: Facts, visit: Appointment) -> bool:
        """Tell whether the visit has a published place."""
        return super().concerns(facts, visit) and facts.published(visit.id) is not None

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Where and how it was booked."""
        published = facts.published(visit.id)
        if not self.concerns(facts, visit) or published is None:
            return None
        same = (offer.mode.site, offer.mode.modality) == (published.site, published.modality)
        return None if same else "nobody is to be called"

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """At the booked time."""
        published = facts.published(visit.id)
        if block or published is None or not self.concerns(facts, visit):
            return None
        return np.asarray(starts == published.start, dtype=np.bool_)

    def _as_asked(self, facts: Facts, planned: PlannedVisit) -> bool:
        was, now = facts.published(planned.appointment), planned.placement
        return was is None or (
            now is not None
            and (now.start, now.site, now.modality) == (was.start, was.site, was.modality)
        )

    @property
    def sentence(self) -> str:
        """The wish in a few words."""
        return f"{self.visit} is not called" if self.visit else "nobody is called"


@dataclass(frozen=True)
class Near(Rule):
    """A visit keeps its provider and way, and starts about when it does."""

    name: ClassVar[str] = "near"

    visit: str
    provider: str
    site: str
    modality: Modality
    start: int

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """With the same provider, at the same place."""
        same = (offer.provider, offer.mode.site, offer.mode.modality) == (
            self.provider,
            self.site,
            self.modality,
        )
        return None if same else "it stays where it is"

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """At about the same time."""
        if block:
            return None
        return np.asarray(np.abs(starts - self.start) <= LITTLE, dtype=np.bool_)

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """On this day."""
        return "it stays where it is"


@dataclass(frozen=True)
class OvertimeOnly(Rule):
    """Providers finish with their usual overtime, but for one of them."""

    name: ClassVar[str] = "overtime-only"

    but: str
    minutes: int

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Within a shift and the usual overtime."""
        if offer.provider == self.but:
            return None
        keep = np.ones(len(starts), dtype=bool)
        for offset, minutes in tmpl.blocks[block].provided:
            begin, end = starts + offset, starts + offset + minutes
            within = end <= facts.now
            for shift in facts.shifts_of(offer.provider, offer.mode.site):
                within |= (begin >= shift.start) & (end <= shift.end + self.minutes)
            keep &= within
        return keep


@dataclass(frozen=True)
class FewCalls(Rule):
    """At most so many patients who were not hit are told anything new, or lose their place."""

    name: ClassVar[str] = "few-calls"

    most: int

    def post(self, board: Board) -> None:
        """Count them."""
        called = []
        for visit, variables in board.booked():
            if visit.id in board.facts.hit:
                continue
            called += [variables.manual, *variables.slots.values()]
            called += [
                literal
                for mode, held in variables.modes.items()
                for start, literal in held.arrivals
                if is_called(board.facts, visit.id, mode, start)
            ]
        if called:
            board.model.add(sum(called) <= self.most)
