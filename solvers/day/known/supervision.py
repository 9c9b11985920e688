"""Supervision: which work needs a supervisor, and when one is to be had; no plan decides that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.office import By, SupervisionLevel
from solvers.day.known.headcount import headcount
from solvers.day.known.spans import HORIZON, covers, joined, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.office import Supervision
    from models.plan import Placement
    from solvers.day.known.facts import Facts
    from solvers.day.known.headcount import Piece
    from solvers.day.known.spans import Span

WHERE = {
    SupervisionLevel.IN_SUITE: "in the suite",
    SupervisionLevel.VIRTUAL: "in the building or by video",
    SupervisionLevel.GENERAL: "on shift",
}


@dataclass(frozen=True, slots=True)
class Supervised:
    """Work that somebody does under supervision; `person` is None for whoever covers a duty."""

    task: str
    person: str | None
    start: int
    end: int


class Supervisors:
    """The supervisors of a case, by task and site."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._spans: dict[tuple[str, str], list[list[Span]]] = {}
        self._covered: dict[tuple[str, str], list[Span]] = {}
        self._on_site: dict[tuple[str, str], list[Span]] = {}
        self.tasks = {
            name: task.supervision
            for name, task in facts.case.office.tasks.items()
            if task.supervision is not None
        }

    def of(self, task: str) -> Supervision:
        """Return the supervision that a task asks for."""
        return self.tasks[task]

    def supervised(self, person: str | None, task: str) -> bool:
        """Tell whether the task is supervised work when that person does it."""
        if task not in self.tasks:
            return False
        who = self.facts.people.get(person) if person is not None else None
        held = self.tasks[task].by
        return who is None or not any(who.holds(c, self.facts.case.date) for c in held)

    def available(self, task: str, site: str) -> list[list[Span]]:
        """Return when each person who may supervise the task done there is to be had."""
        if (task, site) not in self._spans:
            spans = [
                self._available(person, self.tasks[task].level, site)
                for person in self.facts.people
                if not self.supervised(person, task)
            ]
            self._spans[task, site] = [own for own in spans if own]
        return self._spans[task, site]

    def _available(
        self, person: str, level: SupervisionLevel, site: str, roster: int | None = None
    ) -> list[Span]:
        facts = self.facts
        if level is SupervisionLevel.IN_SUITE:
            return facts.present(person, site, roster)
        if level is SupervisionLevel.VIRTUAL:
            gone = [(away.start, away.end) for away in facts.away[person] if not away.remote]
        else:
            # Who comes late or has left can be reached all the same.
            gone = [
                (away.start, away.end)
                for away in facts.away[person]
                if away.absent and not away.remote
            ]
        return without(facts.on_shift(person, roster), gone)

    def covered(self, task: str, site: str) -> list[Span]:
        """Return when anybody who may supervise the task done there is to be had."""
        key = (task, site)
        if key not in self._covered:
            self._covered[key] = joined(s for own in self.available(task, site) for s in own)
        return self._covered[key]

    def on_site(self, task: str, site: str) -> list[Span]:
        """Return when somebody who may supervise the task is present at the site."""
        key = (task, site)
        if key not in self._on_site:
            self._on_site[key] = joined(
                span
                for person in self.facts.people
                if not self.supervised(person, task)
                for span in self.facts.present(person, site)
            )
        return self._on_site[key]

    def people(self, task: str, site: str, *, near: bool = False) -> list[Piece]:
        """Return how many may supervise the task done there at each time; `near`: are at it."""
        level = SupervisionLevel.IN_SUITE if near else self.tasks[task].level
        able = [person for person in self.facts.people if not self.supervised(person, task)]
        return headcount(self.facts, able, lambda p, n: self._available(p, level, site, n))

    def gaps(self, task: str, site: str, *, near: bool = False) -> list[Piece]:
        """Return when only people in some of their rosters may supervise the task."""
        if not self.facts.rosters:
            return []
        pieces = self.people(task, site, near=near)
        return [piece for piece in pieces if not piece.fixed and piece.some]

    def cover(self, task: str, site: str, start: int, end: int) -> bool:
        """Tell whether somebody is to be had, from now on, from `start` until the tail is over."""
        last = end + self.tasks[task].tail
        return last <= self.facts.now or covers(
            self.covered(task, site), max(start, self.facts.now), last
        )

    def group(self, task: str, site: str) -> tuple[str, str]:
        """Return what supervised work is counted together: at a site, or wherever it is done."""
        return task, site if self.tasks[task].level is SupervisionLevel.IN_SUITE else ""

    def room(self, task: str, site: str, minute: int) -> int:
        """Return how much of the task's work can be supervised at one time, at that minute."""
        ratio = self.tasks[task].ratio or HORIZON
        people = sum(covers(own, minute, minute + 1) for own in self.available(task, site))
        return ratio * people

    def edges(self, task: str, site: str) -> set[int]:
        """Return the minutes at which the number of supervisors changes."""
        return {t for own in self.available(task, site) for span in own for t in span}

    def works(self, visit: Appointment, placement: Placement) -> Iterator[Supervised]:
        """Yield the supervised work of a placement, done by the people named in it."""
        case = self.facts.case
        phases = case.phases(visit, placement.modality) if self.tasks else ()
        for phase, placed in zip(phases, placement.phases, strict=False):
            if self.tasks.keys().isdisjoint(phase.tasks):
                continue
            named = zip(case.tasks_by(phase, By.SUPPORT), placed.people, strict=False)
            doing: list[tuple[str, str | None]] = [*named]
            own = dict.fromkeys(case.tasks_by(phase, By.PROVIDER))
            doing += [(task, placement.provider) for task in own]
            doing += [(task, None) for task in case.tasks_by(phase, By.DUTY)]
            for task, person in doing:
                if self.supervised(person, task):
                    yield Supervised(task, person, placed.start, placed.end)

    def was_remote(self, visit: Appointment) -> bool:
        """Tell whether the visit was published with nobody to supervise it at its site."""
        placement = self.facts.published(visit.id)
        if placement is None:
            return False
        for work in self.works(visit, placement):
            there = joined(
                (shift.start, shift.end)
                for shift in self.facts.shifts
                if shift.site == placement.site and not self.supervised(shift.person, work.task)
            )
            if not covers(there, work.start, work.end + self.tasks[work.task].tail):
                return True
        return False

    def needed(self, person: str | None, task: str) -> str:
        """Say what the task asks for when that person does it."""
        asked = self.tasks[task]
        source = f" ({asked.source})" if asked.source else ""
        who = " or ".join(asked.by)
        doer = self.facts.case.task(task).duty if person is None else person
        return f"{doer} needs {who} {WHERE[asked.level]} for {task}{source}"
