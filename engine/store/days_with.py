"""What became of kept days together with the publication of their roster, as it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from models.kept_roster import DayWith

if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS_WITH: TypeAdapter[tuple[DayWith, ...]] = TypeAdapter(tuple[DayWith, ...])


def days_text(days: Iterable[DayWith]) -> str | None:
    """Return it as it is kept; None where there is nothing."""
    return DAYS_WITH.dump_json(found).decode() if (found := tuple(days)) else None


def days_in(text: str | None) -> tuple[DayWith, ...]:
    """Read what `days_text` gave."""
    return () if text is None else DAYS_WITH.validate_json(text)
