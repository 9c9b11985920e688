"""Traces: where the time of a request went, across processes; nothing is done when none is wanted.

Tracing is wanted when HUDDLE_OTLP_ENDPOINT or one of OpenTelemetry's own variables names where
spans are to be sent. What does that is imported only then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from api.service.settings import Settings
from models.errors import BadInput, Fault

STANDARD = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""OpenTelemetry's own variables; what they say, its exporter reads by itself."""

Note = Callable[..., None]
"""Notes facts about a span while it lasts, by name: of those listed in `logs.FIELDS`."""


class Tracing:
    """Makes no spans: what there is when no traces are wanted.

    Attributes:
        provider: what frameworks make their own spans with, if spans are made.
    """

    provider: Any = None

    @contextmanager
    def span(self, name: str, carried: str | None = None, **facts: object) -> Iterator[Note]:  # noqa: ARG002
        """Make what is done within a span: 'accept', 'solve', 'publish'.

        Args:
            name: what is done.
            carried: what `carried` said in another process, whose trace goes on.
            facts: about it, of those listed in `logs.FIELDS`; others are left out.
        """
        yield _noted

    def carried(self) -> str | None:
        """Return where this trace goes on, for a job to carry along; ids only."""
        return None

    def trace(self) -> str | None:
        """Return the id of the trace that this is part of, if it is."""
        return None

    def close(self) -> None:
        """Send what is left."""


def tracing_of(settings: Settings, environment: Mapping[str, str] | None = None) -> Tracing:
    """Return what makes the spans.

    Raises:
        BadInput: traces are wanted, and what sends them is not installed.
    """
    environment = os.environ if environment is None else environment
    own = settings.otlp_endpoint
    if own is None and not any(environment.get(variable) for variable in STANDARD):
        return Tracing()
    try:
        from api.operation.spans import sent_to  # noqa: PLC0415 -- only where it is wanted
    except ModuleNotFoundError as error:
        variable = "HUDDLE_OTLP_ENDPOINT" if own else STANDARD[-1]
        problem = f"sending traces needs {error.name}, which is not installed"
        raise BadInput([Fault(variable, "", problem, "install huddle[traces]")]) from None
    return sent_to(None if own is None else own.rstrip("/").removesuffix("/v1/traces"))


def _noted(**_facts: object) -> None:
    pass
