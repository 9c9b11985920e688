"""Spans, made and sent; of what they say about a request only what is listed here leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Link, Span, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from api.operation.logs import FIELDS
from api.operation.traces import Note, Tracing
from api.version import version

OWN = {f"huddle.{name}": kind for name, kind in FIELDS.items()}
"""What spans of ours say."""

OF_HTTP = frozenset(
    {
        "error.type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "network.protocol.version",
        "url.scheme",
    }
)
"""What spans of requests say. Not the path or the query, which hold references."""

PATIENCE_SECONDS = 2.0
"""How long the last spans may take: the end does not wait for a collector that is away."""

_PROPAGATOR = TraceContextTextMapPropagator()


class Spans(Tracing):
    """Makes spans, and hands them on when they are over.

    Args:
        processor: what they are handed to.
        give_up: ends sending, when it takes too long at the end.
        patience: seconds until then.
    """

    def __init__(
        self,
        processor: SpanProcessor,
        give_up: Callable[[], None] | None = None,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._give_up = give_up
        self._patience = patience
        resource = Resource.create({"service.name": "huddle", "service.version": version()})
        self.provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self.provider.add_span_processor(processor)
        self._tracer = self.provider.get_tracer("huddle", version())

    @contextmanager
    def span(self, name: str, carried: str | None = None, **facts: object) -> Iterator[Note]:
        """Make what is done within a span."""
        parent = None if carried is None else _PROPAGATOR.extract({"traceparent": carried})
        with self._tracer.start_as_current_span(
            name, parent, record_exception=False, set_status_on_exception=False
        ) as span:

            def note(**facts: object) -> None:
                _note(span, facts)

            note(**facts)
            try:
                yield note
            except BaseException as error:
                # Not its message: that may name a visit.
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(StatusCode.ERROR)
                raise

    def carried(self) -> str | None:
        """Return where this trace goes on, for a job to carry along; ids only."""
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier)
        return carrier.get("traceparent")

    def trace(self) -> str | None:
        """Return the id of the trace that this is part of, if it is."""
        context = trace.get_current_span().get_span_context()
        return trace.format_trace_id(context.trace_id) if context.is_valid else None

    def close(self) -> None:
        """Send what is left, if whoever takes it is there."""
        later = threading.Timer(self._patience, self._give_up or (lambda: None))
        later.daemon = True
        later.start()
        self.provider.shutdown()
        later.cancel()


class Discreet(SpanExporter):
    """Hands spans on without what may name a visit or a person: by a list of what may be said.

    Args:
        exporter: what sends them.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Hand spans on."""
        return self._exporter.export([_cut(span) for span in spans])

    def shutdown(self) -> None:
        """Send no more."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what waits to be sent."""
        return self._exporter.force_flush(timeout_millis)


def sent_to(endpoint: str | None) -> Spans:
    """Return spans that are sent by OTLP over HTTP, some at a time.

    Args:
        endpoint: where to, without the path; None leaves it to OpenTelemetry's own variables.
    """
    exporter = OTLPSpanExporter(endpoint=None if endpoint is None else f"{endpoint}/v1/traces")
    return Spans(BatchSpanProcessor(Discreet(exporter)), exporter.shutdown)


def _note(span: Span, facts: dict[str, object]) -> None:
    for name, value in facts.items():
        kind = FIELDS.get(name)
        if kind is not None and isinstance(value, kind) and isinstance(value, str | int | float):
            span.set_attribute(f"huddle.{name}", value)


def _cut(span: ReadableSpan) -> ReadableSpan:
    said = span.attributes or {}
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={name: said[name] for name in said if name in OF_HTTP or name in OWN},
        links=[Link(link.context) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
