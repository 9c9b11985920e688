"""The figures: each is counted, many services count apart, and no reference becomes a label."""

from __future__ import annotations

import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.operation.metrics import Backlog, Metrics

Sample = tuple[str, tuple[tuple[str, str], ...]]


def figures(metrics: Metrics) -> dict[Sample, float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for sample in family.samples
    }


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return figures(metrics).get((name, tuple(sorted(labels.items()))))


def test_a_solve_is_timed_and_its_gap_and_ring_are_kept() -> None:
    metrics = Metrics()

    metrics.solved("proven", 2.0, gap=0.0, ring=2)
    metrics.solved("feasible", 20.0, gap=0.03, ring=40)
    metrics.solved("failed", 0.5)

    assert value(metrics, "huddle_solve_seconds_count", outcome="proven") == 1
    assert value(metrics, "huddle_solve_seconds_sum", outcome="feasible") == 20
    assert value(metrics, "huddle_solve_seconds_bucket", outcome="proven", le="1.0") == 0
    assert value(metrics, "huddle_solve_seconds_bucket", outcome="proven", le="2.5") == 1
    assert value(metrics, "huddle_solve_gap_count") == 2
    assert value(metrics, "huddle_solve_gap_bucket", le="0.0") == 1
    assert value(metrics, "huddle_solve_gap_bucket", le="0.05") == 2
    assert value(metrics, "huddle_solve_rings_total", ring="2") == 1
    assert value(metrics, "huddle_solve_rings_total", ring="9") == 1


def test_requests_are_counted_by_route_and_status() -> None:
    metrics = Metrics()

    metrics.answered("POST", "/v1/resolve", 200, 0.2)
    metrics.answered("POST", "/v1/resolve", 503, 0.01)

    labels = {"method": "POST", "route": "/v1/resolve"}
    assert value(metrics, "huddle_requests_total", status="200", **labels) == 1
    assert value(metrics, "huddle_requests_total", status="503", **labels) == 1
    assert value(metrics, "huddle_request_seconds_count", **labels) == 2


def test_what_happens_is_counted() -> None:
    metrics = Metrics()

    metrics.event_accepted()
    metrics.event_accepted(fresh=False)
    metrics.proposal("open")
    metrics.publication("part")
    metrics.delivery("given-up")

    assert value(metrics, "huddle_events_accepted_total") == 1
    assert value(metrics, "huddle_events_repeated_total") == 1
    assert value(metrics, "huddle_proposals_total", status="open") == 1
    assert value(metrics, "huddle_publications_total", kind="part") == 1
    assert value(metrics, "huddle_webhook_deliveries_total", outcome="given-up") == 1


def test_no_reference_becomes_a_label() -> None:
    metrics = Metrics()

    metrics.solved("a-1042", 1.0)
    metrics.answered("A-1042", "/v1/resolve", 405, 0.1)
    metrics.proposal("a-1042")
    metrics.publication("a-1042")
    metrics.delivery("a-1042")

    assert "a-1042" not in metrics.text().decode().lower()
    assert value(metrics, "huddle_proposals_total", status="other") == 1


def test_what_waits_is_looked_up_each_time() -> None:
    waits = Backlog({"solve": 3, "what-if": 0}, 12.5)
    metrics = Metrics(lambda: waits)

    assert value(metrics, "huddle_queue_depth", queue="solve") == 3
    assert value(metrics, "huddle_oldest_event_seconds") == 12.5
    assert value(metrics, "huddle_backlog_readable") == 1

    waits = Backlog({"solve": 0})
    assert value(metrics, "huddle_queue_depth", queue="solve") == 0
    assert value(metrics, "huddle_oldest_event_seconds") == 0


def test_nothing_is_looked_up_before_it_is_asked_for() -> None:
    asked: list[int] = []

    def waits() -> Backlog:
        asked.append(1)
        return Backlog()

    metrics = Metrics(waits)
    assert asked == []
    metrics.text()
    assert asked == [1]


def test_the_other_figures_are_there_when_what_waits_cannot_be_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away() -> Backlog:
        raise OSError("a-1042")

    metrics = Metrics(away)
    metrics.event_accepted()

    assert value(metrics, "huddle_backlog_readable") == 0
    assert value(metrics, "huddle_events_accepted_total") == 1
    assert value(metrics, "huddle_oldest_event_seconds") is None
    assert "OSError" in caplog.text
    assert "a-1042" not in caplog.text


def test_services_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.event_accepted()

    assert value(one, "huddle_events_accepted_total") == 1
    assert value(other, "huddle_events_accepted_total") == 0


def test_a_worker_answers_on_a_port_of_its_own() -> None:
    metrics = Metrics()
    metrics.event_accepted()

    port, end = metrics.serve("127.0.0.1", 0)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            assert b"huddle_events_accepted_total 1.0" in answer.read()
    finally:
        end()
