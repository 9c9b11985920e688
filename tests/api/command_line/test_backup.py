"""`huddle backup` and `huddle restore`: what they say, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.store.audit import entries
from engine.store.database import Database
from tests.api.command_line.conftest import Run
from tests.api.command_line.kept import database_in


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return database_in(tmp_path, monkeypatch)


def test_a_backup_and_back(run: Run, database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"

    taken = run("backup", copy)
    database.unlink()
    restored = run("restore", copy)

    assert (taken.exit_code, restored.exit_code) == (0, 0)
    assert f"Copied to {copy}: " in taken.stdout
    assert "audit.key" in taken.stdout
    assert "webhook.key" in taken.stdout
    assert f"{copy} is in place as {database}." in restored.stdout
    opened = Database.open(f"sqlite:///{database}")
    with opened.reading() as conn:
        assert [entry.action for entry in entries(conn)][-1] == "backup restored"
    opened.close()


def test_restoring_says_where_the_old_one_is(run: Run, database: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "copy.db")

    result = run("restore", tmp_path / "copy.db")

    assert f"What was there is {database}.before-restore now" in result.stdout


def test_a_refusal_is_one_line(run: Run, database: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "copy.db")
    again = run("backup", tmp_path / "copy.db")
    nothing = run("restore", tmp_path / "nothing.db")
    opened = Database.open(f"sqlite:///{database}")
    with opened.reading() as conn:
        list(entries(conn))
    in_use = run("restore", tmp_path / "copy.db")
    opened.close()

    for result, words in ((again, "there already"), (nothing, "no file"), (in_use, "in use")):
        assert result.exit_code == 2
        assert result.stderr.startswith("Error: ")
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_postgresql_has_its_own_tools(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, tool: str
) -> None:
    monkeypatch.setenv("HUDDLE_DATABASE_URL", "postgresql://huddle:s3cret@db/huddle")

    result = run(command, tmp_path / "copy")

    assert result.exit_code == 2
    assert tool in result.stderr
    assert "s3cret" not in result.output
