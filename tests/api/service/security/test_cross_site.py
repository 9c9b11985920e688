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
    assert is_ours(method, Headers({"sec-fetch-site": "cross-site"}), SECRET, encrypted=False)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post", "BREW"])
def test_whatever_else_takes_token_and_origin(method: str) -> None:
    assert is_ours(method, Headers(TOKEN | SAME), SECRET, encrypted=False)
    assert not is_ours(method, Headers(SAME), SECRET, encrypted=False)
    assert not is_ours(method, Headers(TOKEN), SECRET, encrypted=False)


@pytest.mark.parametrize("where", ["cross-site", "same-site", "none", "", "Same-Origin "])
def test_a_browser_that_names_another_page_is_believed(where: str) -> None:
    headers = TOKEN | HOST | {"sec-fetch-site": where, "origin": "https://huddle.example.org"}

    assert not is_ours("POST", Headers(headers), SECRET, encrypted=False)


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
    headers = Headers(TOKEN | HOST | {"origin": origin})

    assert is_ours("POST", headers, SECRET, encrypted=False) == good


def test_without_a_host_no_origin_is_ours() -> None:
    assert not is_ours("POST", Headers(TOKEN | {"origin": "https://"}), SECRET, encrypted=False)


@pytest.mark.parametrize("shown", ["", "x", token_of("other"), TOKEN["x-csrf-token"] + "x", "ä"])
def test_another_token_is_none(shown: str) -> None:
    assert not is_ours("POST", Headers(SAME | {"x-csrf-token": shown}), SECRET, encrypted=False)


def test_the_token_does_not_tell_the_secret() -> None:
    assert token_of(SECRET) == token_of(SECRET)
    assert token_of(SECRET) != token_of(SECRET + "s")
    assert SECRET not in token_of(SECRET)


def test_a_page_without_tls_is_not_ours_where_there_is_tls() -> None:
    for scheme, good in (("https", True), ("http", False)):
        headers = Headers(TOKEN | HOST | {"origin": f"{scheme}://huddle.example.org"})
        assert is_ours("POST", headers, SECRET, encrypted=True) == good
