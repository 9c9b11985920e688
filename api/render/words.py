"""Places, offers and figures in the few words that fit a table."""

from __future__ import annotations

from models.clock import wall
from models.events import Offered
from models.office import Modality
from models.plan import Disposition
from models.proposal import Where

DISPOSITIONS = {
    Disposition.KEPT: "kept",
    Disposition.SAME_TIME_OTHER_PROVIDER: "same time, other provider",
    Disposition.MOVED: "moved",
    Disposition.OTHER_SITE: "other site",
    Disposition.VIDEO: "by video",
    Disposition.OTHER_DAY: "another day",
    Disposition.MANUAL_DECISION: "to be decided",
}


def clock_words(minute: int | None) -> str:
    """Write a time of day, or nothing; before midnight is the evening before."""
    if minute is None:
        return ""
    if minute < 0:
        days = -(minute // 1440)
        return f"{wall(minute % 1440)} ({days} day{'s'[: days > 1]} before)"
    return wall(minute)


def where_words(where: Where | None, beside: Where | None = None) -> str:
    """Write a visit's place: time and provider, and what else is not as `beside`."""
    if where is None:
        return ""
    other_date = beside is not None and beside.date != where.date
    parts = [where.date.isoformat()] if where.slot or other_date else []
    parts += [wall(where.at)] if where.at is not None else []
    parts += [where.provider] if where.provider else []
    for fact in ("site", "room"):
        value = getattr(where, fact)
        if value and (beside is None or getattr(beside, fact) != value):
            parts.append(value)
    if where.modality is Modality.VIDEO:
        parts.append("video")
    if where.slot:
        parts.append(f"slot {where.slot}")
    return " ".join(parts)


def offer_words(offer: Offered | None) -> str:
    """Write what a patient is offered."""
    if offer is None:
        return ""
    parts = [offer.date.isoformat()] if offer.date else []
    parts += [wall(offer.at)] if offer.at is not None else []
    parts += [offer.provider] if offer.provider else []
    parts += [offer.site] if offer.site else []
    if offer.modality is Modality.VIDEO:
        parts.append("video")
    if offer.slot:
        parts.append(f"slot {offer.slot}")
    return " ".join(parts)


def percent(share: float) -> str:
    """Write a share as a percentage that never hides that something is left."""
    if share <= 0:
        return "0 %"
    return "< 0.1 %" if share < 0.0005 else f"{share:.1%}".replace("%", " %")


def count(number: int, one: str, many: str) -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else many}"
