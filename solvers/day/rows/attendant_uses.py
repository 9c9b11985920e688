"""Attendants in the model: each is one use of the site's support staff, as long as it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.known.attending import KINDS, named
from solvers.day.model.holds import span_use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Literal
    from solvers.day.model.pools import Use
    from solvers.day.model.visits import VisitVars
    from solvers.day.placements.candidates import Mode, Offer

Starts = list[tuple[int, "Literal"]]


def attendant_uses(board: Board, variables: VisitVars) -> Iterator[tuple[str, Use]]:
    """Yield (site, use) of a visit's interpreter and chaperone, under way or to come."""
    facts, visit = board.facts, variables.visit
    for kind in KINDS:
        if not facts.attendants.may_ask(visit, kind):
            continue
        before = frozenset({named(facts.published(visit.id), kind) or ""})
        for mode in variables.modes:
            under_way, to_come = _asking(board, variables, mode, kind)
            able = facts.attendants.able(visit, kind)
            for literals, people, begun in ((under_way, before, True), (to_come, able, False)):
                if literals:
                    here = frozenset(p for p in people if facts.present(p, mode.site))
                    literal = _any_of(board, literals)
                    use = span_use(board, variables, mode, kind, literal, here, begun)
                    yield from () if use is None else ((mode.site, use),)


def starts_asking(facts: Facts, variables: VisitVars, offer: Offer, kind: str) -> Starts:
    """Return the starts of the first provider phase for which somebody new is needed."""
    if not facts.attendants.may_ask(variables.visit, kind):
        return []
    return _classified(facts, variables, offer, kind)[1]


def _asking(
    board: Board, variables: VisitVars, mode: Mode, kind: str
) -> tuple[list[Literal], list[Literal]]:
    """Return literals under which somebody is with the patient already, and is yet to come."""
    held = variables.modes[mode]
    found: tuple[list[Literal], list[Literal]] = ([], [])
    whole = [True, True]
    for offer, offered in variables.offers.items():
        if offer.mode != mode:
            continue
        for position, starts in enumerate(_classified(board.facts, variables, offer, kind)):
            literals = [literal for _, literal in starts]
            all_of = len(literals) == len(_first(variables, offer)[0])
            found[position].extend([offered.literal] if literals and all_of else literals)
            whole[position] &= all_of
    under_way, to_come = found
    return (
        [held.literal] if under_way and whole[0] else under_way,
        [held.literal] if to_come and whole[1] else to_come,
    )


def _classified(
    facts: Facts, variables: VisitVars, offer: Offer, kind: str
) -> tuple[Starts, Starts]:
    """Return the starts before now that somebody was published for, and those that ask anew."""
    known, visit, mode = facts.attendants, variables.visit, offer.mode
    times, literals = _first(variables, offer)
    asks = known.asks(visit, kind, offer.provider, mode.modality)
    excused = known.excused(visit, kind, offer.provider, mode.site, mode.modality)
    was = named(facts.published(visit.id), kind) is not None
    under_way: Starts = []
    to_come: Starts = []
    for start, literal in zip(times, literals, strict=True):
        if start < facts.now:
            under_way += [(start, literal)] if was else []
        elif asks and start != excused:
            to_come.append((start, literal))
    return under_way, to_come


def _first(variables: VisitVars, offer: Offer) -> tuple[list[int], list[Literal]]:
    """Return when the first provider phase may start under an offer; nothing without one."""
    tmpl = variables.modes[offer.mode].template
    if tmpl.provided is None:
        return [], []
    block, offset = tmpl.place(tmpl.provided[0])
    times, literals = variables.offers[offer].blocks[block]
    return [time + offset for time in times], literals


def _any_of(board: Board, literals: list[Literal]) -> Literal:
    """Return the literal that one of them holds; they exclude one another."""
    if len(literals) == 1:
        return literals[0]
    some = board.model.new_bool_var("attended")
    board.model.add(sum(literals) == some)
    return some
