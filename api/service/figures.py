"""The route for whoever watches the service: its figures."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from api.operation.metrics import CONTENT_TYPE_LATEST
from api.service.security.access import reader
from api.service.shared import service_of

figures = APIRouter()


@figures.get(
    "/metrics",
    dependencies=[Depends(reader)],
    tags=["health"],
    summary="Show figures for Prometheus",
    responses={
        200: {
            "description": "The figures, in Prometheus's text format.",
            "content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}},
        }
    },
    response_class=Response,
)
def metrics(request: Request) -> Response:
    """Return how long requests and solves took, how good plans are, and what waits.

    No figure is about a person, a visit or a site.
    """
    return Response(service_of(request).metrics.text(), media_type=CONTENT_TYPE_LATEST)
