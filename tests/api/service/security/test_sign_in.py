"""Signing in at an issuer: there and back, and none of the ways in between that are not it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.days.backend import Backend
from api.service.security.discovery import FLOOR, Discovery, NoIssuer
from api.service.security.issuer_keys import IssuerKeys
from api.service.security.keeper import Keeper
from api.service.security.oidc import LOGOUT as EVENT
from api.service.security.oidc import Issuer
from api.service.security.security import SIGN_INS, SIGN_INS_AT_A_TIME, Security, sign_in_of
from api.service.security.settings import SecuritySettings, SignInSettings
from api.service.security.sign_in import ANSWER, LOGOUT, goes_to, is_here
from api.service.settings import Settings
from engine.store.audit import entries
from engine.store.database import Database
from models.access import Scope
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import QUESTION, assert_problem
from tests.api.service.days.jobs_on_call import JobsOnCall
from tests.api.service.security.conftest import MakeKey, shown
from tests.api.service.security.issuer import CLIENT, CLIENT_SECRET, LoopbackIssuer, issuing
from tests.api.service.security.tokens import EC, OIDC, PUBLISHED, STRANGE, token
from tests.engine.jobs.working import wait_for

START = "/v1/session/issuer"
PAGE = {"sec-fetch-site": "same-origin"}
HERE = "http://testserver"


@pytest.fixture
def issuer() -> Iterator[LoopbackIssuer]:
    with issuing() as issuer:
        issuer.said = {"scope": "openid huddle:publish", "huddle_sites": ["corner"]}
        yield issuer


@pytest.fixture
def door(issuer: LoopbackIssuer) -> SecuritySettings:
    own = SignInSettings(CLIENT, HERE, CLIENT_SECRET, ("openid", "profile"))
    return SecuritySettings(oidc=replace(OIDC, oidc_issuer=issuer.url), sign_in=own)


@pytest.fixture
def security(door: SecuritySettings, database: Database) -> Security:
    keys = IssuerKeys("file", read=lambda _: PUBLISHED)
    assert door.oidc is not None
    keeper = Keeper(database, door, Issuer(door.oidc, keys))
    return Security(door, keeper, sign_in_of(door, keys))


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    client.follow_redirects = False
    return client


def gone(browser: TestClient, to: str | None = None) -> str:
    """Begin to sign in, and return where the browser is sent."""
    response = browser.get(START, params={} if to is None else {"to": to})
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def came_back(address: str) -> str:
    """Sign in at the issuer, and return where it sends the browser, as a path of ours."""
    sent = httpx2.get(address)
    assert sent.status_code == 303
    where = sent.headers["location"]
    assert where.startswith(f"{HERE}{ANSWER}?")
    return str(where.removeprefix(HERE))


def signed_in(browser: TestClient, to: str | None = None) -> Any:
    return browser.get(came_back(gone(browser, to)))


def refused(browser: TestClient, response: Any, status: int = 403) -> None:
    assert_problem(response, status)
    assert "huddle" not in browser.cookies
    assert "s3cret" not in response.text


def test_who_signs_in_has_a_session(
    browser: TestClient, issuer: LoopbackIssuer, database: Database
) -> None:
    response = signed_in(browser, "/board/corner")

    assert response.status_code == 200
    assert re.search(r'content="0; url=/board/corner"', response.text)
    assert response.headers["content-type"].startswith("text/html")
    said = browser.get("/v1/session").json()
    assert said["actor"].startswith("oidc:")
    assert (said["scope"], said["sites"]) == ("publish", ["corner"])
    assert "huddle-sign-in" not in browser.cookies
    assert issuer.refusals == []
    with database.reading() as conn:
        last = list(entries(conn))[-1]
    assert (last.actor, last.action) == (said["actor"], "session opened")
    assert last.about.startswith("session ")


def test_a_session_ends_when_the_issuer_says_so(
    browser: TestClient, issuer: LoopbackIssuer
) -> None:
    issuer.said |= {"sid": "there-1"}
    signed_in(browser)
    claims: dict[str, Any] = {
        "iss": issuer.url,
        "aud": CLIENT,
        "scope": None,
        "jti": "j",
        "events": {EVENT: {}},
    }
    for sid, status in (("there-2", 200), ("there-1", 401)):
        ended = token(header={"typ": "logout+jwt"}, sid=sid, sub=None, **claims)
        assert browser.post(LOGOUT, data={"logout_token": ended}).status_code == 200
        assert browser.get("/v1/session").status_code == status


def test_the_session_is_as_strictly_kept_as_a_keys(
    browser: TestClient, planner: FakePlanner
) -> None:
    signed_in(browser)
    token = browser.get("/v1/session").json()["token"]

    assert_problem(browser.post("/v1/resolve", json=QUESTION), 403)
    assert_problem(browser.post("/v1/resolve", json=QUESTION, headers=PAGE), 403)
    assert planner.asked == []
    good = PAGE | {"x-csrf-token": token}
    assert browser.post("/v1/resolve", json=QUESTION, headers=good).status_code == 200
    assert_problem(browser.get("/v1/sites/elsewhere/office"), 403)
    assert browser.delete("/v1/session", headers=good).status_code == 204
    assert_problem(browser.get("/v1/session"), 401)


def test_the_issuer_is_asked_by_the_book(browser: TestClient, issuer: LoopbackIssuer) -> None:
    signed_in(browser)
    signed_in(browser)

    first, second = issuer.asked
    assert first["response_type"] == "code"
    assert first["client_id"] == CLIENT
    assert first["redirect_uri"] == f"{HERE}{ANSWER}"
    assert first["scope"] == "openid profile"
    assert first["code_challenge_method"] == "S256"
    assert first["tenant"] == "clinic"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) == 43
        assert first[name] != second[name]
    assert len({first[name] for name in ("state", "nonce", "code_challenge")}) == 3
    assert issuer.fetched == 1
    (exchanged, _) = issuer.exchanged
    assert exchanged["grant_type"] == "authorization_code"
    assert "client_secret" not in exchanged


def test_a_secret_goes_into_the_body_where_the_issuer_wants_it(
    browser: TestClient, issuer: LoopbackIssuer
) -> None:
    issuer.document = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

    assert signed_in(browser).status_code == 200
    assert issuer.exchanged[0]["authorization"] == ""


def test_the_cookie_on_the_way_is_for_that_alone(browser: TestClient) -> None:
    response = browser.get(START)

    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age=600" in cookie
    kept = browser.cookies["huddle-sign-in"]
    # What goes through other hands does not tell what stays in the browser.
    asked = parse_qs(urlsplit(response.headers["location"]).query)
    assert kept.partition(".")[0] not in str(asked)
    assert_problem(browser.get("/v1/session"), 401)


class TestByTls:
    @pytest.fixture
    def door(self, issuer: LoopbackIssuer) -> SecuritySettings:
        own = SignInSettings(CLIENT, HERE, CLIENT_SECRET)
        oidc = replace(OIDC, oidc_issuer=issuer.url)
        return SecuritySettings(oidc=oidc, sign_in=own, tls_certificate="c", tls_key="k")

    @pytest.fixture
    def client(self, app: FastAPI) -> Iterator[TestClient]:
        with TestClient(app, base_url="https://testserver") as client:
            yield client

    def test_both_cookies_go_by_tls_to_this_host_alone(self, browser: TestClient) -> None:
        begun = browser.get(START)
        ended = browser.get(came_back(begun.headers["location"]))

        for response, name in ((begun, "__Host-huddle-sign-in="), (ended, "__Host-huddle=")):
            cookie = response.headers["set-cookie"]
            assert cookie.startswith(name)
            assert "Secure" in cookie
        assert browser.get("/v1/session").status_code == 200


def test_another_browsers_answer_signs_nobody_in(browser: TestClient, app: FastAPI) -> None:
    """The attack: have somebody sign in as the attacker, and see what they put there."""
    attacker = TestClient(app, follow_redirects=False)
    theirs = came_back(gone(attacker))

    refused(browser, browser.get(theirs))
    gone(browser)
    refused(browser, browser.get(theirs))


def test_an_answer_counts_once(browser: TestClient) -> None:
    kept = {}
    where = gone(browser)
    kept["huddle-sign-in"] = browser.cookies["huddle-sign-in"]
    back = came_back(where)
    assert browser.get(back).status_code == 200
    browser.cookies.clear()

    again = browser.get(back, headers={"cookie": f"huddle-sign-in={kept['huddle-sign-in']}"})

    refused(browser, again)


def test_a_code_that_was_got_hold_of_is_worth_nothing(
    browser: TestClient, app: FastAPI, issuer: LoopbackIssuer
) -> None:
    """The attack: put somebody's code into a sign-in of one's own."""
    code = parse_qs(urlsplit(came_back(gone(browser))).query)["code"][0]
    attacker = TestClient(app, follow_redirects=False)
    own = parse_qs(urlsplit(came_back(gone(attacker))).query)["state"][0]

    refused(attacker, attacker.get(ANSWER, params={"code": code, "state": own}))
    assert issuer.refusals == ["verifier"]


@pytest.mark.parametrize(
    "back",
    [
        {"state": None},
        {"state": "x"},
        {"state": "ä"},
        {"code": None},
        {"code": None, "error": "access_denied", "error_description": "<script>s3cret"},
        {"iss": "https://evil.example.org"},
    ],
    ids=str,
)
def test_an_answer_that_is_none_signs_nobody_in(
    browser: TestClient, issuer: LoopbackIssuer, back: dict[str, str | None]
) -> None:
    issuer.back = back

    refused(browser, signed_in(browser))


def test_an_issuer_that_names_itself_has_to(browser: TestClient, issuer: LoopbackIssuer) -> None:
    issuer.document = {"authorization_response_iss_parameter_supported": True}
    refused(browser, signed_in(browser))

    issuer.back = {"iss": issuer.url}
    assert signed_in(browser).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"iss": "https://evil.example.org"},
        {"aud": "huddle"},
        {"aud": "other"},
        {"aud": [CLIENT, "other"]},
        {"aud": [CLIENT, "other"], "azp": "other"},
        {"azp": "other"},
        {"azp": 7},
        {"nonce": "of-another-sign-in"},
        {"nonce": None},
        {"nonce": 7},
        {"exp": 1},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_signs_nobody_in(
    browser: TestClient, issuer: LoopbackIssuer, said: dict[str, Any]
) -> None:
    issuer.said |= said

    refused(browser, signed_in(browser))
    assert issuer.refusals == []


def test_for_several_it_is_made_for_us(browser: TestClient, issuer: LoopbackIssuer) -> None:
    issuer.said |= {"aud": [CLIENT, "other"], "azp": CLIENT}

    assert signed_in(browser).status_code == 200


def test_somebody_elses_signature_signs_nobody_in(
    browser: TestClient, issuer: LoopbackIssuer
) -> None:
    issuer.key = STRANGE
    refused(browser, signed_in(browser))


@pytest.mark.parametrize(
    "said", [{"scope": "openid"}, {"scope": None}, {"huddle_sites": []}, {"huddle_sites": None}]
)
def test_who_may_do_nothing_has_no_session(
    browser: TestClient, issuer: LoopbackIssuer, said: dict[str, Any]
) -> None:
    issuer.said |= said

    refused(browser, signed_in(browser))


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ((200, b"{}"), 403),
        ((200, b"[]"), 403),
        ((200, b'{"id_token": 7}'), 403),
        ((200, b'{"id_token": "a.b.c"}'), 403),
        ((400, b'{"error": "invalid_grant"}'), 403),
        ((302, b"{}"), 403),
        ((500, b"{}"), 503),
        ((200, b"<html>"), 503),
        ((200, b"[" * 10_000), 503),
        ((200, b"1" * 1_100_000), 503),
    ],
    ids=str,
)
def test_an_issuer_that_answers_otherwise_signs_nobody_in(
    browser: TestClient, issuer: LoopbackIssuer, answer: tuple[int, bytes], status: int
) -> None:
    issuer.answer = answer

    refused(browser, signed_in(browser), status)


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example.org"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://evil.example.org/authorize"},
        {"token_endpoint": "http://localhost:1@evil.example.org/token"},
        {"token_endpoint": 7},
    ],
    ids=str,
)
def test_a_discovery_document_that_leads_elsewhere_is_refused(
    browser: TestClient, issuer: LoopbackIssuer, document: dict[str, Any]
) -> None:
    issuer.document = document

    response = browser.get(START)

    assert_problem(response, 503)
    assert response.headers["retry-after"] == "10"
    assert "set-cookie" not in response.headers


def test_the_document_is_not_asked_for_in_a_storm(issuer: LoopbackIssuer) -> None:
    now = [0.0]
    discovery = Discovery(issuer.url, clock=lambda: now[0])
    issuer.document = {"issuer": "other"}
    for _ in range(5):
        with pytest.raises(NoIssuer):
            discovery.places()
    assert issuer.fetched == 1
    issuer.document = {}
    now[0] += FLOOR
    assert discovery.places() == discovery.places()
    assert issuer.fetched == 2


@pytest.mark.parametrize(
    "to",
    [
        "",
        "board",
        "//evil.example.org",
        "/\\evil.example.org",
        "/board//x",
        "/../x",
        "https://evil.example.org",
        "/%2f/evil.example.org",
        '/"><script>',
        "/board\nx",
        "/board?x=1",
        "/" + "a" * 501,
    ],
)
def test_nobody_is_led_elsewhere_in_the_end(browser: TestClient, to: str) -> None:
    assert not is_here(to)
    response = browser.get(START, params={"to": to})

    assert_problem(response, 422)
    assert "set-cookie" not in response.headers


def test_a_cookie_that_leads_elsewhere_leads_home() -> None:
    for path in (b"//evil.example.org", b"/\xff", b"x"):
        text = base64.urlsafe_b64encode(path).decode().rstrip("=")
        assert goes_to(f"secret.{text}") == "/"
    assert goes_to("secret.Lw") == "/"
    assert goes_to("secret.*") == goes_to("") == "/"


def test_who_tries_and_tries_is_told_to_wait(browser: TestClient, issuer: LoopbackIssuer) -> None:
    browser.get(START)
    wrong = {"code": "guessed", "state": "guessed"}
    statuses = [browser.get(ANSWER, params=wrong).status_code for _ in range(SIGN_INS + 9)]

    assert statuses[: SIGN_INS - 1] == [403] * (SIGN_INS - 1)
    assert statuses[-1] == 429
    assert browser.get(START).status_code == 429
    assert issuer.exchanged == []


def test_an_issuer_that_hangs_holds_up_nobody_else(
    browser: TestClient, issuer: LoopbackIssuer, make_key: MakeKey
) -> None:
    """Anybody may begin to sign in; whoever has a key does not wait behind them."""
    issuer.free.clear()
    with ThreadPoolExecutor(SIGN_INS_AT_A_TIME + 5) as strangers:
        begun = [strangers.submit(browser.get, START) for _ in range(SIGN_INS_AT_A_TIME + 5)]
        wait_for(lambda: [each for each in begun if each.done()], "one to be turned away")
        assert browser.get("/v1/sites", headers=shown(make_key(Scope.READ))).status_code == 200
        issuer.free.set()
        statuses = {each.result().status_code for each in begun}

    assert 503 in statuses


def test_a_session_of_the_issuers_ends_when_it_is_not_asked_any_more(
    browser: TestClient, door: SecuritySettings, database: Database
) -> None:
    signed_in(browser)
    cookie = {"cookie": f"huddle={browser.cookies['huddle']}"}
    without = replace(door, sign_in=None)
    other = create_app(
        Settings(),
        FakePlanner(),
        Security(without, Keeper(database, without)),
        backend=Backend(database, JobsOnCall(database)),
    )

    with TestClient(other) as client:
        assert_problem(client.get("/v1/session", headers=cookie), 401)
    assert browser.get("/v1/session", headers=cookie).status_code == 200


def test_what_signs_in_is_no_bearer_token(
    browser: TestClient, issuer: LoopbackIssuer, make_key: MakeKey
) -> None:
    """What the issuer says of whoever signs in is for the client, not for whom tokens are for."""
    signed_in(browser)
    exchanged = json.loads(issuer.exchange(*_again(browser, issuer))[1])
    browser.cookies.clear()

    assert_problem(browser.get("/v1/session", headers=shown(exchanged["id_token"])), 401)
    assert browser.get("/v1/session", headers=shown(make_key(Scope.READ))).status_code == 200


def _again(browser: TestClient, issuer: LoopbackIssuer) -> tuple[dict[str, str], str]:
    """Come back once more, and return what would be asked of the issuer."""
    browser.get(came_back(gone(browser)))
    last = issuer.exchanged[-1]
    form = {name: text for name, text in last.items() if name != "authorization"}
    issuer.codes[form["code"]] = issuer.asked[-1]
    return form, last["authorization"]


def test_without_settings_there_is_no_way_in(client: TestClient) -> None:
    app: Any = client.app
    security = Security(
        replace(app.state.security.settings, sign_in=None), app.state.security.keeper
    )
    with TestClient(create_app(Settings(), FakePlanner(), security)) as other:
        for path in (START, ANSWER):
            assert_problem(other.get(path), 404)
            assert path not in other.get("/openapi.json").json()["paths"]


def test_no_secret_of_the_way_is_logged(
    browser: TestClient, issuer: LoopbackIssuer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.key = EC
    with caplog.at_level("DEBUG", "huddle"):
        signed_in(browser)
    logged = "\n".join(str(r.__dict__) for r in caplog.records if r.name.startswith("huddle"))
    for each in (*issuer.exchanged[0].values(), CLIENT_SECRET):
        if len(each) > 20 and each != f"{HERE}{ANSWER}":
            assert each not in logged


def test_out_of_the_environment_all_of_it_works(issuer: LoopbackIssuer, database: Database) -> None:
    """As 'huddle serve' does: settings, and the keys from where the issuer has them."""
    environment = {
        "HUDDLE_OIDC_ISSUER": issuer.url,
        "HUDDLE_OIDC_AUDIENCE": "huddle",
        "HUDDLE_OIDC_KEYS": f"{issuer.url}/keys",
        "HUDDLE_OIDC_CLIENT_ID": CLIENT,
        "HUDDLE_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "HUDDLE_PUBLIC_URL": "http://127.0.0.1:8000/",
    }
    settings = Settings.from_environment(environment)
    security = Security.guarded(SecuritySettings.of(settings), database)
    app = create_app(settings, FakePlanner(), security)

    with TestClient(app, follow_redirects=False) as client:
        sent = httpx2.get(client.get(START).headers["location"]).headers["location"]
        assert sent.startswith(f"http://127.0.0.1:8000{ANSWER}?")
        answer = client.get(sent.removeprefix("http://127.0.0.1:8000"))
        assert answer.status_code == 200, answer.text
        assert client.get("/v1/session").json()["scope"] == "publish"
    assert issuer.refusals == []
