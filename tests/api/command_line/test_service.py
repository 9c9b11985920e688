"""The service as a process: nothing is lost when it is killed, and it ends in order when told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from scenarios.library import load
from tests.api import examples
from tests.api.command_line.serving import Home, service, started, told
from tests.api.service.days.test_progress import events
from tests.databases import shared_server
from tests.engine.jobs.working import wait_for

pytestmark = pytest.mark.thorough  # processes of their own, killed and waited for

HERE = "/v1/sites/corner/days/2026-11-23"
LATE = {"type": "late", "person": "dr-bell", "until": "10:00", "reported": "06:50"}
ONE_SOLVER = {"HUDDLE_WORKERS": "1", "HUDDLE_LOG_LEVEL": "warning"}


def put(client: httpx2.Client, office: Any, book: Any, site: str = "corner") -> None:
    told(client.put(f"/v1/sites/{site}/office", json=office))
    told(client.put(f"/v1/sites/{site}/days/{book['date']}/book", json=book))


def send(client: httpx2.Client, event: dict[str, Any], key: str) -> Any:
    answer = client.post(f"{HERE}/events", json=event, headers={"Idempotency-Key": key})
    assert answer.status_code == 202, answer.text
    return answer


def opened(client: httpx2.Client, where: str) -> Any:
    """Wait until a proposal is open, and return it."""

    def look() -> Any:
        kept = told(client.get(where))
        assert kept["status"] in {"working", "open"}, kept
        return kept if kept["status"] == "open" else None

    return wait_for(look, "the proposal")


def act(client: httpx2.Client, path: str, **body: Any) -> Any:
    """Publish or undo, having looked at the day."""
    seen = client.get(HERE).headers["ETag"]
    return told(client.post(path, json=body, headers={"If-Match": seen}))


def over(client: httpx2.Client, where: str) -> Any:
    """Wait until a fan-out is over, and return it."""

    def look() -> Any:
        kept = told(client.get(where))
        return kept if kept["over"] else None

    return wait_for(look, "the fan-out")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, ONE_SOLVER | {"HUDDLE_SOLVE_DEADLINE": "60"})


def test_it_is_killed_and_told_to_end_and_goes_on_where_it_was(home: Home) -> None:
    day = load("md-out-small-pc")
    office, book = (each.model_dump(mode="json") for each in (day.office, day.day))

    def begun(client: httpx2.Client, where: str) -> None:
        """Wait until a solve has told something."""
        with client.stream("GET", f"{where}/progress") as answer:
            assert answer.status_code == 200
            for line in answer.iter_lines():
                if line.startswith("event:"):
                    assert line.split() == ["event:", "progress"]
                    return

    with service(home) as (client, running):
        put(client, office, book)
        taken = send(client, {"type": "late", "person": "np-cruz", "until": "10:00"}, "k-1")
        where = taken.headers["Location"]
        begun(client, where)
        running.kill()

    with service(home) as (client, running):
        begun(client, where)
        kept = told(client.get(where))
        assert kept["status"] == "working"
        running.end()
        assert "Traceback" not in running.said

    home.settings["HUDDLE_SOLVE_DEADLINE"] = "1"
    with service(home) as (client, running):
        proposal = opened(client, where)
        assert proposal["position"] == 1
        again = send(client, {"type": "late", "person": "np-cruz", "until": "10:00"}, "k-1")
        assert again.json() == taken.json()
        assert len(told(client.get(f"{HERE}/events"))["events"]) == 1

        made = act(client, f"{where}/publish")
        assert (made["version"], made["plan"]) == (1, proposal["proposal"]["plan"])
        undone = act(client, f"{HERE}/undo")
        assert (undone["version"], undone["plan"]) == (2, None)
        running.kill()

    with service(home) as (client, running):
        versions = told(client.get(f"{HERE}/publications"))["publications"]
        assert [each["version"] for each in versions] == [2, 1]
        assert told(client.get(where))["status"] == "published"
        audit = told(client.get("/v1/audit"))
        running.end()

    actions = [entry["action"] for entry in audit["entries"]]
    for action in ("event accepted", "proposal seen", "plan published", "publication undone"):
        assert actions.count(action) == 1, action
    verified = home.run("audit", "verify", "--json")
    assert json.loads(verified.stdout)["whole"] is True, verified.stderr


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Home]:
    server = shared_server()
    name = server.create()
    yield Home(
        tmp_path,
        ONE_SOLVER
        | {
            "HUDDLE_DATABASE_URL": server.url(name),
            "HUDDLE_SOLVE_DEADLINE": "2",
            "HUDDLE_TAKEOVER_SECONDS": "3",
        },
    )
    server.drop(name)


def test_two_workers_do_what_a_service_takes_in(cluster: Home) -> None:
    with (
        service(cluster, "--api-only") as (client, serving),
        started(cluster, "worker") as first,
        started(cluster, "worker") as second,
    ):
        for site in ("corner", "west"):
            put(client, examples.OFFICE, examples.DAY, site)
        where = send(client, examples.ABSENT, "k-1").headers["Location"]
        with client.stream("GET", f"{where}/progress") as answer:
            heard = list(events("\n".join(answer.iter_lines())))
        assert heard[-1] == ("ended", None, {"status": "open"})
        assert [id_ for _, id_, _ in heard[:-1]] == [str(n) for n in range(1, len(heard))]
        assert opened(client, where)["proposal"]["kpis"]["hit"] == 2

        first.kill()
        where = send(client, LATE, "k-2").headers["Location"]
        assert opened(client, where)["position"] == 2
        assert act(client, f"{where}/publish")["version"] == 1

        asked = [{"site": site, "date": "2026-11-23"} for site in ("corner", "west")] * 2
        fan_out = client.post("/v1/fan-outs", json=asked)
        told(fan_out, 202)
        page = over(client, fan_out.headers["Location"])
        assert (page["answered"], page["failed"]) == (4, 0)

        table = cluster.run("fanout", "--date", "2026-11-23")
        assert table.returncode == 0, table.stderr
        assert table.stdout.splitlines()[-1] == "2 of 2 answered."

        assert second.end() == 0, second.said
        serving.end()
        for each in (second, serving):
            assert "Traceback" not in each.said
