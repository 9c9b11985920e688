"""What a route asks; and that one which asks nothing is shut, however it was added."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

from api.service.app import create_app
from api.service.security.access import (
    NOT_YOURS,
    administrator,
    anybody,
    anybody_proposing,
    doorways_of,
    proposer,
    publisher,
    reader,
    shut_unless_it_asks,
)
from api.service.settings import Settings
from models.access import Scope
from tests.api.fakes import FakePlanner
from tests.api.service.conftest import assert_problem
from tests.api.service.security.conftest import MakeKey, granting, shown

NEEDS = {
    Scope.READ: reader,
    Scope.PROPOSE: proposer,
    Scope.PUBLISH: publisher,
    Scope.ADMIN: administrator,
}


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """Add a route for each scope at a site, and one without a site."""
    for scope, needs in NEEDS.items():

        def show(site: str = "") -> dict[str, str]:
            return {"site": site}

        app.get(f"/t/{scope}/{{site}}", dependencies=[Depends(needs)])(show)
        app.get(f"/t/{scope}", dependencies=[Depends(needs)])(show)
    return app


@pytest.mark.parametrize("needed", Scope)
@pytest.mark.parametrize("held", Scope)
def test_a_scope_opens_what_it_covers(
    client: TestClient, make_key: MakeKey, held: Scope, needed: Scope
) -> None:
    for key in (make_key(held), make_key(held, "east", "west"), granting(f"huddle:{held}")):
        response = client.get(f"/t/{needed}/east", headers=shown(key))

        if held.covers(needed):
            assert response.status_code == 200
            assert response.json()["site"] == "east"
        else:
            assert assert_problem(response, 403)["detail"] == NOT_YOURS


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("site", ["west", "East", "east ", "eas", "eastern", "%2e%2e", "*"])
def test_a_key_for_one_site_opens_no_other(
    client: TestClient, make_key: MakeKey, scope: Scope, site: str
) -> None:
    for key in (make_key(Scope.ADMIN, "east"), granting("huddle:admin", sites=["east"])):
        response = client.get(f"/t/{scope}/{site}", headers=shown(key))

        assert assert_problem(response, 403)["detail"] == NOT_YOURS


def test_a_path_without_a_site_is_about_every_site(client: TestClient, make_key: MakeKey) -> None:
    assert client.get("/t/read", headers=shown(make_key(Scope.READ))).status_code == 200
    assert_problem(client.get("/t/read", headers=shown(make_key(Scope.ADMIN, "east"))), 403)


def test_a_token_without_scope_or_sites_opens_nothing(client: TestClient) -> None:
    for text in (granting("openid"), granting("huddle:admin", sites=[])):
        assert_problem(client.get("/t/read/east", headers=shown(text)), 403)
    assert_problem(client.get("/v1/scenarios", headers=shown(granting("openid"))), 403)


def test_what_is_of_no_site_takes_a_key_for_any(client: TestClient, make_key: MakeKey) -> None:
    assert anybody.of_no_site
    assert anybody_proposing.of_no_site
    key = shown(make_key(Scope.READ, "east"))

    assert client.get("/v1/scenarios", headers=key).status_code == 200
    assert_problem(client.post("/v1/resolve", headers=key, json={}), 403)


def thoughtless(app: FastAPI, how: str, ran: list[str], folder: Path) -> str:
    """Add a route that does not ask who it is, and return its path."""

    def plain() -> dict[str, str]:
        ran.append("ran")
        return {"secret": "s"}

    async def starlette(_request: object) -> PlainTextResponse:
        return PlainTextResponse("s")

    router = APIRouter()
    match how:
        case "route":
            app.post("/new")(plain)
        case "hidden":
            app.post("/new", include_in_schema=False)(plain)
        case "router":
            router.post("/new")(plain)
            app.include_router(router)
        case "nested":
            inner = APIRouter()
            inner.post("/new")(plain)
            router.include_router(inner, prefix="/deep")
            app.include_router(router)
            return "/deep/new"
        case "asked-first":
            router.post("/new")(plain)
            app.include_router(router, prefix="/asked", dependencies=[Depends(reader)])
            app.include_router(router)
        case "asked-last":
            router.post("/new")(plain)
            app.include_router(router)
            app.include_router(router, prefix="/asked", dependencies=[Depends(reader)])
        case "starlette":
            app.add_route("/new", starlette, methods=["POST"])
        case "mount":
            (folder / "index.html").write_text("s")
            app.mount("/new", StaticFiles(directory=folder, html=True))
            return "/new/"
        case "app":
            inside = FastAPI()
            inside.post("/inside")(plain)
            app.mount("/new", inside)
            return "/new/inside"
    return "/new"


HOWS = [
    *("route", "hidden", "router", "nested", "asked-first", "asked-last"),
    *("starlette", "mount", "app"),
]


@pytest.mark.parametrize("opened", [False, True], ids=["guarded", "open"])
@pytest.mark.parametrize("how", HOWS)
def test_a_route_that_nobody_thought_of_is_shut(
    app: FastAPI,
    make_key: MakeKey,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    how: str,
    opened: bool,
) -> None:
    if opened:
        app = create_app(Settings(), FakePlanner())
    ran: list[str] = []
    path = thoughtless(app, how, ran, tmp_path)
    method = "GET" if how == "mount" else "POST"

    with TestClient(app) as client, caplog.at_level(logging.ERROR):
        if not opened:
            assert_problem(client.request(method, path), 401)
        response = client.request(method, path, headers=shown(make_key()))

    assert assert_problem(response, 403)["detail"] == NOT_YOURS
    assert "does not ask who may use it" in caplog.text
    # What is mounted runs before it is known to ask nobody; nothing of it comes out.
    assert ran == (["ran"] if how == "app" else [])
    assert any(doorway.shut for doorway in doorways_of(app))


def test_a_route_added_while_the_service_runs_is_shut_too(
    app: FastAPI, client: TestClient, make_key: MakeKey, tmp_path: Path
) -> None:
    key = shown(make_key())
    assert client.get("/v1/scenarios", headers=key).status_code == 200
    ran: list[str] = []

    thoughtless(app, "route", ran, tmp_path)

    assert_problem(client.post("/new", headers=key), 403)
    assert ran == []


def test_a_route_may_ask_by_its_router(
    app: FastAPI, client: TestClient, make_key: MakeKey, tmp_path: Path
) -> None:
    router = APIRouter(dependencies=[Depends(publisher)])
    router.get("/r/{site}")(lambda site: {"site": site})
    app.include_router(router)

    assert client.get("/r/a", headers=shown(make_key(Scope.PUBLISH, "a"))).status_code == 200
    assert_problem(client.get("/r/a", headers=shown(make_key(Scope.PROPOSE, "a"))), 403)


def test_the_strictest_counts_when_a_route_asks_twice(
    app: FastAPI, client: TestClient, make_key: MakeKey
) -> None:
    router = APIRouter(dependencies=[Depends(reader)])
    router.get("/r/{site}", dependencies=[Depends(administrator)])(lambda site: {"site": site})
    app.include_router(router)
    (doorway,) = [each for each in doorways_of(app) if each.path == "/r/{site}"]

    assert doorway.needs is administrator
    assert_problem(client.get("/r/a", headers=shown(make_key(Scope.READ, "a"))), 403)


def test_without_the_door_nobody_is_let_in() -> None:
    app = FastAPI(dependencies=[Depends(shut_unless_it_asks)])
    app.get("/x", dependencies=[Depends(reader)])(lambda: {})

    assert TestClient(app).get("/x").status_code == 401
