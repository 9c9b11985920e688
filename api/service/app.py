"""The app: routes, problems, and solver processes that are warm before the first question."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import Depends, FastAPI

from api.operation.metrics import Metrics
from api.operation.traces import Tracing
from api.operation.watch import Watch
from api.operation.watched_planner import WatchedPlanner
from api.planner import Engine, Planner
from api.service.days.app import keep_days
from api.service.days.backend import Backend
from api.service.days.refusals import refuse_in_words
from api.service.desk import Desk
from api.service.explaining import explaining
from api.service.figures import figures
from api.service.openapi import DESCRIPTION, TAGS, describe
from api.service.problems import answer_problems
from api.service.rostering import rostering
from api.service.routes import routes
from api.service.security.access import shut_unless_it_asks
from api.service.security.description import declare
from api.service.security.door import Door
from api.service.security.key_routes import key_routes
from api.service.security.logout_routes import logout_routes
from api.service.security.security import Security
from api.service.security.session_routes import session_routes
from api.service.security.sign_in_routes import sign_in_routes
from api.service.settings import Settings
from api.service.shared import Service
from api.version import version

_log = logging.getLogger("huddle.service")


def create_app(
    settings: Settings | None = None,
    planner: Planner | None = None,
    security: Security | None = None,
    *,
    backend: Backend | None = None,
    metrics: Metrics | None = None,
    tracing: Tracing | None = None,
) -> FastAPI:
    """Return the service.

    Args:
        settings: how much it takes on; by default what `Settings` has by default.
        planner: who answers; by default the engine.
        security: who is let in; by default anybody, which is for tests and one's own machine
            alone: `huddle serve` leaves it out only where HUDDLE_OPEN says so.
        backend: what keeps days and answers events; by default nothing is kept, and there are no
            routes for it.
        metrics: where requests and solves are counted; by default its own.
        tracing: what makes spans; by default nothing does.
    """
    settings = settings or Settings()
    security = security or Security.opened()
    metrics = metrics or Metrics()
    tracing = tracing or Tracing()
    service = Service(
        settings=settings,
        planner=WatchedPlanner(planner or Engine(), metrics, tracing),
        desk=Desk(settings.solves),
        metrics=metrics,
        tracing=tracing,
    )
    app = FastAPI(
        title="Huddle",
        version=version(),
        summary="Re-plans an outpatient office's day when somebody is out.",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        dependencies=[Depends(shut_unless_it_asks)],
        # Only spans, and only through what cuts them down to what may be said.
        telemetry={
            "tracing": tracing.provider is not None,
            "tracer_provider": tracing.provider,
            "operation_spans": False,
            "metrics": False,
            "logs": False,
            "auto_configure": False,
        },
    )
    app.state.service = service
    app.state.security = security
    app.include_router(routes)
    app.include_router(explaining)
    app.include_router(rostering)
    if settings.metrics:
        app.include_router(figures)
    if security.keeper is not None:
        app.include_router(session_routes)
        app.include_router(key_routes)
        if security.sign_in is not None:
            app.include_router(sign_in_routes)
            app.include_router(logout_routes)
    if backend is not None:
        keep_days(app, backend)
    refuse_in_words(app)
    app.add_middleware(Door, security=security)
    answer_problems(app, encrypted=security.settings.encrypted)
    # Last, so outermost: it sees what every answer has come to.
    app.add_middleware(Watch, metrics=metrics, trace=tracing.trace)
    describe(app)
    declare(app, security)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    warming = asyncio.create_task(_warm_up(service))
    try:
        yield
    finally:
        service.retire()
        with suppress(asyncio.CancelledError):
            await warming
        backend: Backend | None = getattr(app.state, "backend", None)
        if backend is not None:
            await asyncio.to_thread(backend.stop)
        await asyncio.to_thread(service.planner.shut_down)
        app.state.security.close()
        await asyncio.to_thread(service.tracing.close)


async def _warm_up(service: Service) -> None:
    try:
        await asyncio.to_thread(service.planner.warm_up)
    except Exception as error:  # the service answers still, only later
        _log.error("the solver processes did not start: %s", type(error).__name__)
    else:
        service.warm.set()
