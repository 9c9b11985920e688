"""Traces: spans where they are wanted, nothing where not, and never a reference in one."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import threading
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from api.operation.logs import Lines
from api.operation.spans import OF_HTTP, OWN, Discreet, Spans
from api.operation.traces import Tracing, tracing_of
from api.service.app import create_app
from api.service.settings import Settings
from models.errors import BadInput
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import QUESTION
from tests.house.test_house import ROOT

REFERENCE = "a-1042"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE = PARENT.split("-")[1]


@pytest.fixture
def sent() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def spans(sent: InMemorySpanExporter) -> Spans:
    return Spans(SimpleSpanProcessor(Discreet(sent)))


def told(sent: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in sent.get_finished_spans()}


def trace_of(span: ReadableSpan) -> str:
    return f"{span.context.trace_id:032x}"


def test_a_request_and_its_solve_are_one_trace(spans: Spans, sent: InMemorySpanExporter) -> None:
    with TestClient(create_app(Settings(), FakePlanner(), tracing=spans)) as client:
        client.post("/v1/resolve", json=QUESTION, headers={"traceparent": PARENT})

    request, solve = told(sent)["POST /v1/resolve"], told(sent)["solve"]
    assert trace_of(request) == trace_of(solve) == TRACE
    assert request.kind is SpanKind.SERVER
    assert solve.parent is not None and request.context is not None
    assert solve.parent.span_id == request.context.span_id
    assert request.attributes is not None and solve.attributes is not None
    assert request.attributes["http.route"] == "/v1/resolve"
    assert request.attributes["http.response.status_code"] == 200
    assert solve.attributes["huddle.outcome"] == "feasible"
    assert isinstance(solve.attributes["huddle.gap"], float)


def test_the_log_names_the_trace(spans: Spans) -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines("json"))
    log = logging.getLogger("huddle.request")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        with TestClient(create_app(Settings(), FakePlanner(), tracing=spans)) as client:
            client.get("/v1/packs", headers={"traceparent": PARENT})
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)

    assert json.loads(written.getvalue())["trace"] == TRACE


def test_no_span_names_a_visit(spans: Spans, sent: InMemorySpanExporter) -> None:
    planner = FakePlanner(refusal=KeyError(REFERENCE))
    with TestClient(create_app(Settings(), planner, tracing=spans)) as client:
        for path in client.get("/openapi.json").json()["paths"]:
            address = re.sub(r"\{\w+\}", REFERENCE, path)
            for method in ("GET", "POST"):
                client.request(
                    method,
                    f"{address}?visit={REFERENCE}",
                    json=QUESTION,
                    headers={"User-Agent": REFERENCE, "Host": REFERENCE},
                )

    everything = [span.to_json() for span in sent.get_finished_spans()]
    assert len(everything) > 20
    assert REFERENCE not in "".join(everything)
    (failed,) = [span for name, span in told(sent).items() if name == "POST /v1/resolve"]
    assert failed.status.status_code is StatusCode.ERROR
    for span in sent.get_finished_spans():
        assert set(span.attributes or {}) <= {*OF_HTTP, *OWN}


def test_a_span_says_only_what_is_listed(spans: Spans, sent: InMemorySpanExporter) -> None:
    with spans.span("accept", visit=REFERENCE, count=3) as note:
        note(person=REFERENCE, outcome="proven", ring=["x"])
    tracer = spans.provider.get_tracer("other")
    with pytest.raises(KeyError), tracer.start_as_current_span("theirs", attributes={"x": "y"}):
        raise KeyError(REFERENCE)

    ours, theirs = told(sent)["accept"], told(sent)["theirs"]
    assert ours.attributes == {"huddle.count": 3, "huddle.outcome": "proven"}
    assert theirs.attributes == {}
    assert theirs.events == ()
    assert REFERENCE not in ours.to_json() + theirs.to_json()


def test_a_failure_is_its_kind(spans: Spans, sent: InMemorySpanExporter) -> None:
    with pytest.raises(KeyError), spans.span("publish"):
        raise KeyError(REFERENCE)

    span = told(sent)["publish"]
    assert span.status.status_code is StatusCode.ERROR
    assert span.attributes == {"error.type": "KeyError"}
    assert REFERENCE not in span.to_json()


def test_a_trace_goes_on_in_a_job(spans: Spans, sent: InMemorySpanExporter) -> None:
    with spans.span("accept"):
        carried = spans.carried()
        trace = spans.trace()
    assert carried is not None
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]", carried)

    elsewhere = Spans(SimpleSpanProcessor(Discreet(sent)))
    with elsewhere.span("solve", carried):
        assert elsewhere.trace() == trace

    accept, solve = told(sent)["accept"], told(sent)["solve"]
    assert solve.parent is not None and accept.context is not None
    assert solve.parent.span_id == accept.context.span_id
    assert spans.trace() is None
    assert spans.carried() is None


class Away(SimpleSpanProcessor):
    """Hands spans to somebody who is not there, until it is told to give up."""

    def __init__(self) -> None:
        super().__init__(InMemorySpanExporter())
        self.given_up = threading.Event()

    def shutdown(self) -> None:
        assert self.given_up.wait(60)


def test_the_end_does_not_wait_for_a_collector_that_is_away() -> None:
    away = Away()

    Spans(away, away.given_up.set, patience=0.01).close()

    assert away.given_up.is_set()


@pytest.mark.parametrize("carried", ["", "nonsense", PARENT.replace("0af", "xyz")])
def test_what_carries_no_trace_begins_one(
    spans: Spans, sent: InMemorySpanExporter, carried: str
) -> None:
    with spans.span("solve", carried):
        pass

    assert told(sent)["solve"].parent is None


def test_without_traces_everything_works_and_nothing_is_made() -> None:
    tracing = Tracing()

    with tracing.span("solve", PARENT, count=1) as note:
        note(outcome="proven")
        assert tracing.carried() is None
        assert tracing.trace() is None
    tracing.close()
    assert tracing.provider is None


@pytest.mark.parametrize(
    ("settings", "environment", "wanted"),
    [
        (Settings(), {}, False),
        (Settings(), {"OTEL_SERVICE_NAME": "x", "OTEL_EXPORTER_OTLP_ENDPOINT": ""}, False),
        (Settings(), {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, True),
        (Settings(), {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1/x"}, True),
        (Settings(otlp_endpoint="http://127.0.0.1:1"), {}, True),
    ],
)
def test_when_traces_are_wanted(
    settings: Settings, environment: dict[str, str], *, wanted: bool
) -> None:
    tracing = tracing_of(settings, environment)

    assert (tracing.provider is not None) == wanted
    tracing.close()


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:1", "http://127.0.0.1:1/", "http://127.0.0.1:1/v1/traces"]
)
def test_where_spans_are_sent(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    asked: list[Any] = []

    def exporter(endpoint: Any) -> InMemorySpanExporter:
        asked.append(endpoint)
        return InMemorySpanExporter()

    monkeypatch.setattr("api.operation.spans.OTLPSpanExporter", exporter)
    tracing_of(Settings(otlp_endpoint=endpoint), {}).close()

    assert asked == ["http://127.0.0.1:1/v1/traces"]


def test_what_sends_them_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "api.operation.spans")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)

    with pytest.raises(BadInput, match=r"HUDDLE_OTLP_ENDPOINT.*install huddle\[traces\]"):
        tracing_of(Settings(otlp_endpoint="http://127.0.0.1:1"), {})


LOADED = """
import sys
from api.operation.traces import tracing_of
from api.service.app import create_app
from api.service.settings import Settings
tracing = tracing_of(Settings.from_environment())
create_app(Settings(), tracing=tracing)
print([name for name in sys.modules if name.startswith(("opentelemetry.sdk", "opentelemetry.exp"))])
print(tracing.provider is None)
"""


def test_nothing_is_loaded_where_none_are_wanted() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["[]", "True"]
