"""Rosters in words: what changes for whom and why, whom to ask, what is left, how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from api.render.certificate import show_cut_short
from api.render.proposal import show_findings
from api.render.screen import Screen
from api.render.words import count, percent
from models.roster import Cell
from models.roster_answer import (
    BuiltRoster,
    RepairedRoster,
    RosterCall,
    RosterCertificate,
    RosterChange,
    RosterOption,
)


def show_built(built: BuiltRoster, screen: Screen) -> None:
    """Write a roster that was built, week by week."""
    if built.roster is None:
        screen.say(_without(built), style="bold")
        _troubles(built.troubles, screen)
        return
    short = built.certificate.short if built.certificate else 0
    covered = f"{count(short, 'person', 'people')} short" if short else "everything is covered"
    screen.say(f"A roster for {count(built.days, 'day', 'days')}: {covered}.", style="bold")
    for start in range(0, built.days, 7):
        days = range(start, min(start + 7, built.days))
        dates = [built.first + timedelta(days=day) for day in days]
        screen.heading(f"From {dates[0]}")
        rows = [
            [who, *(cell_words(row[day]) for day in days)] for who, row in built.roster.rows.items()
        ]
        screen.table(["Person", *(f"{day:%a %d}" for day in dates)], rows)
    show_findings("Not covered", built.uncovered, screen)
    if built.certificate is not None:
        _certificate(built.certificate, screen)
        show_cut_short(built.limits, screen)
    _troubles(built.troubles, screen)


def show_repaired(repaired: RepairedRoster, screen: Screen) -> None:
    """Write a repair, the most pressing first."""
    screen.say(_summary(repaired), style="bold")
    show_roster_options(repaired.options, screen)
    _calls(repaired.calls, screen)
    show_roster_changes(repaired.changes, screen)
    show_findings("Not covered", repaired.uncovered, screen)
    show_findings("Rules broken", repaired.broken, screen)
    if repaired.eased:
        screen.heading(f"Cannot be kept ({len(repaired.eased)})")
        screen.table(["What"], [[sentence] for sentence in repaired.eased])
    _certificate(repaired.certificate, screen)
    show_cut_short(repaired.limits, screen)
    _troubles(repaired.troubles, screen)


def cell_words(cell: Cell) -> str:
    """Write a cell: shift types, or a dash for a day off."""
    return " ".join(cell) or "-"


def _without(built: BuiltRoster) -> str:
    if built.possible is False:
        return "There is no roster: what must be by contract and office cannot all be."
    return "No roster was found in time; give it a longer deadline."


def _summary(repaired: RepairedRoster) -> str:
    proof = repaired.certificate
    changes = [change for change in repaired.changes if change.counted]
    people = len({change.person for change in changes})
    parts = [
        f"{count(len(changes), 'change', 'changes')} for {count(people, 'person', 'people')}",
        f"{count(proof.short, 'person', 'people')} short" if proof.short else "all covered",
        count(len(repaired.calls), "call", "calls"),
    ]
    return "; ".join(parts) + "."


def show_roster_options(options: Sequence[RosterOption], screen: Screen) -> None:
    """Write the ways to lean side by side, where there is more than one."""
    if len(options) < 2:
        return
    screen.heading("Options")
    names = [" / ".join(lean.value.replace("-", " ") for lean in each.leans) for each in options]
    names = [names[0] + " (this roster)", *names[1:]]
    rows = [
        ["people short", *(str(each.short) for each in options)],
        ["cells changed", *(str(each.changes) for each in options)],
        ["people with a change", *(str(each.people_changed) for each in options)],
        ["cost at the office's rates", *(f"{each.cost:,}" for each in options)],
        ["proven best", *("yes" if each.certificate.proven else "no" for each in options)],
    ]
    screen.table(["", *(name.capitalize() for name in names)], rows)


def _calls(calls: Sequence[RosterCall], screen: Screen) -> None:
    if not calls:
        return
    screen.heading(f"Whom to ask: {count(len(calls), 'call', 'calls')}")
    rows = [
        [
            str(call.order),
            call.person,
            call.date.isoformat(),
            " ".join(call.shift_types),
            call.standing.value,
            ", ".join(call.others),
        ]
        for call in calls
    ]
    screen.table(["#", "Who", "Day", "Shift", "Who is", "Or else"], rows)


def show_roster_changes(changes: Sequence[RosterChange], screen: Screen) -> None:
    """Write what changes in a roster, and why."""
    if not changes:
        return
    screen.heading("What changes")
    rows = [
        [
            change.date.isoformat(),
            change.person,
            cell_words(change.was),
            cell_words(change.now),
            change.reason.sentence,
            change.reason.rule,
        ]
        for change in changes
    ]
    screen.table(["Day", "Who", "Was", "Now", "Why", "Rule"], rows)


def _certificate(proof: RosterCertificate, screen: Screen) -> None:
    screen.heading("Certificate")
    if proof.proven:
        screen.say("  Proven: no roster is better for the problem as stated.")
    screen.say(f"  People short: {proof.short}, no roster has less than {proof.short_bound}.")
    if proof.changes is not None:
        least = "the fewest" if proof.changes_proven else f"at least {proof.changes_bound}"
        screen.say(f"  Cells changed: {proof.changes}, {least} of rosters as good before that.")
    screen.say(
        f"  Cost {proof.cost:,}, none of them costs less than {proof.bound:,}"
        f" (from best at most {percent(proof.gap)})."
    )


def _troubles(troubles: Sequence[str], screen: Screen) -> None:
    for sentence in troubles:
        screen.say(f"Trouble: {sentence}.")
