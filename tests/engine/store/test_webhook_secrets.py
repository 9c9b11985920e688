"""Webhooks' secrets are sealed in the database: at once, by migration, and with a new key."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from engine.store import schema
from engine.store.audit import entries, verify
from engine.store.copies import put_back, take
from engine.store.database import Database
from engine.store.errors import BadKey, Damaged, NotThere
from engine.store.sealing import KeyFile, Sealing
from engine.store.webhook_secrets import count_shut, seal_anew, secret_of
from engine.store.webhooks import MOST, put_webhook, webhooks_of
from models.errors import BadInput
from tests.engine.store.keeping import SITE, FixedKeys, put_day

URL, SECRET = "https://example.org/hook", "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="
OLD, NEW = FixedKeys(), FixedKeys((b"n" * 32,))
BOTH = FixedKeys((b"n" * 32, b"k" * 32))


@dataclass(frozen=True)
class NoneYet(FixedKeys):
    """Keys of which there are none until they are made."""

    def there(self) -> bool:
        return False

    def sealing(self) -> Sealing:
        raise BadKey("not there")

    def made(self) -> Sealing:
        return Sealing(self.keys)


def put(database: Database, keys: FixedKeys | None = OLD) -> str:
    with database.writing() as conn:
        return put_webhook(conn, keys, SITE, URL, SECRET, "ann").id


def kept(conn: Connection) -> str:
    return "\n".join(map(str, conn.execute(text("SELECT * FROM webhooks")).all()))


@pytest.fixture
def there(database: Database) -> Database:
    with database.writing() as conn:
        put_day(conn)
    return database


def test_no_secret_can_be_read_in_the_database(there: Database) -> None:
    hook = put(there)

    with there.reading() as conn:
        assert hook in kept(conn)
        assert SECRET not in kept(conn)
        assert SECRET.removeprefix("whsec_") not in kept(conn)
        assert secret_of(conn, OLD, hook) == (URL, SECRET)
        assert count_shut(conn, OLD) == 0


def test_the_first_webhook_makes_the_key_and_no_later_one(there: Database) -> None:
    with pytest.raises(BadKey, match="no file is named"):
        put(there, None)
    put(there, NoneYet())

    with pytest.raises(BadKey, match="not there"):
        put(there, NoneYet())

    with there.reading() as conn:
        assert len(webhooks_of(conn, SITE)) == 1


def test_with_other_keys_no_secret_is_opened(there: Database) -> None:
    hook = put(there)

    with there.reading() as conn:
        assert [count_shut(conn, keys) for keys in (NEW, NoneYet(), None, BOTH)] == [1, 1, 1, 0]
        with pytest.raises(BadKey):
            secret_of(conn, NEW, hook)
        with pytest.raises(NotThere):
            secret_of(conn, OLD, "none")


def test_a_secret_is_not_opened_in_anothers_place(there: Database) -> None:
    mine, theirs = put(there), put(there)
    swap = "UPDATE webhooks SET sealed = (SELECT sealed FROM webhooks WHERE id = :a) WHERE id = :b"
    with there.writing() as conn:
        conn.execute(text(swap), {"a": theirs, "b": mine})

    with there.reading() as conn:
        assert count_shut(conn, OLD) == 1
        with pytest.raises(Damaged):
            secret_of(conn, OLD, mine)


def test_a_key_is_changed_for_another(there: Database) -> None:
    hook = put(there)
    with there.writing() as conn:
        assert seal_anew(conn, OLD, "ann") == 0
        assert seal_anew(conn, BOTH, "ann") == 1
        assert seal_anew(conn, BOTH, "ann") == 0

    with there.reading() as conn:
        assert secret_of(conn, NEW, hook) == (URL, SECRET)
        told = [(each.action, each.about) for each in entries(conn)]
        verify(conn)
    name = NEW.sealing().first
    assert told[-1] == ("webhook secrets sealed", f"1, with key {name}")
    assert [action for action, _ in told].count("webhook secrets sealed") == 1


def test_without_the_old_key_nothing_is_changed(there: Database) -> None:
    hook = put(there)

    with pytest.raises(BadKey), there.writing() as conn:
        seal_anew(conn, NEW, "ann")

    with there.reading() as conn:
        assert secret_of(conn, OLD, hook) == (URL, SECRET)


def test_a_site_has_no_flood_of_them(there: Database) -> None:
    for _ in range(MOST):
        put(there)

    with pytest.raises(BadInput, match="too many"):
        put(there)


class TestMigration:
    """Rows that an older version left readable."""

    @pytest.fixture
    def readable(self, there: Database) -> Database:
        hook = put(there)
        with there.writing() as conn:
            schema.downgrade(conn, "0004", OLD)
            row = conn.execute(text("SELECT id, secret FROM webhooks")).one()
        assert tuple(row) == (hook, SECRET)
        return there

    def test_what_was_readable_is_sealed(self, readable: Database) -> None:
        readable.migrate(OLD)

        with readable.reading() as conn:
            (hook,) = webhooks_of(conn, SITE)
            assert SECRET not in kept(conn)
            assert secret_of(conn, OLD, hook.id) == (URL, SECRET)

    def test_on_one_machine_the_key_is_made_where_there_is_none(
        self, readable: Database, tmp_path: Path
    ) -> None:
        path = tmp_path / "home" / "webhook.key"
        keys = KeyFile(path)
        if not readable.is_sqlite:
            # There are other machines, which would not have it.
            with pytest.raises(BadKey, match="on every machine"):
                readable.migrate(keys)
            assert not path.exists()
            return
        readable.migrate(keys)

        with readable.reading() as conn:
            assert count_shut(conn, keys) == 0

    def test_without_keys_nothing_is_changed(self, readable: Database) -> None:
        for keys in (None, KeyFile(Path("/dev/null/webhook.key"))):
            with pytest.raises(BadKey):
                readable.migrate(keys)

        with readable.reading() as conn:
            assert schema.revision_of(conn) == "0004"
            assert SECRET in kept(conn)

    def test_there_and_back_again(self, readable: Database) -> None:
        readable.migrate(OLD)
        with readable.writing() as conn:
            schema.downgrade(conn, "0004", OLD)
            assert SECRET in kept(conn)

    def test_the_way_back_takes_the_keys(self, there: Database) -> None:
        put(there)

        with pytest.raises(BadKey), there.writing() as conn:
            schema.downgrade(conn, "0004", NEW)

        there.check()


def test_what_was_readable_is_gone_from_the_file(tmp_path: Path) -> None:
    """SQLite leaves what it overwrites in the file, unless it is told not to."""
    path = tmp_path / "huddle.db"
    database = Database.open(f"sqlite:///{path}")
    database.migrate()
    with database.writing() as conn:
        put_day(conn)
    for _ in range(MOST):
        put(database)
    with database.writing() as conn:
        schema.downgrade(conn, "0004", OLD)
    database.close()
    emptied(path)
    assert SECRET.encode() in path.read_bytes()

    database = Database.open(f"sqlite:///{path}")
    database.migrate(OLD)
    database.close()
    emptied(path)

    assert SECRET.encode() not in path.read_bytes()


def test_a_copy_with_readable_secrets_is_sealed_when_it_is_put_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'huddle.db'}"
    database = Database.open(url)
    database.migrate()
    with database.writing() as conn:
        put_day(conn)
    hook = put(database)
    with database.writing() as conn:
        schema.downgrade(conn, "0004", OLD)
    database.close()
    take(url, tmp_path / "copy.db")

    with pytest.raises(BadKey):
        put_back(tmp_path / "copy.db", url)
    put_back(tmp_path / "copy.db", url, OLD)

    database = Database.open(url)
    with database.reading() as conn:
        assert secret_of(conn, OLD, hook) == (URL, SECRET)
    database.close()


def emptied(path: Path) -> None:
    """Have the log beside a database written into it."""
    opened = sqlite3.connect(path)
    opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
