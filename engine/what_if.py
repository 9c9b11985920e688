"""What if: one day in several variants, each solved and certified, side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import Field

from engine.asked import Asked
from engine.proposals.comparison import compare
from engine.resolve import resolve
from models.base import Fact, Ref
from models.errors import BadInput, Fault
from models.events import Event
from models.policy import ExchangeRates
from models.reading import read
from models.rules import Rules

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from datetime import datetime

    from models.day import Day
    from models.office import Office
    from models.plan import Plan
    from models.proposal import Comparison, Proposal


class Variant(Fact):
    """One variant of a day: further events, other rates, other rule settings, another profile."""

    name: Ref
    events: tuple[Event, ...] = ()
    rates: dict[str, int] = Field(default_factory=dict)
    rules: dict[str, Any] = Field(default_factory=dict)
    profile: str | None = None


def what_if(
    office: Office,
    day: Day,
    variants: Sequence[Variant],
    *,
    now: int | datetime | None = None,
    issued: Plan | None = None,
    asked: Asked | None = None,
    stop: threading.Event | None = None,
) -> Comparison:
    """Solve the variants side by side over the cores, one worker each, and compare them.

    Raises:
        BadInput: there is no variant, two have one name, or one does not make sense; the
            faults say which.
    """
    asked = asked or Asked()
    names = [variant.name for variant in variants]
    if not names or len(set(names)) < len(names):
        problem = "two variants have one name" if names else "there is no variant"
        raise BadInput([Fault("variants", "", problem, "give each variant a name of its own")])
    prepared = [_prepare(office, variant, n) for n, variant in enumerate(variants)]
    lanes = min(asked.cores, len(variants))

    def one(position: int) -> Proposal:
        variant = variants[position]
        own = replace(
            asked,
            options=False,
            workers=max(1, asked.cores // lanes),
            profile=variant.profile or asked.profile,
        )
        try:
            return resolve(
                prepared[position],
                day,
                events=variant.events,
                now=now,
                issued=issued,
                asked=own,
                stop=stop,
            )
        except BadInput as bad:
            raise BadInput(
                Fault(f"variants.{position}.{f.field}", f.value, f.problem, f.expected)
                for f in bad.faults
            ) from None

    with ThreadPoolExecutor(lanes, thread_name_prefix="huddle-variant") as pool:
        proposals = list(pool.map(one, range(len(variants))))
    return compare(names, proposals)


def _prepare(office: Office, variant: Variant, position: int) -> Office:
    """Return the office with the variant's rates and rule settings in place of its own."""
    where = f"variants.{position}"
    rates = read(
        ExchangeRates, office.exchange_rates.model_dump() | variant.rates, f"{where}.rates"
    )
    settings = _merged(office.rules.model_dump(by_alias=True), variant.rules)
    rules = read(Rules, settings, f"{where}.rules")
    return office.model_copy(update={"exchange_rates": rates, "rules": rules})


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for key, value in new.items():
        name = key.replace("_", "-")
        before = merged.get(name)
        nested = isinstance(before, dict) and isinstance(value, dict)
        merged[name] = _merged(dict(before or {}), value) if nested else value
    return merged
