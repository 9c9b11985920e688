"""Several answers side by side: only what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.plan import Disposition
from models.proposal import Comparison, Kpis, VariantDifference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from models.proposal import Change, Proposal

NOT_THERE = "–"
"""Stands where a variant does not have the visit."""


def compare(names: Sequence[str], proposals: Sequence[Proposal]) -> Comparison:
    """Return the variants with a row for each figure and each visit on which they differ.

    Rows come in this order: outcome, figures, cost and gap, T0 and T1, rules with gaps or
    breaches, then visits by id.

    Raises:
        ValueError: names and proposals are not equally many.
    """
    if len(names) != len(proposals):
        raise ValueError("as many names as proposals")
    rows = [*_figures(proposals), *_visits(proposals)]
    return Comparison(
        variants=tuple(names),
        differences=tuple(row for row in rows if len(set(row.values)) > 1),
        proposals=tuple(proposals),
    )


def _figures(proposals: Sequence[Proposal]) -> Iterator[VariantDifference]:
    def row(what: str, value: Callable[[Proposal], object]) -> VariantDifference:
        return VariantDifference(what=what, values=tuple(str(value(p)) for p in proposals))

    yield row("outcome", lambda p: p.outcome.value)
    for name in Kpis.model_fields:
        yield VariantDifference(
            what=name.replace("_", "-"), values=tuple(_figure(p.kpis, name) for p in proposals)
        )
    yield row("cost", lambda p: p.certificate.cost)
    yield row("gap", lambda p: f"{100 * p.certificate.gap:.1f} %")
    for tier in ("T0", "T1"):
        yield VariantDifference(
            what=tier,
            values=tuple(str(p.certificate.tiers.get(tier, 0)) for p in proposals),
        )
    yield row("gaps", lambda p: _rules([finding.rule for finding in p.gaps]))
    yield row("breaches", lambda p: _rules([finding.rule for finding in p.violations]))


def _figure(kpis: Kpis, name: str) -> str:
    value = getattr(kpis, name)
    if name == "finish":
        return NOT_THERE if value is None else wall(value)
    return f"{value:g}"


def _rules(rules: Sequence[str]) -> str:
    counted = [f"{rule} × {rules.count(rule)}" for rule in sorted(set(rules))]
    return ", ".join(counted) or "none"


def _visits(proposals: Sequence[Proposal]) -> Iterator[VariantDifference]:
    by_visit = [{change.appointment: change for change in p.changes} for p in proposals]
    for visit in sorted(set().union(*by_visit)):
        yield VariantDifference(
            what=visit, values=tuple(_change(known.get(visit)) for known in by_visit)
        )


def _change(change: Change | None) -> str:
    """Write what becomes of a visit, with where to unless it stays where it was."""
    if change is None:
        return NOT_THERE
    after = change.after
    if after is None or change.disposition is Disposition.KEPT:
        return change.disposition.value
    day = after.date.isoformat() if after.slot is not None else ""
    at = "" if after.at is None else wall(after.at)
    site = after.site if change.disposition is Disposition.OTHER_SITE else ""
    return " ".join(
        word for word in (change.disposition.value, day, at, after.provider, site) if word
    )
