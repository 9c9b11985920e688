"""Buckets of tokens, on a clock of the test's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.requests import HTTPConnection

from api.service.security.callers import caller_of
from api.service.security.rates import Buckets
from api.service.security.security import Security
from api.service.security.settings import SecuritySettings


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


def test_each_process_lets_through_its_share() -> None:
    """So many processes together let through what one alone would."""
    whole = SecuritySettings(rate=40.0, burst=200, concurrency_per_key=64)
    for services in (1, 2, 4):
        shares = [Security.opened(replace(whole, services=services)) for _ in range(services)]
        taken = 0
        for share in shares:
            share.rates._clock = lambda: 0.0
            while share.rates.take("key:1") == 0:
                taken += 1
                assert taken < 1000
            share.close()
        assert taken == 200
        assert sum(share.rates._per_second for share in shares) == 40.0


def test_a_share_is_never_nothing() -> None:
    security = Security.opened(SecuritySettings(burst=2, concurrency_per_key=1, services=8))

    assert security.rates.take("key:1") == 0
    with security.own_room.place("key:1"):
        pass
    security.close()


@pytest.mark.parametrize(
    ("addresses", "callers"),
    [
        (("192.0.2.1", "192.0.2.2"), 2),
        (("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:0:ffff::"), 1),
        (("2001:db8::1", "2001:db8:0:1::1"), 2),
        (("192.0.2.1", "::ffff:192.0.2.1"), 1),
        (("testclient", ""), 2),
    ],
)
def test_who_has_one_address_of_a_network_has_them_all(
    addresses: tuple[str, ...], callers: int
) -> None:
    found = {
        caller_of(HTTPConnection({"type": "http", "client": (each, 1) if each else None}))
        for each in addresses
    }

    assert len(found) == callers
