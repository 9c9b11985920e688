"""What the door knows of one request, on its way to the route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.store.keys import Key
from models.access import Principal, Scope

PLACE = "huddle.admission"
"""Where in a request's scope it stands."""

ANYBODY = Principal("anybody", Scope.ADMIN)
"""Whoever asks where there is no door."""


@dataclass(slots=True)
class Admission:
    """Somebody who has been let in.

    Attributes:
        principal: who asks.
        key: the key that opened, by itself or by its session; None for a token.
        session: the secret of the session; None without one.
        until: when a token's time is over; None for what the store knows.
        asked: whether the route has asked what they may do.
    """

    principal: Principal
    key: Key | None = None
    session: str | None = field(default=None, repr=False)
    until: datetime | None = None
    asked: bool = False


def admission_of(scope: Mapping[str, Any]) -> Admission | None:
    """Return what the door knows of a request; None when it did not come through it."""
    admission: Admission | None = scope.get(PLACE)
    return admission
