"""The choice of rosters in the model: one literal for each way of staffing a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ortools.sat.python import cp_model

    from models.plan import Plan
    from solvers.day.known.facts import Facts
    from solvers.day.known.rosters import Numbers, Roster
    from solvers.day.model.board import Linear, Literal


class RosterChoice:
    """Exactly one roster for each person who has a choice; the others are as on the day."""

    def __init__(self, facts: Facts, model: cp_model.CpModel) -> None:
        self.facts, self.model = facts, model
        self.literals: dict[str, list[Literal]] = {}
        self._some: dict[tuple[str, Numbers], Literal] = {}
        for person, rosters in facts.rosters.items():
            literals = [model.new_bool_var(f"roster:{person}:{n}") for n in range(len(rosters))]
            model.add_exactly_one(literals)
            self.literals[person] = literals

    def of(self, person: str, numbers: Iterable[int]) -> list[Literal]:
        """Return the literals of some of a person's rosters."""
        return [self.literals[person][number] for number in sorted(numbers)]

    def all_of(self, person: str, numbers: Numbers | None) -> bool:
        """Tell whether these are all the rosters of a person, who may have no choice at all."""
        return numbers is None or len(numbers) == len(self.facts.numbers(person))

    def one_of(self, person: str, numbers: Numbers) -> Literal:
        """Return a literal that holds just when the person has one of the rosters."""
        key = (person, numbers)
        if key not in self._some:
            literals = self.of(person, numbers)
            if len(literals) == 1:
                self._some[key] = literals[0]
            else:
                self._some[key] = self.model.new_bool_var(f"roster:{person}:some")
                self.model.add(sum(literals) == self._some[key])
        return self._some[key]

    def ask(self, count: Linear, person: str, numbers: Numbers | None) -> None:
        """Have at most one of what `count` adds up, and only in these rosters of the person."""
        if numbers is not None and not self.all_of(person, numbers):
            self.model.add(count <= sum(self.of(person, numbers)))

    def chosen(self, plan: Plan) -> dict[str, int | None]:
        """Return the number of each person's roster in a plan; None for one not offered."""
        return {person: roster_in(rosters, plan) for person, rosters in self.facts.rosters.items()}


def roster_in(rosters: list[Roster], plan: Plan) -> int | None:
    """Return which of a person's rosters a plan has; None when it is none of them."""
    person = rosters[0].person
    sent = [transfer for transfer in plan.transfers if transfer.person == person]
    own = {roster.reserve.id for roster in rosters if roster.reserve is not None}
    called = [ref for ref in plan.called_in if ref in own]
    for number, roster in enumerate(rosters):
        reserves = [] if roster.reserve is None else [roster.reserve.id]
        transfers = [] if roster.transfer is None else [roster.transfer]
        if (reserves, transfers) == (called, sent):
            return number
    return None


def staffed_by(plan: Plan, facts: Facts, rosters: Iterable[Roster]) -> Plan:
    """Return the plan with people called in and sent elsewhere as these rosters have it."""
    published, chosen = facts.case.published, list(rosters)
    called = [roster.reserve.id for roster in chosen if roster.reserve is not None]
    sent = [roster.transfer for roster in chosen if roster.transfer is not None]
    update = {
        "called_in": (*published.called_in, *called),
        "transfers": (*published.transfers, *sent),
    }
    return plan.model_copy(update=update)
