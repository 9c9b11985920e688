"""`huddle keys`: made, listed, replaced and revoked; a key is shown once and nowhere else."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from engine.store.audit import entries, verify
from engine.store.database import Database
from engine.store.keys import find_key
from engine.store.sessions import Issued, open_session
from engine.store.tables import now
from models.access import Principal, Scope
from tests.api.command_line.conftest import Run

KEY = re.compile(r"hk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")
CREATE = ("keys", "create", "--scope", "publish", "--label", "front-desk")


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'huddle.db'}"
    monkeypatch.setenv("HUDDLE_DATABASE_URL", url)
    return url


def created(run: Run, *words: str) -> str:
    result = run(*CREATE, *(words or ("--all-sites",)))
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def listed(run: Run) -> list[dict[str, object]]:
    keys: list[dict[str, object]] = json.loads(run("keys", "list", "--json").stdout)
    return keys


def refused(result: Result, field: str, *secrets: str) -> None:
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {field}: ")
    assert "Traceback" not in result.stderr
    assert not [secret for secret in secrets if secret in result.stderr]


def test_a_key_stands_alone_on_standard_output(run: Run, url: str) -> None:
    result = run(*CREATE, "--site", "east", "--site", "west", "--days", "30")

    assert result.exit_code == 0
    text = result.stdout.removesuffix("\n")
    assert KEY.fullmatch(text)
    assert "this once" in result.stderr
    assert text not in result.stderr
    database = Database.open(url)
    with database.reading() as conn:
        key = find_key(conn, text, now())
    database.close()
    assert key is not None
    assert (key.scope, key.label) == (Scope.PUBLISH, "front-desk")
    assert key.sites == frozenset({"east", "west"})
    assert (key.expires_at - key.at).days == 30


def test_a_key_as_json(run: Run) -> None:
    said = json.loads(run(*CREATE, "--all-sites", "--json").stdout)

    assert KEY.fullmatch(said["key"])
    assert said["id"] == said["key"][3:15]
    assert (said["scope"], said["sites"], said["opens"]) == ("publish", None, True)


def test_keys_are_listed_without_a_secret(run: Run) -> None:
    text = created(run, "--site", "east")
    created(run)

    result = run("keys", "list")

    lines = result.stdout.splitlines()
    assert "Last used" in lines[0]
    assert re.search(
        rf"{text[3:15]} +front-desk +publish +east +\d+-\d+-\d+ +never +open", lines[1]
    )
    assert " all " in lines[2]
    assert text[-43:] not in result.stdout
    assert [key["sites"] for key in listed(run)] == [["east"], None]
    assert text[-43:] not in json.dumps(listed(run))


@pytest.mark.parametrize("whole", [False, True])
def test_a_key_is_revoked_by_its_id_or_by_itself(run: Run, whole: bool) -> None:
    text = created(run)

    result = run("keys", "revoke", text if whole else text[3:15])

    assert result.exit_code == 0
    assert result.stdout == f"Revoked: {text[3:15]} (front-desk).\n"
    assert [key["opens"] for key in listed(run)] == [False]
    assert "revoked" in run("keys", "list").stdout
    again = json.loads(run("keys", "revoke", text[3:15], "--json").stdout)
    assert again["revoked_at"] == listed(run)[0]["revoked_at"]


def test_a_key_is_replaced(run: Run) -> None:
    old = created(run, "--site", "east")

    new = run("keys", "rotate", old[3:15], "--overlap", "0").stdout.strip()

    assert KEY.fullmatch(new)
    one, other = listed(run)
    assert (one["opens"], other["opens"]) == (False, True)
    assert (other["follows"], other["sites"]) == (old[3:15], ["east"])
    refused(run("keys", "rotate", old[3:15]), "key")


def test_what_is_no_key_is_refused_without_repeating_a_secret(run: Run) -> None:
    almost = f"hk_{'a' * 12}_{'b' * 42}"
    for command in ("revoke", "rotate"):
        refused(run("keys", command, "nothing"), "ID")
        refused(run("keys", command, almost), "ID", "bbbb")
        refused(run("keys", command, almost + "b"), "ID", "bbbb")
    as_json = run("keys", "revoke", "nothing", "--json")
    assert json.loads(as_json.stderr)["faults"][0]["field"] == "ID"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ((), "--site"),
        (("--site", "east", "--all-sites"), "--site"),
        (("--site", "no such"), "site"),
        (("--all-sites", "--label", "Jane Doe"), "label"),
    ],
)
def test_what_makes_no_key_is_refused(run: Run, words: tuple[str, ...], field: str) -> None:
    refused(run(*CREATE, *words), field)

    assert listed(run) == []


@pytest.mark.parametrize("words", [("--scope", "boss"), ("--days", "0"), ("--days", "4000")])
def test_options_that_make_no_sense_are_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run(*CREATE, "--all-sites", *words).exit_code == 2


@pytest.mark.parametrize("url", ["mysql://u:p4ss@h/x", "sqlite://", "sqlite:////no/such/f/x.db"])
def test_a_database_that_cannot_be_opened_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("HUDDLE_DATABASE_URL", url)

    refused(run("keys", "list"), "HUDDLE_DATABASE_URL", "p4ss")


def test_without_an_address_the_database_is_among_the_users_own(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUDDLE_DATABASE_URL")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    created(run)

    folder = tmp_path / "state" / "huddle"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "huddle.db").stat().st_mode & 0o777 == 0o600


def test_the_audit_tells_of_it(run: Run, url: str) -> None:
    text = created(run)
    run("keys", "revoke", text[3:15])

    database = Database.open(url)
    with database.reading() as conn:
        told = [(entry.actor, entry.action) for entry in entries(conn)]
        verify(conn)
    database.close()
    assert told == [("command-line", "key created"), ("command-line", "key revoked")]


def test_whom_an_issuer_signed_in_is_signed_out(run: Run, url: str) -> None:
    created(run)
    database = Database.open(url)
    with database.writing() as conn:
        hour = timedelta(hours=1)
        open_session(conn, Issued(Principal("oidc:1", Scope.READ)), hour, hour)

    assert run("keys", "sign-out", "oidc:1").stdout == "Sessions ended: 1.\n"
    assert run("keys", "sign-out", "oidc:1").stdout == "Sessions ended: 0.\n"
    for actor in ("oidc:", "jane", "hk_" + "a" * 20):
        refused(run("keys", "sign-out", actor), "ACTOR", "aaaa")
    database.close()
