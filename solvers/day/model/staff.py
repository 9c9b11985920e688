"""The staff's decisions: when each break is taken, and who is on which duty from when to when.

A duty is covered in stretches; one literal stands for one stretch, from one point of the duty's
grid to another. A break lies wholly within a stretch, or outside all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from models.office import DutyKind
from solvers.day.known.duty_spans import duty_pairs, spans_by_roster
from solvers.day.known.spans import covers, overlaps
from solvers.day.known.staff_facts import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.day.known.facts import Facts
    from solvers.day.known.rosters import Numbers
    from solvers.day.known.spans import Span
    from solvers.day.model.board import Literal
    from solvers.day.model.roster_choice import RosterChoice


@dataclass(slots=True)
class BreakChoice:
    """One start offered for one claim; `fact` for a break that stands already.

    `outside` holds when the break is taken off duty, `inside` by duty when it interrupts one.
    """

    claim: Claim
    start: int
    literal: Literal
    fact: int | None = None
    outside: Literal | None = None
    inside: dict[str, Literal] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """When the break ends."""
        return self.start + self.claim.minutes


@dataclass(frozen=True, slots=True)
class Stretch:
    """A person on a duty from one time to another, when the literal holds."""

    person: str
    duty: str
    start: int
    end: int
    literal: Literal
    rosters: Numbers | None = None


class Staff:
    """Literals for breaks and duty stretches of the whole day."""

    def __init__(
        self, facts: Facts, rosters: RosterChoice, people: Iterable[str], *, core: bool
    ) -> None:
        self.facts = facts
        self.rosters = rosters
        self.model = model = rosters.model
        self.people = sorted(people)
        self.stretches = [
            Stretch(person, duty, a, b, model.new_bool_var(f"duty:{duty}:{person}:{a}-{b}"), only)
            for person, duty in duty_pairs(facts)
            if not core
            for a, b, only in spans_by_roster(facts, person, duty)
        ]
        for stretch in self.stretches:
            rosters.ask(stretch.literal, stretch.person, stretch.rosters)
        self.missing: list[tuple[Claim, Literal]] = []
        self.breaks: list[BreakChoice] = []
        self.strays: set[int] = set()
        for claim in facts.claims:
            if claim.person in self.people:
                self._claim(claim)
        self._keep_strays()
        self._cap_breaks()
        self._separate_stretches()
        self._place_breaks_around_duties()

    def _claim(self, claim: Claim) -> None:
        facts, model = self.facts, self.model
        choices = [
            BreakChoice(claim, start, model.new_bool_var(f"break:{claim.person}:{start}"))
            for start in facts.break_starts(claim)
        ]
        for position, (person, kind, start, end) in enumerate(facts.fixed_breaks):
            fits = (person, kind, end - start) == (claim.person, claim.kind, claim.minutes)
            shift = facts.presence[claim.shift]
            if (
                fits
                and claim.earliest <= start <= claim.latest
                and any(a <= start and end <= b for a, b in shift)
            ):
                literal = model.new_bool_var(f"break:{person}:{start}")
                choices.append(BreakChoice(claim, start, literal, fact=position))
        missing = model.new_bool_var(f"missing:{claim.person}:{claim.kind}")
        ways = [missing, *(choice.literal for choice in choices)]
        only = facts.rosters_with(claim)
        if only is None:
            model.add_exactly_one(ways)
        else:
            model.add(sum(ways) == self.rosters.one_of(claim.person, only))
        self.missing.append((claim, missing))
        self.breaks += choices

    def _keep_strays(self) -> None:
        """A published break may stay without a claim, in place of another.

        Who comes late may have it too early for what is due then; it is better than none. Nor does
        it give way to a break that meets its claim: while another claim is unmet, both may be had.
        """
        for position, stint in enumerate(self.facts.stints):
            person = stint.person
            if person not in self.people:
                continue
            own = [c for c in self.breaks if c.claim.shift == position]
            offered = {(c.claim.kind, c.start, c.end) for c in own}
            for kind, start, minutes in self.facts.published_breaks[person]:
                end = start + minutes
                if (
                    start < self.facts.now
                    or not covers(self.facts.presence[position], start, end)
                    or ((kind, start, end) in offered and self._most_breaks(position) < 2)
                    or (person, kind, start, end) in self.facts.fixed_breaks
                ):
                    continue
                claim = Claim(position, -1, person, kind, minutes, start, start)
                literal = self.model.new_bool_var(f"stray:{person}:{start}")
                self.rosters.ask(literal, person, stint.rosters)
                self.breaks.append(BreakChoice(claim, start, literal))
                self.strays.add(position)

    def _fixed_breaks(self, position: int) -> int:
        """Return how many breaks of a stint stand already."""
        stint = self.facts.stints[position]
        pieces = [(piece.start, piece.end) for piece in stint.pieces]
        return sum(
            person == stint.person and covers(pieces, start, end)
            for person, _, start, end in self.facts.fixed_breaks
        )

    def _most_breaks(self, position: int) -> int:
        """Return how many breaks may be decided for a stint: those that stand use up its claims."""
        claims = sum(claim.shift == position for claim in self.facts.claims)
        return max(0, claims - self._fixed_breaks(position))

    def _cap_breaks(self) -> None:
        """Nobody gets more breaks than claims."""
        for position in range(len(self.facts.stints)):
            future = [
                c.literal for c in self.breaks if c.claim.shift == position and c.fact is None
            ]
            if future and (position in self.strays or self._fixed_breaks(position)):
                self.model.add(sum(future) <= self._most_breaks(position))

    def fixed_stretches(self, duty: str) -> list[tuple[str, int, int]]:
        """Return (person, from, to) of duty stretches that are facts and reach past now."""
        now = self.facts.now
        return [
            (person, max(a, now), b)
            for person, other in self.facts.published_duties
            if other == duty and self.facts.case.duties[duty].kind is DutyKind.POST
            for a, b in self.facts.fixed_duty(person, duty)
            if b > now
        ]

    def _separate_stretches(self) -> None:
        """Stretches of one person never share a minute; of one duty they do not even touch."""
        by_pair: dict[tuple[str, str], list[Stretch]] = {}
        for stretch in self.stretches:
            by_pair.setdefault((stretch.person, stretch.duty), []).append(stretch)
        for stretches in by_pair.values():
            for point in sorted({t for s in stretches for t in (s.start, s.end)}):
                touching = [s.literal for s in stretches if s.start <= point <= s.end]
                if len(touching) > 1:
                    self.model.add_at_most_one(touching)

    def _place_breaks_around_duties(self) -> None:
        by_person: dict[str, list[Stretch]] = {}
        for stretch in self.stretches:
            by_person.setdefault(stretch.person, []).append(stretch)
        for choice in self.breaks:
            own = by_person.get(choice.claim.person, [])
            if choice.fact is not None:
                continue
            near = [s for s in own if overlaps([(s.start, s.end)], choice.start, choice.end)]
            if not near:
                choice.outside = choice.literal
                continue
            choice.outside = self.model.new_bool_var("outside")
            for duty in sorted({s.duty for s in near}):
                around = [
                    s.literal
                    for s in near
                    if s.duty == duty and s.start <= choice.start and choice.end <= s.end
                ]
                if around:
                    inside = self.model.new_bool_var("inside")
                    self.model.add(inside <= sum(around))
                    choice.inside[duty] = inside
            self.model.add(choice.outside + sum(choice.inside.values()) == choice.literal)
        for position, (person, _, start, end) in enumerate(self.facts.fixed_breaks):
            facts_of = [c.literal for c in self.breaks if c.fact == position]
            if len(facts_of) > 1:
                self.model.add_at_most_one(facts_of)
            for stretch in by_person.get(person, []):
                within = stretch.start <= max(start, self.facts.now) and end <= stretch.end
                if not within and overlaps([(stretch.start, stretch.end)], start, end):
                    self.model.add(stretch.literal == 0)

    def periods(self, duty: str) -> list[Span]:
        """Cut the duty's hours into periods in which nobody's cover changes."""
        facts = self.facts
        points = {t for s in self.stretches if s.duty == duty for t in (s.start, s.end)}
        points |= {t for _, a, b in self.fixed_stretches(duty) for t in (a, b)}
        points |= {t for a, b, _ in facts.posts[duty] for t in (a, b)}
        points |= {t for c in self.breaks if duty in c.inside for t in (c.start, c.end)}
        on_duty = {person for person, _, _ in self.fixed_stretches(duty)}
        on_duty |= {s.person for s in self.stretches if s.duty == duty}
        points |= {t for p, _, a, b in facts.fixed_breaks if p in on_duty for t in (a, b)}
        ordered = sorted(t for t in points if t >= facts.now)
        return list(pairwise(ordered))

    def cover(self, duty: str, start: int, end: int) -> tuple[int, list[Literal], list[Literal]]:
        """Return (fixed people, literals that add one, literals that take one) of a period."""
        fixed_breaks = self.facts.fixed_breaks
        resting = {p for p, _, a, b in fixed_breaks if a <= start and end <= b}
        fixed = sum(
            1
            for person, a, b in self.fixed_stretches(duty)
            if a <= start and end <= b and person not in resting
        )
        adds = [
            s.literal
            for s in self.stretches
            if s.duty == duty and s.start <= start and end <= s.end and s.person not in resting
        ]
        takes = [
            c.inside[duty]
            for c in self.breaks
            if duty in c.inside and c.start <= start and end <= c.end
        ]
        return fixed, adds, takes

    def most_cover(self, duty: str) -> int:
        """Return the most people who could ever be on the duty at one time."""
        people = {s.person for s in self.stretches if s.duty == duty}
        return len(people | {person for person, _, _ in self.fixed_stretches(duty)})
