"""What the routes share: settings, the planner, the desk, and whether the solvers are warm."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from fastapi import Request

from api.operation.metrics import Metrics
from api.operation.traces import Tracing
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
        metrics: where requests, solves and whatever else is counted.
        tracing: what makes spans.
        warm: set when the solver processes are ready.
        retired: set when the service is about to end; whatever lasts should end, too.
    """

    settings: Settings
    planner: Planner
    desk: Desk
    metrics: Metrics
    tracing: Tracing
    warm: asyncio.Event = field(default_factory=asyncio.Event)
    retired: asyncio.Event = field(default_factory=asyncio.Event)

    def retire(self) -> None:
        """Take no more questions, and have those that are being solved end with what they have."""
        self.retired.set()
        self.desk.close()


def service_of(request: Request) -> Service:
    """Return the service that a request came to."""
    service: Service = request.app.state.service
    return service
