"""People go to another site only where they may, with time for the way, and leave no gap behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.known.headcount import headcount
from solvers.day.known.spans import overlaps
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.known.facts import Facts
    from solvers.day.known.rosters import Roster
    from solvers.day.known.spans import Span
    from solvers.day.model.board import Board, Literal

MINUTES_OF_THE_WAY = 5
"""Minutes of the way that cost one unit."""


class Transfers(Rule):
    """People go to another site only where they may, and leave no gap behind."""

    name = "transfers"

    def post(self, board: Board) -> None:
        """A roster with a transfer costs; what it leaves behind is covered all the same."""
        facts = board.facts
        for person, literals in board.rosters.literals.items():
            for roster, literal in zip(facts.rosters[person], literals, strict=True):
                if roster.transfer is None:
                    continue
                price = facts.rates.transfer + -(-roster.way // MINUTES_OF_THE_WAY)
                board.cost(self, Tier.T4, price, literal)
                if facts.rules.transfers.donor_minimum and not board.core:
                    _keep_cover(board, roster, literal)


def _keep_cover(board: Board, roster: Roster, literal: Literal) -> None:
    """Who goes is not missed by a duty of the site that they could have covered."""
    facts, staff = board.facts, board.staff
    site, missed = _left_behind(facts, roster)
    duties = [
        duty
        for duty, post in sorted(facts.case.duties.items())
        if post.site == site and facts.may_cover(roster.person, duty)
    ]
    for duty in duties:
        demand = facts.posts.get(duty, [])
        for start, end in staff.periods(duty) if demand else ():
            minimum = max((m for a, b, m in demand if a <= start and end <= b), default=0)
            if minimum and overlaps(missed, start, end):
                fixed, adds, takes = staff.cover(duty, start, end)
                people = fixed + sum(adds) - sum(takes)
                board.model.add(people >= minimum).only_enforce_if(literal)
        demand = facts.presences.get(duty, [])
        able = [person for person in facts.people if facts.may_cover(person, duty)]
        edges = {t for a, b, _ in demand for t in (a, b)} | {t for s in missed for t in s}
        for piece in headcount(facts, able, facts.at(site), edges) if demand else ():
            asked = (m for a, b, m in demand if a <= piece.start and piece.end <= b)
            minimum = next(asked, 0)
            if minimum > piece.fixed and overlaps(missed, piece.start, piece.end):
                people = piece.people(board.rosters)
                board.model.add(people >= minimum).only_enforce_if(literal)


def _left_behind(facts: Facts, roster: Roster) -> tuple[str, list[Span]]:
    """Return the site that is left, and when the person would have been there."""
    sent = roster.transfer
    assert sent is not None
    shift = next(
        shift
        for shift in facts.shifts
        if shift.person == roster.person and shift.start <= sent.leaves < shift.end
    )
    there = facts.present(roster.person, shift.site, 0)
    spans = [(max(a, sent.leaves), min(b, shift.end)) for a, b in there]
    return shift.site, [(a, b) for a, b in spans if a < b]
