"""An absence of several days in words: whom to call, the roster, each day, each certificate."""

from __future__ import annotations

from collections.abc import Sequence

from api.render.certificate import claim, show_cut_short
from api.render.proposal import show_change_table, show_duty_changes, show_findings
from api.render.roster import show_roster_changes, show_roster_options
from api.render.screen import Screen
from api.render.words import clock_words, count, offer_words, percent
from models.absence_answer import (
    AnsweredAbsence,
    DayOutcome,
    DayPart,
    PatientTalk,
    StaffMove,
    StaffTalk,
)
from models.plan import Disposition
from models.proposal import Proposal
from models.roster_answer import RosterCertificate


def show_absence(answer: AnsweredAbsence, screen: Screen) -> None:
    """Write the answer to an absence, the most pressing first."""
    screen.say(answer.summary, style="bold")
    _staff_calls(answer.staff_calls, screen)
    _patient_calls(answer.patient_calls, screen)
    show_roster_changes(answer.roster.changes, screen)
    show_roster_options(answer.roster.options, screen)
    show_findings("Not covered", answer.roster.uncovered, screen)
    show_findings("Rules broken in the roster", answer.roster.broken, screen)
    if answer.roster.eased:
        screen.heading(f"Cannot be kept ({len(answer.roster.eased)})")
        screen.table(["What"], [[sentence] for sentence in answer.roster.eased])
    for part in answer.days:
        _day(part, screen)
    _certificates(answer, screen)
    show_findings("What the check of the whole found", answer.findings, screen)
    for sentence in answer.roster.troubles:
        screen.say(f"Trouble: {sentence}.")


def _staff_calls(calls: Sequence[StaffTalk], screen: Screen) -> None:
    if not calls:
        return
    screen.heading(f"Staff to call first: {len(calls)}")
    rows = [
        [
            str(talk.order) if first else "",
            talk.person if first else "",
            talk.standing.value if first else "",
            matter.say,
            ", ".join(matter.others),
        ]
        for talk in calls
        for first, matter in zip((True, *[False] * len(talk.matters)), talk.matters, strict=False)
    ]
    screen.table(["#", "Who", "Who is", "Say", "Or else"], rows)


def _patient_calls(calls: Sequence[PatientTalk], screen: Screen) -> None:
    screen.heading(f"Call list: {count(len(calls), 'call', 'calls')}")
    if not calls:
        screen.say("  No patient needs to be called.")
        return
    rows = [
        [
            str(talk.order) if first else "",
            (talk.patient or "") if first else "",
            visit.date.isoformat(),
            visit.call.appointment,
            clock_words(visit.call.booked),
            visit.call.say,
            offer_words(visit.call.offer),
            visit.call.fallback_say,
        ]
        for talk in calls
        for first, visit in zip((True, *[False] * len(talk.visits)), talk.visits, strict=False)
    ]
    heads = ["#", "Patient", "Day", "Visit", "Booked", "Say", "Offer", "If they decline"]
    screen.table(heads, rows)


def _day(part: DayPart, screen: Screen) -> None:
    date = f"{part.date:%A} {part.date}"
    if part.outcome is DayOutcome.UNTOUCHED:
        screen.heading(f"{date}: as published")
        return
    screen.heading(f"{date}: {'not planned' if part.proposal is None else 'planned anew'}")
    for move in part.staff:
        screen.say(f"  {_move_words(move)}")
    for sentence in (*part.withdrawn, *part.troubles):
        screen.say(f"  {sentence}")
    if part.proposal is None:
        return
    screen.say(f"  {part.proposal.summary}")
    _day_changes(part.proposal, screen)


def _day_changes(proposal: Proposal, screen: Screen) -> None:
    real = [each for each in proposal.changes if each.disposition is not Disposition.KEPT]
    if real:
        show_change_table(real, screen)
    show_duty_changes(proposal.duty_changes, screen)
    show_findings("Gaps that no plan can close", proposal.gaps, screen)
    show_findings("Rules broken", proposal.violations, screen)


def _move_words(move: StaffMove) -> str:
    before, after = " and ".join(move.before), " and ".join(move.after)
    if not move.after:
        return f"{move.person} is {'out' if move.out else 'off'}, and not at {before}."
    if move.out:
        return f"{move.person} is out but for {after}, and not at {before}."
    return f"{move.person} works {after}" + (f", and not {before}." if before else ".")


def _certificates(answer: AnsweredAbsence, screen: Screen) -> None:
    screen.heading("Certificates")
    rows = [["roster", *_roster_row(answer.roster.certificate)]]
    rows += [
        [
            part.date.isoformat(),
            f"{proof.cost:,}",
            f"{proof.lower_bound:,}",
            percent(proof.gap),
            claim(proof),
        ]
        for part in answer.days
        if part.proposal is not None
        for proof in [part.proposal.certificate]
    ]
    screen.table(["Part", "Cost", "No less than", "Gap", "What is certain"], rows)
    held = [answer.roster.limits]
    held += [part.proposal.certificate.limits for part in answer.days if part.proposal is not None]
    cut = [limits for limits in held if not limits.get("reproducible")]
    show_cut_short(cut[0] if cut else {}, screen)


def _roster_row(proof: RosterCertificate) -> list[str]:
    claims = [
        f"{proof.short} short, no less than {proof.short_bound}",
        f"{proof.changes} changed, no less than {proof.changes_bound}",
    ]
    if proof.proven:
        claims.insert(0, "Proven: no roster is better for the problem as stated")
    return [f"{proof.cost:,}", f"{proof.bound:,}", percent(proof.gap), "; ".join(claims) + "."]
