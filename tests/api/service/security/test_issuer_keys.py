"""The issuer's keys: fetched once, again when one is missing or they are old, never in a storm."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from api.service.security.issuer_keys import AGE, FLOOR, IssuerKeys, NoKeys, keys_in, read_place
from tests.api.service.security.tokens import EC, PUBLISHED, RSA, key_set


class Place:
    """What stands somewhere, and how often it was asked for."""

    def __init__(self, text: bytes | Exception) -> None:
        self.text = text
        self.asked = 0
        self.now = 0.0

    def read(self, _: str) -> bytes:
        self.asked += 1
        if isinstance(self.text, Exception):
            raise self.text
        return self.text

    def keys(self) -> IssuerKeys:
        return IssuerKeys("somewhere", read=self.read, clock=lambda: self.now)


def test_keys_are_fetched_once() -> None:
    place = Place(PUBLISHED)
    keys = place.keys()

    assert [keys.key_of("rsa-1"), keys.key_of("ec-1")] != [None, None]
    assert keys.key_of("rsa-1") is keys.key_of("rsa-1")
    assert place.asked == 1


def test_an_unknown_key_is_looked_for_but_not_in_a_storm() -> None:
    place = Place(key_set(EC))
    keys = place.keys()
    assert keys.key_of("ec-1") is not None
    place.text = PUBLISHED

    for number in range(100):
        assert keys.key_of(f"made-up-{number}") is None
    assert keys.key_of("rsa-1") is None
    assert place.asked == 1

    place.now += FLOOR
    assert keys.key_of("rsa-1") is not None
    assert keys.key_of("made-up") is None
    assert place.asked == 2


def test_keys_that_are_old_are_fetched_anew() -> None:
    place = Place(PUBLISHED)
    keys = place.keys()
    assert keys.key_of("rsa-1") is not None
    place.text = key_set(EC)
    place.now += AGE

    assert keys.key_of("rsa-1") is None
    assert keys.key_of("ec-1") is not None


def test_keys_that_are_there_outlast_an_issuer_that_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    place = Place(PUBLISHED)
    keys = place.keys()
    assert keys.key_of("rsa-1") is not None
    for text in (OSError("gone"), b"<html>", b"{}", b'{"keys": []}', b'{"keys": 7}', b"[]"):
        place.text = text
        place.now += AGE
        with caplog.at_level(logging.WARNING):
            assert keys.key_of("rsa-1") is not None
    assert len(caplog.records) == 6


def test_where_no_keys_are_it_is_tried_again_but_not_in_a_storm() -> None:
    place = Place(OSError("gone"))
    keys = place.keys()
    for _ in range(10):
        with pytest.raises(NoKeys):
            keys.key_of("rsa-1")
    assert place.asked == 1

    place.text = PUBLISHED
    place.now += FLOOR
    assert keys.key_of("rsa-1") is not None


def test_keys_that_cannot_be_used_are_passed_over() -> None:
    good = json.loads(PUBLISHED)["keys"][0]
    unusable = [
        7,
        {},
        {"kty": "oct", "k": "AAAA", "kid": "a"},
        good | {"use": "enc", "kid": "b"},
        good | {"kid": 7},
        good | {"n": "AQAB", "kid": "c"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "d"},
        {"kty": "RSA", "n": "x" * 400, "kid": "e"},
        {"kty": "PQ", "kid": "f"},
    ]

    assert list(keys_in(json.dumps({"keys": [*unusable, good]}).encode())) == ["rsa-1"]


def test_a_short_key_is_not_taken() -> None:
    with pytest.warns(UserWarning, match="2048"):
        short = RSAKey.generate_key(1024, {"kid": "short"})
        text = key_set(short)

    assert keys_in(text) == {}


def test_many_at_once_share_a_fetch() -> None:
    begun, go_on = threading.Event(), threading.Event()
    place = Place(PUBLISHED)

    def slow(where: str) -> bytes:
        begun.set()
        assert go_on.wait(20)
        return place.read(where)

    keys = IssuerKeys("somewhere", read=slow)
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(keys.key_of("rsa-1"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(20)
    go_on.set()
    for thread in threads:
        thread.join(20)

    assert len(found) == 4
    assert None not in found
    assert place.asked == 1


def test_whoever_has_keys_waits_for_nobody() -> None:
    place = Place(PUBLISHED)
    begun, go_on = threading.Event(), threading.Event()

    def read(where: str) -> bytes:
        if place.asked:
            begun.set()
            assert go_on.wait(20)
        return place.read(where)

    keys = IssuerKeys("somewhere", read=read, clock=lambda: place.now)
    assert keys.key_of("rsa-1") is not None
    place.now += AGE
    fetching = threading.Thread(target=keys.key_of, args=["rsa-1"])
    fetching.start()
    assert begun.wait(20)

    assert keys.key_of("rsa-1") is not None
    go_on.set()
    fetching.join(20)


def test_keys_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(PUBLISHED)

    found = IssuerKeys(str(path)).key_of("rsa-1")

    assert found is not None
    assert found.thumbprint() == RSA.thumbprint()
    with pytest.raises(NoKeys):
        IssuerKeys(str(tmp_path / "none.json")).key_of("rsa-1")


@pytest.fixture
def address() -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            moved = self.path == "/moved"
            self.send_response(302 if moved else 200)
            if moved:
                self.send_header("Location", "/keys")
            self.end_headers()
            self.wfile.write(b"" if moved else PUBLISHED)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join(20)


def test_keys_stand_at_an_address_and_nowhere_else(address: str) -> None:
    assert read_place(f"{address}/keys") == PUBLISHED
    with pytest.raises(OSError, match="302"):
        read_place(f"{address}/moved")
