"""What changes something by a session comes from a page of ours, or not at all."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from api.service.security.cross_site import is_ours, token_of

SECRET = "s" * 43
TOKEN = {"x-csrf-token": token_of(SECRET)}
SAME = {"sec-fetch-site": "same-origin"}
HOST = {"host": "huddle.example.org"}


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_changes_nothing_takes_no_token(method: str) -> None:
    assert is_ours(method, Headers({"sec-fetch-site": "cross-site"}), SECRET)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post", "BREW"])
def test_whatever_else_takes_token_and_origin(method: str) -> None:
    assert is_ours(method, Headers(TOKEN | SAME), SECRET)
    assert not is_ours(method, Headers(SAME), SECRET)
    assert not is_ours(method, Headers(TOKEN), SECRET)


@pytest.mark.parametrize("where", ["cross-site", "same-site", "none", "", "Same-Origin "])
def test_a_browser_that_names_another_page_is_believed(where: str) -> None:
    headers = TOKEN | HOST | {"sec-fetch-site": where, "origin": "https://huddle.example.org"}

    assert not is_ours("POST", Headers(headers), SECRET)


@pytest.mark.parametrize(
    ("origin", "good"),
    [
        ("https://huddle.example.org", True),
        ("http://huddle.example.org", True),
        ("https://HUDDLE.example.org", True),
        ("https://huddle.example.org:444", False),
        ("https://evil.example.org", False),
        ("https://huddle.example.org.evil.org", False),
        ("https://evil.org/huddle.example.org", False),
        ("null", False),
        ("", False),
    ],
)
def test_an_older_browser_names_its_origin(origin: str, good: bool) -> None:
    assert is_ours("POST", Headers(TOKEN | HOST | {"origin": origin}), SECRET) == good


def test_without_a_host_no_origin_is_ours() -> None:
    assert not is_ours("POST", Headers(TOKEN | {"origin": "https://"}), SECRET)


@pytest.mark.parametrize("shown", ["", "x", token_of("other"), TOKEN["x-csrf-token"] + "x", "ä"])
def test_another_token_is_none(shown: str) -> None:
    assert not is_ours("POST", Headers(SAME | {"x-csrf-token": shown}), SECRET)


def test_the_token_does_not_tell_the_secret() -> None:
    assert token_of(SECRET) == token_of(SECRET)
    assert token_of(SECRET) != token_of(SECRET + "s")
    assert SECRET not in token_of(SECRET)
