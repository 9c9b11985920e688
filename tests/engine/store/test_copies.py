"""Copies of a database: whole whoever writes meanwhile, and never put where they should not be."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.store.audit import entries, record, verify
from engine.store.copies import KEPT, CopyRefused, OnAServer, put_back, take
from engine.store.database import Database
from engine.store.schema import newest
from engine.store.tables import audit_entries, events
from tests.engine.store.keeping import absent, happened, put_day

WRITTEN = 40
"""Events that are written while copies are taken."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the file of a database with a day in it, which nobody has open."""
    path = tmp_path / "home" / "huddle.db"
    path.parent.mkdir()
    made = Database.open(url(path))
    made.migrate()
    with made.writing() as conn:
        put_day(conn)
    made.close()
    return path


@pytest.fixture
def copy(path: Path, tmp_path: Path) -> Path:
    """Return a copy of it."""
    return take(url(path), tmp_path / "copy.db").path


@pytest.fixture
def open_there(path: Path) -> Iterator[Database]:
    """Have the database open, as a service does that has nothing to do."""
    opened = Database.open(url(path))
    with opened.reading() as conn:
        conn.execute(select(func.count()).select_from(events))
    yield opened
    opened.close()


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def actions(path: Path) -> list[str]:
    """Return what the audit of a database says was done, if it is whole."""
    opened = Database.open(url(path))
    try:
        with opened.reading() as conn:
            verify(conn)
            return [entry.action for entry in entries(conn)]
    finally:
        opened.close()


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def test_a_copy_is_one_whole_file_for_its_owner_alone(path: Path, tmp_path: Path) -> None:
    before = actions(path)

    copied = take(url(path), tmp_path / "copy.db")

    assert copied.path.stat().st_mode & 0o777 == 0o600
    assert copied.size == copied.path.stat().st_size > 0
    assert copied.revision == newest()
    assert beside(tmp_path / "copy.db") == ["copy.db", "home"]
    assert beside(path) == ["huddle.db"]
    with closing(sqlite3.connect(copied.path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert actions(copied.path) == before
    assert actions(path) == [*before, "backup taken"]


def test_a_copy_is_consistent_while_others_write(path: Path, tmp_path: Path) -> None:
    """Each event is written with its audit entry: a copy has both of an event, or neither."""
    done = threading.Event()
    writers = Database.open(url(path))

    def write() -> None:
        for number in range(WRITTEN):
            with writers.writing() as conn:
                happened(conn, f"k-{number}", absent())
        done.set()

    writing = threading.Thread(target=write)
    writing.start()
    copies: list[Path] = []
    while not done.is_set() or len(copies) < 3:
        copies.append(take(url(path), tmp_path / f"copy-{len(copies)}.db").path)
    writing.join()
    writers.close()
    # The last of them may have begun before the last event was written.
    copies.append(take(url(path), tmp_path / "copy-last.db").path)

    counts: list[int] = []
    for copy in copies:
        opened = Database.open(url(copy))
        with opened.reading() as conn:
            verify(conn)
            kept = conn.scalar(select(func.count()).select_from(events))
            said = conn.scalar(
                select(func.count())
                .select_from(audit_entries)
                .where(audit_entries.c.action == "event accepted")
            )
            assert kept == said
            counts.append(kept or 0)
        opened.close()
    assert counts == sorted(counts)
    assert counts[-1] == WRITTEN


def test_a_copy_is_not_written_over_anything(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "copy.db"
    there.write_text("something else")

    with pytest.raises(CopyRefused, match="is there already"):
        take(url(path), there)

    assert there.read_text() == "something else"
    assert "backup taken" not in actions(path)


def test_a_copy_into_no_folder_is_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(CopyRefused, match="cannot be written: no such file or directory"):
        take(url(path), tmp_path / "nowhere" / "copy.db")


def test_of_what_is_not_there_no_copy_is_taken(tmp_path: Path) -> None:
    with pytest.raises(CopyRefused, match="there is no database"):
        take(url(tmp_path / "huddle.db"), tmp_path / "copy.db")

    assert beside(tmp_path / "x") == []


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")


def no_database(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def damaged(path: Path) -> None:
    """Turn a page of a copy to nothing."""
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)


def unknown_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("spoil", [foreign, no_database])
def test_of_another_s_database_no_copy_is_taken(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "huddle.db"
    spoil(path)  # type: ignore[operator]

    with pytest.raises(CopyRefused, match="no database of Huddle"):
        take(url(path), tmp_path / "copy.db")

    assert beside(path) == ["huddle.db"]


def test_a_copy_is_put_in_place(path: Path, copy: Path) -> None:
    opened = Database.open(url(path))
    with opened.writing() as conn:
        record(conn, "ann", "day seen", None, "later")
    opened.close()

    restored = put_back(copy, url(path))

    assert actions(path) == [*actions(copy), "backup restored"]
    assert restored.kept == path.with_name(path.name + KEPT)
    assert actions(restored.kept)[-1] == "day seen"
    assert path.stat().st_mode & 0o777 == 0o600
    assert beside(path) == ["huddle.db", "huddle.db.before-restore"]


def test_a_copy_is_put_where_nothing_is(copy: Path, tmp_path: Path) -> None:
    restored = put_back(copy, url(tmp_path / "new.db"))

    assert restored.kept is None
    assert actions(tmp_path / "new.db")[-1] == "backup restored"


def test_a_copy_is_put_where_only_an_empty_file_is(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "new.db").touch()

    assert put_back(copy, url(tmp_path / "new.db")).kept is None


def test_a_second_restore_keeps_what_the_first_put_there(path: Path, copy: Path) -> None:
    put_back(copy, url(path))

    restored = put_back(copy, url(path))

    assert restored.kept is not None
    assert actions(restored.kept)[-1] == "backup restored"


def test_a_database_in_use_is_left_alone(path: Path, copy: Path, open_there: Database) -> None:
    with pytest.raises(CopyRefused, match="is in use"):
        put_back(copy, url(path))

    with open_there.writing() as conn:
        record(conn, "ann", "day seen", None, "later")
    assert actions(path)[-1] == "day seen"
    assert not path.with_name(path.name + KEPT).exists()


HOLD = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("SELECT count(*) FROM events").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


def test_a_database_in_use_by_another_process_is_left_alone(path: Path, copy: Path) -> None:
    before = digest(path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        try:
            with pytest.raises(CopyRefused, match="is in use"):
                put_back(copy, url(path))
        finally:
            other.communicate(timeout=60)

    assert digest(path) == before
    put_back(copy, url(path))


@pytest.mark.parametrize("spoil", [foreign, no_database])
def test_what_is_not_ours_is_left_alone(copy: Path, tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "theirs.db"
    spoil(path)  # type: ignore[operator]
    before = digest(path)

    with pytest.raises(CopyRefused, match="no database of Huddle"):
        put_back(copy, url(path))

    assert digest(path) == before


@pytest.mark.parametrize("spoil", [no_database, damaged, unknown_version, cut_short])
def test_what_is_no_whole_copy_is_not_put_in_place(path: Path, copy: Path, spoil: object) -> None:
    spoil(copy)  # type: ignore[operator]
    before = digest(path)

    with pytest.raises(CopyRefused):
        put_back(copy, url(path))

    assert digest(path) == before
    assert beside(path) == ["huddle.db"]


def test_a_file_copied_while_it_was_in_use_is_whole_or_refused(
    path: Path, tmp_path: Path, open_there: Database
) -> None:
    """What stands in the log beside it is not in the file alone."""
    with open_there.writing() as conn:
        record(conn, "ann", "day seen", None, "later")
    raw = tmp_path / "raw.db"
    shutil.copyfile(path, raw)

    put_back(raw, url(tmp_path / "new.db"))

    assert actions(tmp_path / "new.db")[-1] == "backup restored"


def test_logs_without_their_database_are_not_mixed_with_another(path: Path, copy: Path) -> None:
    path.unlink()
    path.with_name("huddle.db-wal").write_bytes(b"left behind")

    with pytest.raises(CopyRefused, match=r"huddle\.db-wal is there without its database"):
        put_back(copy, url(path))

    assert not path.exists()


def test_when_it_cannot_be_put_in_place_the_database_stays(
    path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    before = actions(path)
    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(CopyRefused, match="no space left on device"):
        put_back(copy, url(path))

    assert actions(path) == before
    assert beside(path) == ["huddle.db"]


@pytest.mark.parametrize("address", ["postgresql://huddle:s3cret@db/huddle", "postgres://db/x"])
def test_postgresql_has_its_own_tools(address: str, tmp_path: Path, copy: Path) -> None:
    with pytest.raises(OnAServer) as refused:
        take(address, tmp_path / "x.db")
    with pytest.raises(OnAServer):
        put_back(copy, address)

    assert "s3cret" not in str(refused.value)


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CopyRefused, match="address cannot be read"):
        take("nonsense", tmp_path / "x.db")
