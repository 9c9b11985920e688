"""Variants side by side: only what differs, then one sentence each."""

from __future__ import annotations

from api.render.certificate import claim
from api.render.screen import Screen
from models.proposal import Comparison


def show_comparison(comparison: Comparison, screen: Screen) -> None:
    """Write a what-if answer."""
    for name, proposal in zip(comparison.variants, comparison.proposals, strict=True):
        screen.say(f"{name}: {proposal.summary}", style="bold")
        screen.say(f"  {claim(proposal.certificate)}")
    screen.heading("What differs")
    if not comparison.differences:
        screen.say("  Nothing.")
        return
    rows = [[row.what, *row.values] for row in comparison.differences]
    screen.table(["", *comparison.variants], rows)
