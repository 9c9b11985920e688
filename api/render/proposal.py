"""A proposal as a manager reads it: one sentence, the options, whom to call, what changes."""

from __future__ import annotations

from collections.abc import Sequence

from api.render.certificate import show_certificate
from api.render.options import show_options
from api.render.screen import Screen
from api.render.words import DISPOSITIONS, clock_words, count, offer_words, where_words
from models.finding import Finding
from models.overrides import Override
from models.plan import Disposition
from models.proposal import Call, Change, DutyChange, Proposal, StaffCall


def show_proposal(proposal: Proposal, screen: Screen) -> None:
    """Write a proposal, the most pressing first."""
    screen.say(proposal.summary, style="bold")
    show_options(proposal, screen)
    _staff_calls(proposal.staff_calls, screen)
    _calls(proposal.calls, screen)
    if proposal.since_issued:
        screen.heading(f"Not as in the plan issued before: {len(proposal.since_issued)}")
        show_change_table(proposal.since_issued, screen)
    _changes(proposal.changes, screen)
    show_findings("Gaps that no plan can close", proposal.gaps, screen)
    show_findings("Rules broken", proposal.violations, screen)
    _overrides(proposal.plan.overrides, screen)
    show_duty_changes(proposal.duty_changes, screen)
    show_findings("Already so in the published plan", proposal.published_findings, screen)
    show_certificate(proposal.certificate, screen)


def show_findings(title: str, findings: Sequence[Finding], screen: Screen) -> None:
    """Write what the rules found, with what could be done about it."""
    if not findings:
        return
    screen.heading(f"{title} ({len(findings)})")
    rows = [[finding.sentence, finding.advice, finding.rule] for finding in findings]
    screen.table(["What", "Advice", "Rule"], rows)


def _overrides(overrides: Sequence[Override], screen: Screen) -> None:
    if not overrides:
        return
    screen.heading(f"Rules set aside: {len(overrides)}")
    rows = [[o.rule, o.about or "everywhere", o.author, o.reason] for o in overrides]
    screen.table(["Rule", "For", "By", "Why"], rows)


def _staff_calls(calls: Sequence[StaffCall], screen: Screen) -> None:
    if not calls:
        return
    screen.heading(f"Staff to call first: {len(calls)}")
    rows = [[str(call.order), call.person, clock_words(call.at), call.say] for call in calls]
    screen.table(["#", "Who", "At", "Say"], rows)


def _calls(calls: Sequence[Call], screen: Screen) -> None:
    screen.heading(f"Call list: {count(len(calls), 'call', 'calls')}")
    if not calls:
        screen.say("  Nobody needs to be called.")
        return
    rows = [
        [
            str(call.order),
            call.appointment,
            clock_words(call.booked),
            f"[{call.note}] {call.say}" if call.note else call.say,
            offer_words(call.offer),
            " ".join(part for part in (call.fallback_say, _aside(call)) if part),
        ]
        for call in calls
    ]
    screen.table(["#", "Visit", "Booked", "Say", "Offer", "If they decline"], rows)


def _aside(call: Call) -> str:
    words = offer_words(call.fallback)
    return f"[{words}]" if words and call.fallback_say else words


def _changes(changes: Sequence[Change], screen: Screen) -> None:
    kept = [change for change in changes if change.disposition is Disposition.KEPT]
    real = [change for change in changes if change.disposition is not Disposition.KEPT]
    screen.heading(f"Visits that change: {len(real)}")
    if real:
        show_change_table(real, screen)
    else:
        screen.say("  Every visit stays as it is.")
    aside = [change for change in kept if change.reason or change.before != change.after]
    if aside:
        screen.heading(f"Visits that are kept, but not in every detail: {len(aside)}")
        show_change_table(aside, screen)


def show_change_table(changes: Sequence[Change], screen: Screen) -> None:
    """Write what becomes of some visits, and why."""
    rows = [
        [
            change.appointment,
            DISPOSITIONS[change.disposition] if change.disposition is not Disposition.KEPT else "",
            where_words(change.before, change.after),
            where_words(change.after, change.before),
            change.reason,
            change.rule,
        ]
        for change in changes
    ]
    screen.table(["Visit", "What", "From", "To", "Why", "Rule"], rows)


def show_duty_changes(changes: Sequence[DutyChange], screen: Screen) -> None:
    """Write what changes for the staff of a day."""
    if not changes:
        return
    screen.heading(f"Changes for the staff, their duties and breaks: {len(changes)}")
    rows = [
        [
            change.person,
            change.what,
            change.before or "",
            change.after or "",
            change.reason,
            change.rule,
        ]
        for change in changes
    ]
    screen.table(["Who", "What", "From", "To", "Why", "Rule"], rows)
