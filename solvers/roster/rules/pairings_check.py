"""Who is paired works together: a buddy with the new one, an assistant with the provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.roster.check_view import judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "pairings"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    here = {person.id for person in view.people}
    for pairing in view.case.rostering.pairings:
        pairs = {(pairing.person, pairing.partner)}
        if pairing.mutual:
            pairs.add((pairing.partner, pairing.person))
        for person, partner in sorted(pairs):
            if not {person, partner} <= here:
                continue
            for day in view.dates:
                with_them = {view.kind(t) for t in view.cell(partner, day)}
                alone = {view.kind(t) for t in view.cell(person, day)} - with_them
                settled = view.settled(person, day) and view.settled(partner, day)
                if alone and not (settled and pairing.price is None):
                    about = (person, partner, day.isoformat())
                    kinds = " and ".join(sorted(alone))
                    sentence = f"{person} works {kinds} on {day} without {partner}."
                    yield judged(RULE, Tier.T5, pairing.price, len(alone), about, sentence)
