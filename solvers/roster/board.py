"""The board: a roster case compiled into a CP-SAT model, on which the rules post what they ask.

One literal for each person, day and shift type that the rules admit. What is past or held is a
number instead of a literal, so that rows over history and horizon are written in one way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model, cp_model_helper

from solvers.model import Model
from solvers.roster.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from models.finding import Tier
    from models.roster import Cell
    from solvers.roster.facts import Facts

Literal = cp_model.IntVar
Term = cp_model.LinearExpr | int
"""A literal, its negation, or 0 or 1 where it is known."""


def no(term: Term) -> Term:
    """Return the negation of a term; a literal's is a literal, too."""
    return term.negated() if isinstance(term, cp_model_helper.Literal) else 1 - term


def code(term: Term) -> int:
    """Return a number that tells literals and their negations apart; known terms have one."""
    return term.index if isinstance(term, cp_model_helper.Literal) else 2**62


def _sure(group: Sequence[Term]) -> Sequence[Term]:
    """Return a group of which some term is true; the one that is so anyhow says it alone."""
    return [1] if any(isinstance(term, int) and term for term in group) else group


@dataclass(frozen=True, slots=True)
class Cost:
    """A term of the objective: `rate` units of a tier for each unit of `amount`."""

    rule: str
    tier: Tier
    rate: int
    amount: cp_model.LinearExprT


