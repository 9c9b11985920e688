"""Buckets of tokens, on a clock of the test's own."""

from __future__ import annotations

from api.service.security.rates import Buckets


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_taken_then_the_rate_holds() -> None:
    clock = Clock()
    buckets = Buckets(per_second=2, burst=3, clock=clock)

    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 1]
    clock.now += 0.5
    assert [buckets.take("a") for _ in range(2)] == [0, 1]
    clock.now += 3600
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 1]


def test_the_wait_is_as_long_as_it_takes() -> None:
    clock = Clock()
    buckets = Buckets(per_second=0.1, burst=1, clock=clock)
    assert buckets.take("a") == 0

    assert buckets.take("a") == 10
    clock.now += 9
    assert buckets.take("a") == 1
    clock.now += 1
    assert buckets.take("a") == 0


def test_refused_requests_cost_nothing() -> None:
    clock = Clock()
    buckets = Buckets(per_second=1, burst=1, clock=clock)
    for _ in range(100):
        buckets.take("a")
    clock.now += 1

    assert buckets.take("a") == 0


def test_everybody_has_a_bucket_of_their_own() -> None:
    buckets = Buckets(per_second=1, burst=1, clock=Clock())

    assert [buckets.take(who) for who in ("a", "b", "a")] == [0, 0, 1]


def test_the_longest_idle_is_forgotten_first() -> None:
    buckets = Buckets(per_second=1, burst=1, clock=Clock(), most=2)
    for who in ("a", "b", "a", "c"):
        buckets.take(who)

    assert buckets.take("a") == 1
    assert buckets.take("b") == 0
