"""No shift is followed on the next day by one that must not follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.contracts import SuccessionSetting
    from solvers.roster.board import Board, Term
    from solvers.roster.facts import Facts


class Successions(Rule):
    """No shift is followed on the next day by one that must not follow it."""

    name = "successions"

    def post(self, board: Board) -> None:
        """Of a shift and one that may not follow on the next day, one at the most is worked."""
        facts = board.facts
        for person in facts.people:
            contract = facts.contract(person)
            hard = [s for s in contract.successions if s.price is None]
            pairs = _never_after(facts, hard)
            several = contract.one_shift.most > 1
            for day in range(max(-1, facts.first_known(person)), facts.days - 1):
                groups = list(_groups(board, person, day, pairs, several=several))
                board.at_most_one(self, Tier.T3, groups, None)
                for setting in contract.successions:
                    if setting.price is not None:
                        after = board.some(person, day, facts.of_kinds(setting.after))
                        never = board.some(person, day + 1, facts.of_kinds(setting.never))
                        board.at_most_one(self, Tier.T3, [(after, never)], setting.price)


def _never_after(facts: Facts, settings: list[SuccessionSetting]) -> dict[str, frozenset[str]]:
    """Return the shift types that never follow each, where there are any."""
    never: dict[str, frozenset[str]] = {}
    for setting in settings:
        for t in facts.of_kinds(setting.after):
            never[t] = never.get(t, frozenset()) | facts.of_kinds(setting.never)
    return never


def _groups(
    board: Board, person: str, day: int, never: dict[str, frozenset[str]], *, several: bool
) -> Iterator[tuple[list[Term], list[Term]]]:
    """Yield (shifts, shifts of the next day none of which may follow any of the first).

    Where a day has one shift, all that share what may not follow stand in one row: the widest rows
    say the most to the linear relaxation.
    """
    first, second = board.works(person, day), board.works(person, day + 1)
    if several:
        for t, others in never.items():
            if t in first:
                yield from (([first[t]], [second[s]]) for s in sorted(others) if s in second)
        return
    for others in dict.fromkeys(never.values()):
        after = [first[t] for t, more in never.items() if t in first and more >= others]
        yield after, [second[s] for s in sorted(others) if s in second]
