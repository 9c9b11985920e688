"""Keys over HTTP: made, listed and revoked by admins, and never for more than is theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from engine.store.audit import entries, verify
from engine.store.database import Database
from engine.store.keys import id_in
from engine.store.tables import now
from models.access import Scope
from tests.api.service.conftest import assert_problem
from tests.api.service.security.conftest import SITE, MakeKey, granting, shown

KEYS = "/v1/keys"
WANTED = {"label": "front-desk", "scope": "publish", "sites": [SITE], "days": 30}


def made(client: TestClient, admin: str, **changed: Any) -> dict[str, Any]:
    response = client.post(KEYS, json=WANTED | changed, headers=shown(admin))
    assert response.status_code == 201, response.text
    told: dict[str, Any] = response.json()
    return told


def listed(client: TestClient, admin: str) -> dict[str, dict[str, Any]]:
    response = client.get(KEYS, headers=shown(admin))
    assert response.status_code == 200, response.text
    return {each["id"]: each for each in response.json()["keys"]}


@pytest.fixture
def admin(make_key: MakeKey) -> str:
    return make_key(Scope.ADMIN)


@pytest.fixture
def of_site(make_key: MakeKey) -> str:
    """Return a key that administrates one site."""
    return make_key(Scope.ADMIN, SITE)


def test_a_key_is_made_and_opens_what_it_says(client: TestClient, admin: str) -> None:
    told = made(client, admin)

    entry = told["entry"]
    assert id_in(told["key"]) == entry["id"]
    assert (entry["label"], entry["scope"], entry["sites"]) == ("front-desk", "publish", [SITE])
    assert (entry["by"], entry["opens"]) == (f"key:{id_in(admin)}", True)
    said = client.get("/v1/session", headers=shown(told["key"])).json()
    assert (said["scope"], said["sites"]) == ("publish", [SITE])
    assert_problem(client.get("/v1/sites/other/office", headers=shown(told["key"])), 403)


def test_it_is_shown_this_once(client: TestClient, admin: str) -> None:
    told = made(client, admin)

    answer = client.get(KEYS, headers=shown(admin))

    assert told["entry"]["id"] in answer.text
    assert told["key"][-43:] not in answer.text


def test_by_default_it_opens_for_a_year(client: TestClient, admin: str) -> None:
    wanted = {name: WANTED[name] for name in ("label", "scope", "sites")}
    response = client.post(KEYS, json=wanted, headers=shown(admin))

    entry = response.json()["entry"]
    assert entry["expires_at"][:10] == str((now() + timedelta(days=365)).date())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"label": "Jane Doe"}, "label"),
        ({"scope": "boss"}, "scope"),
        ({"sites": []}, "sites"),
        ({"sites": ["no such"]}, "sites.0"),
        ({"days": 0}, "days"),
        ({"days": 4000}, "days"),
        ({"days": "9"}, "days"),
        ({"owner": "x"}, "owner"),
    ],
    ids=str,
)
def test_what_makes_no_key_is_refused(
    client: TestClient, admin: str, changed: dict[str, Any], field: str
) -> None:
    before = listed(client, admin)

    response = client.post(KEYS, json=WANTED | changed, headers=shown(admin))

    assert field in {fault["field"] for fault in assert_problem(response, 422)["faults"]}
    assert listed(client, admin).keys() == before.keys()


def test_every_site_has_to_be_said(client: TestClient, admin: str) -> None:
    """Whoever leaves the sites out does not get a key for all of them."""
    wanted = {"label": "x", "scope": "read"}

    response = client.post(KEYS, json=wanted, headers=shown(admin))
    assert_problem(response, 422)
    assert made(client, admin, sites=None)["entry"]["sites"] is None


def test_a_sites_admin_makes_keys_for_that_site_alone(client: TestClient, of_site: str) -> None:
    assert made(client, of_site, scope="admin")["entry"]["sites"] == [SITE]

    for sites in (None, ["other"], [SITE, "other"]):
        response = client.post(KEYS, json=WANTED | {"sites": sites}, headers=shown(of_site))
        assert_problem(response, 403)
    assert {key["sites"] == [SITE] for key in listed(client, of_site).values()} == {True}


def test_so_does_whom_an_issuer_says_is_one(client: TestClient) -> None:
    token = granting("huddle:admin", sites=[SITE])

    assert made(client, token)["entry"]["by"].startswith("oidc:")
    assert_problem(client.post(KEYS, json=WANTED | {"sites": None}, headers=shown(token)), 403)


@pytest.mark.parametrize("scope", [Scope.READ, Scope.PROPOSE, Scope.PUBLISH])
def test_nobody_else_makes_or_sees_any(client: TestClient, make_key: MakeKey, scope: Scope) -> None:
    key = make_key(scope)
    for method, path in (
        ("GET", KEYS),
        ("POST", KEYS),
        ("POST", f"{KEYS}/{id_in(key)}/revoke"),
        ("POST", f"{KEYS}/{id_in(key)}/rotate"),
    ):
        body = None if method == "GET" else WANTED
        assert_problem(client.request(method, path, json=body, headers=shown(key)), 403)


def test_a_sites_admin_sees_that_sites_keys_alone(
    client: TestClient, make_key: MakeKey, admin: str, of_site: str
) -> None:
    theirs = [make_key(Scope.READ, *sites) for sites in ((), ("other",), (SITE, "other"))]
    own = make_key(Scope.READ, SITE)

    assert set(listed(client, of_site)) == {id_in(of_site), id_in(own)}
    assert set(listed(client, admin)) == {id_in(each) for each in (admin, of_site, own, *theirs)}
    said = set()
    for key_id in (*map(id_in, theirs), "f" * 12):
        for verb in ("revoke", "rotate"):
            response = client.post(f"{KEYS}/{key_id}/{verb}", json={}, headers=shown(of_site))
            assert_problem(response, 404)
            said.add(response.text)
    assert len(said) == 1
    assert all(key["opens"] for key in listed(client, admin).values())


def test_a_key_that_is_revoked_opens_nothing(client: TestClient, admin: str) -> None:
    told = made(client, admin)
    client.post("/v1/session", headers=shown(told["key"]))
    cookie = {"cookie": f"huddle={client.cookies['huddle']}"}
    client.cookies.clear()
    where = f"{KEYS}/{told['entry']['id']}/revoke"

    first, again = (client.post(where, headers=shown(admin)) for _ in range(2))

    assert first.json()["opens"] is False
    assert first.json()["revoked_at"] == again.json()["revoked_at"]
    assert_problem(client.get("/v1/session", headers=shown(told["key"])), 401)
    assert_problem(client.get("/v1/session", headers=cookie), 401)


def test_a_key_is_replaced(client: TestClient, of_site: str) -> None:
    old = made(client, of_site)
    where = f"{KEYS}/{old['entry']['id']}/rotate"

    new = client.post(where, json={"days": 9, "overlap": 0}, headers=shown(of_site)).json()

    assert (new["entry"]["follows"], new["entry"]["sites"]) == (old["entry"]["id"], [SITE])
    assert_problem(client.get("/v1/session", headers=shown(old["key"])), 401)
    assert client.get("/v1/session", headers=shown(new["key"])).status_code == 200
    assert_problem(client.post(where, json={}, headers=shown(of_site)), 422)


def test_a_whole_key_is_no_id(client: TestClient, admin: str) -> None:
    """It would stand in an address; and its answer is not to repeat it."""
    told = made(client, admin)

    response = client.post(f"{KEYS}/{told['key']}/revoke", headers=shown(admin))

    assert_problem(response, 404)
    assert told["key"][-43:] not in response.text
    assert_problem(client.post(f"{KEYS}/a%00b/revoke", headers=shown(admin)), 422)


def test_the_audit_tells_as_of_the_command_lines(
    client: TestClient, admin: str, database: Database
) -> None:
    told = made(client, admin)
    client.post(f"{KEYS}/{told['entry']['id']}/revoke", headers=shown(admin))

    with database.reading() as conn:
        last = [(each.actor, each.action, each.about) for each in entries(conn)][-2:]
        verify(conn)
    about = f"key {told['entry']['id']}: publish for {SITE}"
    by = f"key:{id_in(admin)}"
    assert last == [(by, "key created", about), (by, "key revoked", about)]


def test_a_page_makes_keys_with_its_token_alone(client: TestClient, admin: str) -> None:
    token = client.post("/v1/session", headers=shown(admin)).json()["token"]
    page = {"sec-fetch-site": "same-origin"}

    assert_problem(client.post(KEYS, json=WANTED), 403)
    assert_problem(client.post(KEYS, json=WANTED, headers=page), 403)
    good = page | {"x-csrf-token": token}
    assert client.post(KEYS, json=WANTED, headers=good).status_code == 201


def test_the_document_tells_of_them(app: FastAPI) -> None:
    document = app.openapi()

    operation = document["paths"][KEYS]["post"]
    assert operation["security"][0] == {"key": ["admin"]}
    assert {"201", "401", "403", "422", "507"} <= set(operation["responses"])
    assert "KeyMade" in str(operation["responses"]["201"])
    assert "KeyIn" in document["components"]["schemas"]