class Board:
    """The model under construction.

    Attributes:
        facts: the case.
        model: the CP-SAT model.
        cells: the literals of each person and day, by shift type.
        costs: what the rules charge.
    """

    def __init__(self, facts: Facts, rules: Sequence[Rule]) -> None:
        self.facts = facts
        self.model = Model()
        self.costs: list[Cost] = []
        self.cells: dict[tuple[str, int], dict[str, Literal]] = {}
        self._any: dict[tuple[str, int, frozenset[str]], Term] = {}
        self._changed: dict[tuple[str, int], Term] = {}
        self._who: dict[tuple[int, str], set[str]] = {}
        self._all_types = frozenset(facts.types)
        admitting = [rule for rule in rules if type(rule).admits is not Rule.admits]
        for person in facts.people:
            for day in range(facts.days):
                self.cells[person, day] = self._open(person, day, admitting)
        for rule in rules:
            rule.post(self)

    def _open(self, person: str, day: int, rules: Sequence[Rule]) -> dict[str, Literal]:
        facts = self.facts
        if (person, day) in facts.closed:
            return {}
        held = facts.held.get((person, day), frozenset())
        return {
            t: self.model.new_bool_var("")
            for t in facts.types
            if t not in held and all(rule.admits(facts, person, day, t) is None for rule in rules)
        }

    def works(self, person: str, day: int) -> Mapping[str, Term]:
        """Return a term for each shift type that the person works, or may work, on the day."""
        if day < 0:
            return dict.fromkeys(self.facts.past(person, day) or (), 1)
        held = self.facts.held.get((person, day))
        cell = self.cells[person, day]
        if not held:
            return cell
        # In the order of the office: a set has another one in each process.
        return {**{t: 1 for t in self.facts.types if t in held}, **cell}

    def who(self, day: int, types: Iterable[str]) -> set[str]:
        """Return the people who work one of the types on the day, or may."""
        if not self._who:
            for person in self.facts.people:
                for on in range(-1, self.facts.days):
                    for t in self.works(person, on):
                        self._who.setdefault((on, t), set()).add(person)
        return set().union(*(self._who.get((day, t), ()) for t in types))

    def terms(self, person: str, day: int, types: frozenset[str]) -> list[Term]:
        """Return the terms of the day that are of these shift types."""
        return [term for t, term in self.works(person, day).items() if t in types]

    def any(self, person: str, day: int, types: frozenset[str] | None = None) -> Term:
        """Return the term that says whether the person works one of the types; left out: any."""
        wanted = self._all_types if types is None else types
        key = (person, day, wanted)
        if key not in self._any:
            self._any[key] = self._some(person, self.terms(person, day, wanted))
        return self._any[key]

    def some(self, person: str, day: int, types: frozenset[str]) -> list[Term]:
        """Return the one term that says whether the person works one of the types, if they may."""
        term = self.any(person, day, types)
        return [] if isinstance(term, int) and not term else [term]

    def _some(self, person: str, terms: list[Term]) -> Term:
        literals = [term for term in terms if not isinstance(term, int)]
        if len(literals) < len(terms):
            return 1
        if len(literals) < 2:
            return literals[0] if literals else 0
        some = self.model.new_bool_var("")
        if self.facts.contract(person).one_shift.most == 1:
            self.model.add(cp_model.LinearExpr.sum(literals) == some)
        else:
            self.model.add_max_equality(some, literals)
        return some

    def changed(self, person: str, day: int) -> Term:
        """Return the term that says whether a cell is not as published, absence and leave apart."""
        facts = self.facts
        row = facts.case.roster.published.get(person, ())
        if day >= len(row) or facts.settled(person, day):
            return 0
        key = (person, day)
        if key not in self._changed:
            self._changed[key] = self._unlike(person, day, row[day])
        return self._changed[key]

    def _unlike(self, person: str, day: int, published: Cell) -> Term:
        """Return the term that says whether other shifts are worked than those published."""
        if self.facts.contract(person).one_shift.most == 1 and not published:
            return self.any(person, day)
        works = self.works(person, day)
        if self.facts.contract(person).one_shift.most == 1 and len(published) == 1:
            # Whoever works something else does not work what was published.
            term = works.get(published[0], 0)
            return no(term)
        unlike = [1 - works[t] if t in works else 1 for t in published]
        unlike += [term for t, term in works.items() if t not in published]
        literals = [term for term in unlike if not isinstance(term, int)]
        if any(isinstance(term, int) and term for term in unlike):
            return 1
        if not literals:
            return 0
        changed = self.model.new_bool_var("")
        for literal in literals:
            self.model.add(literal <= changed)
        return changed

    def at_most(self, terms: Sequence[Term], most: int) -> None:
        """At most so many of the terms are true, whatever was there before."""
        row = sum(terms)
        if not isinstance(row, int):
            self.model.add(row <= most)
        elif row > most:
            self.never()

    def cost(self, rule: Rule, tier: Tier, rate: int, amount: Term) -> None:
        """Add `rate` units of a tier for each unit of `amount`; nothing when the rate is 0."""
        if rate and not (isinstance(amount, int) and amount == 0):
            self.costs.append(Cost(rule.name, tier, rate, amount))

    def total(self, *tiers: Tier) -> cp_model.LinearExprT:
        """Return the sum of the cost terms of the tiers."""
        chosen = [cost for cost in self.costs if cost.tier in tiers]
        if not chosen:
            return 0
        return cp_model.LinearExpr.weighted_sum(
            [cost.amount for cost in chosen], [cost.rate for cost in chosen]
        )

    def limit(
        self,
        rule: Rule,
        tier: Tier,
        terms: Sequence[Term],
        *,
        weights: Sequence[int] | None = None,
        carried: int = 0,
        least: int | None = None,
        most: int | None = None,
        price: int | None = None,
        step: int = 1,
    ) -> None:
        """Hold a weighted sum of terms, and what is carried into it, between two numbers.

        Without a price it is held, but for what was there before anything was decided: then
        nothing is added. With one, each `step`, begun, that it is missed by costs so much.
        """
        weights = [1] * len(terms) if weights is None else weights
        known, literals, factors = carried, [], []
        for term, weight in zip(terms, weights, strict=True):
            if isinstance(term, int):
                known += weight * term
            else:
                literals.append(term)
                factors.append(weight)
        amount = cp_model.LinearExpr.weighted_sum(literals, factors) if literals else 0
        highest = known + sum(factors)
        if price is None:
            if most is not None and highest > max(most, known):
                self.model.add(amount <= max(most, known) - known)
            if least is not None and literals and known < least:
                self.model.add(amount >= least - known)
            elif least is not None and known < least:
                self.never()
            return
        if most is not None and highest > most:
            beyond = self._steps(amount + (known - most), highest - most, step)
            self.cost(rule, tier, price, beyond)
        if least is not None and known < least:
            self.cost(rule, tier, price, self._steps((least - known) - amount, least - known, step))

    def _steps(self, missed: cp_model.LinearExprT, highest: int, step: int) -> Term:
        if isinstance(missed, int):
            return max(0, -(-missed // step))
        steps = self.model.new_int_var(0, -(-highest // step), "")
        self.model.add(step * steps >= missed)
        return steps

    def at_most_one(
        self,
        rule: Rule,
        tier: Tier,
        groups: Iterable[tuple[Sequence[Term], Sequence[Term]]],
        price: int | None,
    ) -> None:
        """Of each pair of groups not both have one; all pairs together cost the price once."""
        rows = []
        for first, second in groups:
            both = [*_sure(first), *_sure(second)]
            literals = [term for term in both if not isinstance(term, int)]
            known = len(both) - len(literals)
            if first and second and literals:
                rows.append((literals, known))
            elif first and second and price is not None:
                self.cost(rule, tier, price, 1)
                return
        if price is None:
            for literals, known in rows:
                self.model.add(cp_model.LinearExpr.sum(literals) <= max(1, known) - known)
        elif rows and price:
            missed = self.model.new_bool_var("")
            for literals, known in rows:
                self.model.add(cp_model.LinearExpr.sum(literals) + known <= 1 + missed)
            self.cost(rule, tier, price, missed)

    def never(self) -> None:
        """Say that there is no roster: what must be cannot be."""
        self.model.add_bool_or([])
