"""The figures for Prometheus: how long, how good, how many, how late; none about a person or visit.

Every label has a fixed set of values, or values that the code or the operator wrote down. What is
handed over besides is counted as 'other', so that nobody can make a label of a reference.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api.version import version

__all__ = ["CONTENT_TYPE_LATEST", "Backlog", "Metrics"]

_log = logging.getLogger("huddle.metrics")

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120)
GAPS = (0, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OUTCOMES = frozenset({"proven", "feasible", "baseline", "failed", "cancelled", "superseded"})
STATUSES = frozenset({"working", "open", "superseded", "published", "cancelled", "failed"})
PUBLICATIONS = frozenset({"whole", "part", "undone", "refused"})
DELIVERIES = frozenset({"delivered", "retried", "given-up", "refused"})
RINGS = 9
"""Rings beyond are counted as this one."""

NOWHERE = "(none)"
"""The route of a request that no route answers to."""


@dataclass(frozen=True)
class Backlog:
    """What waits.

    Attributes:
        queued: jobs that wait or run, by the name of their queue.
        oldest_seconds: age of the oldest accepted event that no proposal answers yet; 0 when there
            is none.
    """

    queued: Mapping[str, int] = field(default_factory=dict)
    oldest_seconds: float = 0.0


class Metrics:
    """Counts and times; every service has one of its own.

    Args:
        backlog: tells what waits, each time that the figures are asked for; None has no such
            figures.
    """

    def __init__(self, backlog: Callable[[], Backlog] | None = None) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(_Huddle(backlog))
        self._solves = self._histogram(
            "huddle_solve_seconds", "How long a solve took.", ("outcome",), SECONDS
        )
        self._gaps = self._histogram(
            "huddle_solve_gap", "How far at most a plan is from the best one, as a share.", (), GAPS
        )
        self._rings = self._counter(
            "huddle_solve_rings", "Solves by the ring whose plan it is.", ("ring",)
        )
        self._requests = self._histogram(
            "huddle_request_seconds", "How long requests took.", ("method", "route"), SECONDS
        )
        self._answers = self._counter(
            "huddle_requests", "Requests answered.", ("method", "route", "status")
        )
        self._events = self._counter("huddle_events_accepted", "Events accepted.")
        self._again = self._counter(
            "huddle_events_repeated", "Events handed in again, under the same key."
        )
        self._proposals = self._counter(
            "huddle_proposals", "Proposals by what became of them.", ("status",)
        )
        self._publications = self._counter("huddle_publications", "Publications.", ("kind",))
        self._deliveries = self._counter(
            "huddle_webhook_deliveries", "Webhook deliveries tried.", ("outcome",)
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request.

        Args:
            method: as HTTP has it.
            route: the template; never the path itself.
            status: the answer's; 0 for a request that broke off before there was one.
            seconds: until the answer was through.
        """
        method = method if method in METHODS else "other"
        self._answers.labels(method, route, str(status)).inc()
        self._requests.labels(method, route).observe(seconds)

    def solved(
        self, outcome: str, seconds: float, *, gap: float | None = None, ring: int | None = None
    ) -> None:
        """Count a solve.

        Args:
            outcome: the proposal's, or 'failed', 'cancelled', 'superseded'.
            seconds: how long it took.
            gap: the certificate's, as a share.
            ring: the ring whose plan it is.
        """
        self._solves.labels(_one_of(OUTCOMES, outcome)).observe(seconds)
        if gap is not None:
            self._gaps.observe(gap)
        if ring is not None:
            self._rings.labels(str(min(max(ring, 0), RINGS))).inc()

    def event_accepted(self, *, fresh: bool = True) -> None:
        """Count an event; one handed in again under its key is not fresh."""
        (self._events if fresh else self._again).inc()

    def proposal(self, status: str) -> None:
        """Count a proposal that has come to this status."""
        self._proposals.labels(_one_of(STATUSES, status)).inc()

    def publication(self, kind: str) -> None:
        """Count a publication: 'whole', 'part', 'undone', or 'refused'."""
        self._publications.labels(_one_of(PUBLICATIONS, kind)).inc()

    def delivery(self, outcome: str) -> None:
        """Count a webhook's delivery: 'delivered', 'retried', 'given-up', or 'refused'."""
        self._deliveries.labels(_one_of(DELIVERIES, outcome)).inc()

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them, of the type `CONTENT_TYPE_LATEST`."""
        return generate_latest(self._registry)

    def serve(self, host: str, port: int) -> tuple[int, Callable[[], None]]:
        """Answer on a port of its own, for a process without a service.

        Args:
            host: the address to listen on.
            port: the port; 0 takes a free one.

        Returns:
            The port, and what ends it.

        Raises:
            OSError: the port is taken.
        """
        server, thread = start_http_server(port, host, self._registry)

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return server.server_port, end

    def _counter(self, name: str, about: str, labels: tuple[str, ...] = ()) -> Counter:
        return Counter(name, about, labels, registry=self._registry)

    def _histogram(
        self, name: str, about: str, labels: tuple[str, ...], buckets: tuple[float, ...]
    ) -> Histogram:
        return Histogram(name, about, labels, buckets=buckets, registry=self._registry)


class _Huddle(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, backlog: Callable[[], Backlog] | None) -> None:
        self._backlog = backlog

    def describe(self) -> Iterable[Metric]:
        """Say nothing in advance, so that registering looks nothing up."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Yield the version, and what waits."""
        yield InfoMetricFamily("huddle_build", "Which Huddle this is.", {"version": version()})
        if self._backlog is None:
            return
        readable = GaugeMetricFamily("huddle_backlog_readable", "Whether what waits can be told.")
        try:
            backlog = self._backlog()
        except Exception as error:  # the database is away: the other figures are still wanted
            _log.warning("what waits cannot be told: %s", type(error).__name__)
            readable.add_metric((), 0)
            yield readable
            return
        readable.add_metric((), 1)
        yield readable
        depth = GaugeMetricFamily("huddle_queue_depth", "Jobs that wait or run.", labels=("queue",))
        for queue, count in backlog.queued.items():
            depth.add_metric((queue,), count)
        yield depth
        yield GaugeMetricFamily(
            "huddle_oldest_event_seconds",
            "Age of the oldest accepted event without a proposal.",
            backlog.oldest_seconds,
        )


def _one_of(known: frozenset[str], given: str) -> str:
    return given if given in known else "other"
