"""When a day may end at the latest to cost no more than a plan that is known.

Where all that costs is the finish, that leaves most of the starts offered out: each visit has to
end so early that what follows it has time as well, and to begin so late that what it follows had.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solvers.day.placements.candidates import consistent
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Candidates, Offer, Starts


def published_finish(facts: Facts) -> int:
    """Return when the last visit ends in the published plan, or now, if that is later."""
    published = (facts.published(ref) for ref in facts.visits)
    return max(0, facts.now, *(was.end for was in published if was is not None))


def in_time(facts: Facts, found: Mapping[str, Candidates], cost: int) -> dict[str, Candidates]:
    """Return the candidates that a plan can use that costs no more than this, in no tier."""
    rate = facts.rates.finish_minute
    if not rate:
        return dict(found)
    last = published_finish(facts) + cost // rate
    held = {ref for ref in found if _has_to_be_held(facts, found[ref], cost)}
    minutes = {ref: _least_minutes(found[ref]) for ref in held}
    early = {ref: int(_first(found[ref])) for ref in held}
    late = {ref: last - minutes[ref] for ref in held}
    links = [
        (follow.visit, ref, minutes[follow.visit] + follow.min)
        for ref in held
        for follow in found[ref].visit.follows
        if follow.visit in held and follow.visit != ref
    ]
    for _ in held:  # a chain is no longer than there are visits
        changed = False
        for before, after, apart in links:
            if early[after] < early[before] + apart:
                early[after], changed = early[before] + apart, True
            if late[before] > late[after] - apart:
                late[before], changed = late[after] - apart, True
        if not changed:
            break
    return {
        ref: _between(candidate, early.get(ref, 0), late.get(ref), last)
        for ref, candidate in found.items()
    }


def _has_to_be_held(facts: Facts, found: Candidates, cost: int) -> bool:
    """Tell whether a visit costs more when it is not held today; one published may stay anyhow."""
    if facts.published(found.visit.id) is not None or not found.starts:
        return False
    return all(
        sum(price for rule in rules() for _, price in rule.away_prices(facts, found.visit, slot))
        > cost
        for slot in (None, *found.slots)
    )


def _least_minutes(found: Candidates) -> int:
    modes = {offer.mode for offer in found.starts}
    lasts = (found.templates[mode.modality].blocks[-1] for mode in modes)
    return min(last.head + last.length for last in lasts)


def _first(found: Candidates) -> int:
    return min(int(blocks[0][0]) for blocks in found.starts.values())


def _between(found: Candidates, early: int, late: int | None, last: int) -> Candidates:
    starts: dict[Offer, list[Starts]] = {}
    for offer, offered in found.starts.items():
        tmpl = found.templates[offer.mode.modality]
        blocks = list(offered)
        blocks[-1] = blocks[-1][blocks[-1] + tmpl.blocks[-1].length <= last]
        blocks[0] = blocks[0][blocks[0] >= early]
        if late is not None:
            blocks[0] = blocks[0][blocks[0] <= late]
        blocks = consistent(tmpl, blocks)
        if all(len(block) for block in blocks):
            starts[offer] = blocks
    return replace(found, starts=starts)
