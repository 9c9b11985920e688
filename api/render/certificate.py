"""The certificate in words: how good the plan is, and what that was held to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.render.screen import Screen
from api.render.words import percent
from models.proposal import Certificate


def show_certificate(certificate: Certificate, screen: Screen) -> None:
    """Write how far at most a plan is from the best one."""
    screen.heading("Certificate")
    screen.say(f"  {claim(certificate)}")
    bound = f"Cost {certificate.cost:,}, no plan costs less than {certificate.lower_bound:,}"
    if certificate.gap > 0:
        in_units = f"{certificate.gap_calls:.2f} calls or {certificate.gap_visits:.2f} visits"
        bound += f": at most {in_units} could be won"
    screen.say(f"  {bound}.")
    tiers = ", ".join(
        f"{tier} {cost:,}{_proven(certificate, tier)}" for tier, cost in certificate.tiers.items()
    )
    screen.say(f"  Tiers: {tiers}.")
    by = certificate.certified_by
    bound_by = "" if by is None else f"; the bound comes from ring {by}"
    screen.say(f"  Found in ring {certificate.ring}{bound_by}.")
    screen.say(f"  Offered starts: {certificate.offered_starts}")
    if certificate.limits:
        limits = ", ".join(f"{name} {_limit(value)}" for name, value in certificate.limits.items())
        screen.say(f"  Limits: {limits}.")
    show_cut_short(certificate.limits, screen)


def show_cut_short(limits: Mapping[str, Any], screen: Screen) -> None:
    """Say so where the same bytes were asked for, and are not certain."""
    if limits.get("deterministic") and not limits.get("reproducible"):
        screen.say("  Not reproducible: a search was ended before it had ended by itself.")


def _limit(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def claim(certificate: Certificate) -> str:
    """Say what is certain about the plan, and no more."""
    if certificate.proven:
        return "Proven: no plan is better for the problem as stated."
    if not bounded(certificate):
        return "How far it is from the best possible is not known."
    open_tiers = [tier for tier, proven in certificate.tiers_proven.items() if not proven]
    reserve = f", given its {' and '.join(open_tiers)}, not proven least" if open_tiers else ""
    return f"Within {percent(certificate.gap)} of the best possible{reserve}."


def bounded(certificate: Certificate) -> bool:
    """Tell whether anything is known of how good the plan is."""
    return certificate.certified_by is not None or certificate.gap < 1


def _proven(certificate: Certificate, tier: str) -> str:
    match certificate.tiers_proven.get(tier):
        case True:
            return " (least)"
        case False:
            return " (not proven least)"
        case _:
            return ""
