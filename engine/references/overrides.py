"""Overrides: rules that may be set aside, for visits and people that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.overrides import SET_ASIDE_FOR

if TYPE_CHECKING:
    from engine.references.known import Known


def check_overrides(known: Known) -> None:
    """Note every fault of the day's overrides; the events have told of all add-ons before."""
    for index, override in enumerate(known.day.overrides):
        field = f"day.overrides.{index}"
        kind = SET_ASIDE_FOR.get(override.rule)
        if kind is None:
            known.fault(
                f"{field}.rule",
                override.rule,
                "this rule may not be set aside",
                f"one of {', '.join(sorted(SET_ASIDE_FOR))}",
            )
        else:
            known.refer(f"{field}.about", kind, override.about)
