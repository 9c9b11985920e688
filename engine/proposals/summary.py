"""The one sentence that a proposal opens with."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from engine.day.disposition import published_placement
from engine.proposals.headline import headline
from models.clock import wall
from models.office import Urgency
from models.plan import Disposition

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from models.case import Case
    from models.finding import Verdict
    from models.proposal import Certificate, Change, DutyChange, Kpis

TODAY = "seen today"
BECOMES = {
    Disposition.KEPT: TODAY,
    Disposition.SAME_TIME_OTHER_PROVIDER: TODAY,
    Disposition.MOVED: TODAY,
    Disposition.OTHER_SITE: TODAY,
    Disposition.VIDEO: "by video",
    Disposition.OTHER_DAY: "to rebook",
    Disposition.MANUAL_DECISION: "for a clinician to decide",
}
"""What is said of each disposition; the order is that of the sentence."""


def summary(
    case: Case,
    kpis: Kpis,
    *,
    changes: Sequence[Change],
    duty_changes: Sequence[DutyChange],
    verdict: Verdict,
    hit: Container[str],
    certificate: Certificate | None = None,
) -> str:
    """Say what happened, what becomes of whom, who is called, what is short, how good it is.

    'Seen today' counts those seen in person or by video as booked; 'by video' those converted.
    Without a certificate nothing is said of the best possible.
    """
    parts = [*_patients(case, changes, hit), *_others(changes, hit)]
    if not parts and not duty_changes and not verdict.breaches and not kpis.calls:
        parts = ["nothing to change"]
    else:
        parts = parts or ["no patient is hit"]
        parts.append(_calls(kpis))
        parts += [f"{kpis.called_in} called in"] if kpis.called_in else []
        parts += [f"{kpis.transfers} sent to another site"] if kpis.transfers else []
        others = len(duty_changes) - kpis.called_in - kpis.transfers
        if others > 0:
            parts.append(f"{_count(others, 'change', 'changes')} to breaks and duties")
        if kpis.finish is not None:
            parts.append(f"finish {wall(kpis.finish)}")
    parts += _short(case, kpis, changes, verdict)
    if certificate is not None:
        parts.append(_how_good(certificate))
    return f"{headline(case)}: {'; '.join(parts)}."


def _calls(kpis: Kpis) -> str:
    """Count the calls still to be made, and say so where some have been made."""
    left = _count(kpis.calls, "call", "calls") if kpis.calls else "no calls"
    return f"{left} to make, {kpis.calls_made} made" if kpis.calls_made else left


def _patients(case: Case, changes: Sequence[Change], hit: Container[str]) -> Iterator[str]:
    """Yield what becomes of the visits that an event took away, and of those it added."""
    ours = [change for change in changes if change.appointment in hit]
    booked = [c for c in ours if published_placement(case, c.appointment) is not None]
    added = [c for c in ours if published_placement(case, c.appointment) is None]
    if booked:
        yield _count(len(booked), "patient", "patients")
        yield _becomes(booked)
    if added:
        yield f"{_count(len(added), 'add-on', 'add-ons')}: {_becomes(added)}"


def _others(changes: Sequence[Change], hit: Container[str]) -> Iterator[str]:
    others = [
        change
        for change in changes
        if change.appointment not in hit and change.disposition is not Disposition.KEPT
    ]
    if not others:
        return
    same = sum(c.disposition is Disposition.SAME_TIME_OTHER_PROVIDER for c in others)
    leaving = sum(
        c.disposition in {Disposition.OTHER_DAY, Disposition.MANUAL_DECISION} for c in others
    )
    moved = len(others) - same - leaving
    counts = [(moved, "moved"), (same, "with another provider"), (leaving, "not seen today")]
    yield "of the others " + ", ".join(f"{number} {words}" for number, words in counts if number)


def _becomes(changes: Sequence[Change]) -> str:
    counts = Counter(BECOMES[change.disposition] for change in changes)
    order = dict.fromkeys(BECOMES.values())
    return ", ".join(f"{counts[words]} {words}" for words in order if counts[words])


def _short(case: Case, kpis: Kpis, changes: Sequence[Change], verdict: Verdict) -> Iterator[str]:
    """Yield what is not as it should be: urgent visits unserved, gaps, rules broken."""
    unserved = sum(
        change.disposition in {Disposition.OTHER_DAY, Disposition.MANUAL_DECISION}
        and case.urgency(case.visits[change.appointment]) is Urgency.MUST_TODAY
        for change in changes
        if change.appointment in case.visits
    )
    if unserved:
        yield f"{_count(unserved, 'must-today visit', 'must-today visits')} not seen"
    if kpis.coverage_gap_minutes:
        yield f"cover short by {kpis.coverage_gap_minutes} person-minutes"
    if kpis.missed_breaks:
        yield _count(kpis.missed_breaks, "break missing", "breaks missing")
    other = {gap.rule for gap in verdict.gaps} - {"coverage", "breaks"}
    for rule in sorted(other):
        yield f"gap in {rule}"
    if verdict.breaches:
        yield f"not to be published: {_count(len(verdict.breaches), 'breach', 'breaches')}"


def _how_good(certificate: Certificate) -> str:
    if certificate.proven:
        return "proven best"
    unproven = [tier for tier, proven in certificate.tiers_proven.items() if not proven]
    caveat = f" ({' and '.join(unproven)} not proven least)" if unproven else ""
    if certificate.gap <= 0:
        return f"no better cost possible{caveat}"
    if certificate.lower_bound <= 0:
        return f"how good it is, is not known yet{caveat}"
    percent = math.ceil(certificate.gap * 1000 - 1e-9) / 10
    return f"within {percent:g} % of the best possible{caveat}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
