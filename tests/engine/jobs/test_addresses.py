"""Webhooks go to the open internet alone, whatever a name says of itself a moment later."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from engine.jobs.addresses import NotAllowed, NotResolved, check_url, target_of
from models.errors import BadInput

OPEN = "93.184.215.14"


def leads_to(*addresses: str) -> Any:
    """Return a resolver that knows every name, and the calls that it had."""

    def resolve(name: str, port: int, **how: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    return resolve


CLOSED = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "192.0.0.8",
    "192.88.99.1",
    "64:ff9b:1::a00:1",
    "3fff::1",
    "5f00::1",
    "2001:0:7f00:1::",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
]


@pytest.mark.parametrize("address", CLOSED)
def test_private_addresses_are_refused(address: str) -> None:
    with pytest.raises(NotAllowed, match="private, or of this machine"):
        target_of("https://hooks.example.org/a", private=False, resolve=leads_to(address))


@pytest.mark.parametrize("address", CLOSED)
def test_one_private_address_among_open_ones_is_enough(address: str) -> None:
    resolve = leads_to(OPEN, address)
    with pytest.raises(NotAllowed):
        target_of("https://hooks.example.org/a", private=False, resolve=resolve)


@pytest.mark.parametrize("address", CLOSED)
def test_a_private_address_is_refused_when_it_is_written(address: str) -> None:
    written = f"[{address}]" if ":" in address else address
    with pytest.raises(BadInput, match="private, or of this machine"):
        check_url(f"https://{written}/hook", private=False)


@pytest.mark.parametrize("address", [OPEN, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_open_addresses_are_told(address: str) -> None:
    url = "https://hooks.example.org:8443/a/b?c=d"
    target = target_of(url, private=False, resolve=leads_to(address))

    there = f"[{address}]" if ":" in address else address
    assert target.urls == (f"https://{there}:8443/a/b?c=d",)
    assert (target.host, target.name) == ("hooks.example.org:8443", "hooks.example.org")


def test_private_addresses_are_told_where_they_are_allowed() -> None:
    target = target_of("http://hooks.local/a", private=True, resolve=leads_to("10.1.2.3"))

    assert target.urls == ("http://10.1.2.3:80/a",)


def test_a_name_is_asked_for_once_and_the_connection_goes_to_what_was_looked_at() -> None:
    answers = iter([[OPEN], ["127.0.0.1"]])

    def rebinding(name: str, port: int, **how: Any) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = leads_to(*next(answers))(name, port, **how)
        return found

    target = target_of("https://rebind.example.org/", private=False, resolve=rebinding)
    assert target.urls == (f"https://{OPEN}:443/",)
    with pytest.raises(NotAllowed):
        target_of("https://rebind.example.org/", private=False, resolve=rebinding)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "file:///etc/passwd",
        "https:///hook",
        "https://",
        "https://user@hooks.example.org/",
        "https://user:secret@hooks.example.org/",
        "https://hooks.example.org/#part",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:99999/",
        "https://[::1/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/a\r\nb",
        "https://hööks.example.org/",
        "hooks.example.org",
        "https://hooks.example.org/" + "a" * 2000,
    ],
)
def test_what_is_no_address_to_be_told_is_refused_with_what_would_be_right(url: str) -> None:
    with pytest.raises(BadInput, match=r"url: .*; like https://example\.org/hook"):
        check_url(url, private=False)


def test_a_name_that_leads_nowhere_may_lead_somewhere_later() -> None:
    def unknown(name: str, port: int, **how: Any) -> list[tuple[Any, ...]]:
        raise socket.gaierror(-2, "Name or service not known")

    for resolve in (unknown, leads_to()):
        with pytest.raises(NotResolved):
            target_of("https://nowhere.example.org/", private=False, resolve=resolve)
