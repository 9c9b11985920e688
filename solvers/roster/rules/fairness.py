"""Burdens are shared out evenly among those who carry them, over what came before as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from models.rostering import Burden
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from models.rostering import FairnessSetting
    from solvers.roster.board import Board, Term


class Fairness(Rule):
    """Burdens are shared out evenly among those who carry them, over what came before as well."""

    name = "fairness"

    def post(self, board: Board) -> None:
        """Price the spread between most and least, and what is beside the median."""
        for setting in board.facts.case.rostering.fairness:
            people = [p for p in setting.people if p in board.facts.people]
            if len(people) < 2 or not (setting.spread or setting.deviation):
                continue
            loads = [self._units(board, setting, person) for person in people]
            model, top = board.model, 1_000_000
            if setting.spread:
                most, least = model.new_int_var(0, top, ""), model.new_int_var(0, top, "")
                for load in loads:
                    model.add(most >= load)
                    model.add(least <= load)
                board.cost(self, Tier.T6, setting.spread, most - least)
            if setting.deviation:
                middle = model.new_int_var(0, top, "")
                for load in loads:
                    beside = model.new_int_var(0, top, "")
                    model.add(beside >= load - middle)
                    model.add(beside >= middle - load)
                    board.cost(self, Tier.T6, setting.deviation, beside)

    def _units(self, board: Board, setting: FairnessSetting, person: str) -> Term:
        """Return what the person carries, in whole units, begun."""
        brought = board.facts.case.roster.carried.get(person)
        load = _load(board, setting, person) + (
            brought.burdens.get(setting.id, 0) if brought else 0
        )
        if setting.unit == 1:
            return load
        if isinstance(load, int):
            return -(-load // setting.unit)
        units = board.model.new_int_var(0, 1_000_000, "")
        board.model.add(setting.unit * units >= load)
        board.model.add(setting.unit * units <= load + (setting.unit - 1))
        return units


def _load(board: Board, setting: FairnessSetting, person: str) -> Term:
    facts = board.facts
    types = facts.of_kinds(setting.kinds)
    if setting.of is Burden.WEEKENDS:
        return sum(_weekends(board, setting, person, types))
    weight = {
        t: facts.types[t].minutes if setting.of is Burden.MINUTES else 1 for t in sorted(types)
    }
    return sum(
        weight[t] * term
        for day in range(facts.days)
        for t, term in board.works(person, day).items()
        if t in weight
    )


def _weekends(
    board: Board, setting: FairnessSetting, person: str, types: frozenset[str]
) -> list[Term]:
    """Return for each weekend that ends in the horizon whether any of it is worked."""
    facts, length = board.facts, len(setting.days)
    found: list[Term] = []
    for start in range(1 - length, facts.days - length + 1):
        if facts.weekday(start) != setting.days[0].number:
            continue
        terms = [board.any(person, day, types) for day in range(start, start + length)]
        literals = [term for term in terms if not isinstance(term, int)]
        if any(isinstance(term, int) and term for term in terms):
            found.append(1)
        elif literals:
            worked = board.model.new_bool_var("")
            board.model.add_max_equality(worked, literals)
            found.append(worked)
    return found
