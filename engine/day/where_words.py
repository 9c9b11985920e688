"""A visit's place in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.office import Modality

if TYPE_CHECKING:
    from models.proposal import Where


def place_words(where: Where | None) -> str:
    """Write '10:30 with dr-bell', or '2026-11-24 09:00 with dr-lee, slot s-1'; or nothing."""
    if where is None or where.at is None:
        return ""
    at = f"{where.date} {wall(where.at)}" if where.slot else wall(where.at)
    words = f"{at} with {where.provider}"
    if where.modality is Modality.VIDEO:
        words += " by video"
    return f"{words}, slot {where.slot}" if where.slot else words
