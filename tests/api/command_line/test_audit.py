"""`huddle audit`: a whole one is said to be, a changed one is found, an export proves itself."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.api.command_line.conftest import Run
from tests.api.command_line.kept import ENTRIES, database_in, write


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return database_in(tmp_path, monkeypatch)


def change(database: Path, statement: str) -> None:
    """Change the audit as somebody does who may do anything to the database."""
    with closing(sqlite3.connect(database, isolation_level=None)) as conn:
        conn.execute("DROP TRIGGER audit_entries_unchanged")
        conn.execute("DROP TRIGGER audit_entries_not_removed")
        conn.execute(statement)


def exported(run: Run, to: Path) -> Path:
    result = run("audit", "export", "--out", to)
    assert (result.exit_code, result.stdout) == (0, "")
    return to


def test_a_whole_audit(run: Run, database: Path) -> None:
    result = run("audit", "verify")

    assert result.exit_code == 0
    assert f"The audit is as it was written: {ENTRIES} entries." in result.stdout


def test_a_whole_audit_as_json(run: Run, database: Path) -> None:
    found = json.loads(run("audit", "verify", "--json").stdout)

    assert (found["whole"], found["entries"], len(found["hash"])) == (True, ENTRIES, 64)


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("UPDATE audit_entries SET actor = 'eve' WHERE position = 2", 2),
        ("DELETE FROM audit_entries WHERE position = 3", 3),
        (f"DELETE FROM audit_entries WHERE position = {ENTRIES}", ENTRIES),
    ],
)
def test_a_changed_audit_is_found(run: Run, database: Path, statement: str, position: int) -> None:
    change(database, statement)

    told, found = run("audit", "verify"), run("audit", "verify", "--json")

    assert told.exit_code == found.exit_code == 3
    assert f"not as it was written: audit entry {position}: " in told.stdout
    assert json.loads(found.stdout)["position"] == position
    assert json.loads(found.stdout)["whole"] is False


def test_an_end_cut_off_is_found_with_an_earlier_export(
    run: Run, database: Path, tmp_path: Path
) -> None:
    known = exported(run, tmp_path / "known.jsonl")
    hash_before = json.loads(known.read_text().splitlines()[1])["hash"]
    change(database, "DELETE FROM audit_entries WHERE position > 2")
    change_head = f"UPDATE audit_head SET position = 2, hash = '{hash_before}'"
    with closing(sqlite3.connect(database, isolation_level=None)) as conn:
        conn.execute(change_head)

    assert run("audit", "verify").exit_code == 0
    result = run("audit", "verify", "--known", known)

    assert result.exit_code == 3
    assert "cut off" in result.stdout


def test_an_audit_that_went_on_is_whole(run: Run, database: Path, tmp_path: Path) -> None:
    known = exported(run, tmp_path / "known.jsonl")
    write(database, 3)

    assert run("audit", "verify", "--known", known).exit_code == 0
    later = exported(run, tmp_path / "later.jsonl")
    assert run("audit", "verify", later, "--known", known).exit_code == 0
    assert run("audit", "verify", known, "--known", later).exit_code == 3


def test_an_export_is_verified_with_the_public_key_alone(
    run: Run, database: Path, tmp_path: Path
) -> None:
    export = exported(run, tmp_path / "audit.jsonl")
    key = tmp_path / "public.pem"
    key.write_text(run("audit", "public-key").stdout)
    database.unlink()
    (tmp_path / "home" / "audit.key").unlink()

    result = run("audit", "verify", export, "--key", key)

    assert result.exit_code == 0
    assert f"{ENTRIES} entries" in result.stdout


def test_a_changed_export_is_found(run: Run, database: Path, tmp_path: Path) -> None:
    export = exported(run, tmp_path / "audit.jsonl")
    export.write_text(export.read_text().replace('"ann"', '"eve"', 1))

    result = run("audit", "verify", export)

    assert result.exit_code == 3
    assert "audit entry 1" in result.stdout


def test_an_export_under_another_key_is_found(run: Run, database: Path, tmp_path: Path) -> None:
    export = exported(run, tmp_path / "audit.jsonl")
    (tmp_path / "home" / "audit.key").unlink()
    run("audit", "public-key")

    assert run("audit", "verify", export).exit_code == 3


def test_an_export_on_the_screen_is_the_same(run: Run, database: Path, tmp_path: Path) -> None:
    export = exported(run, tmp_path / "audit.jsonl")

    shown = run("audit", "export").stdout

    assert shown == export.read_text()
    assert len(shown.splitlines()) == ENTRIES + 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["verify", "nothing.jsonl"], "EXPORT"),
        (["verify", "--known", "nothing.jsonl"], "EXPORT"),
        (["export", "--out", "no/where.jsonl"], "--out"),
    ],
)
def test_files_that_are_not_there_are_refused(
    run: Run, database: Path, words: list[str], field: str
) -> None:
    run("audit", "public-key")

    result = run("audit", *words)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {field}: ")


def test_a_key_that_is_none_is_refused(run: Run, database: Path, tmp_path: Path) -> None:
    export = exported(run, tmp_path / "audit.jsonl")
    key = tmp_path / "key.pem"
    key.write_text("nothing")

    result = run("audit", "verify", export, "--key", key)

    assert result.exit_code == 2
    assert "no Ed25519 key" in result.stderr


def test_a_database_without_tables_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path))

    result = run("audit", "verify", "--json")

    assert result.exit_code == 2
    assert json.loads(result.stderr)["status"] == 422
