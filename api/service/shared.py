"""What the routes share: settings, the planner, the desk, and whether the solvers are warm."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from fastapi import Request

from api.planner import Planner
from api.service.desk import Desk
from api.service.settings import Settings


@dataclass
class Service:
    """One running service.

    Attributes:
        settings: how much it takes on.
        planner: who answers.
        desk: where questions are solved.
        warm: set when the solver processes are ready.
    """

    settings: Settings
    planner: Planner
    desk: Desk
    warm: asyncio.Event = field(default_factory=asyncio.Event)


def service_of(request: Request) -> Service:
    """Return the service that a request came to."""
    service: Service = request.app.state.service
    return service
