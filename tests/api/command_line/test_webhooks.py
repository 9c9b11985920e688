"""`huddle webhooks seal`: another key for the secrets of webhooks, in three steps."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from engine.store.database import Database
from engine.store.sealing import KeyFile
from engine.store.webhook_secrets import count_shut
from engine.store.webhooks import put_webhook
from tests.api.command_line.conftest import Run
from tests.api.command_line.kept import database_in
from tests.engine.store.keeping import SITE, put_day


def test_a_key_is_changed_for_another(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = database_in(tmp_path, monkeypatch)
    file = path.parent / "webhook.key"
    database = Database.open(f"sqlite:///{path}")
    with database.writing() as conn:
        put_day(conn)
        put_webhook(conn, KeyFile(file), SITE, "https://example.org/hook", "whsec_x", "ann")

    old = file.read_text()
    file.write_text(base64.b64encode(b"n" * 32).decode() + "\n" + old)
    said = [run("webhooks", "seal").stdout for _ in range(2)]
    file.write_text(file.read_text().removesuffix(old))

    assert said == [f"Sealed with the first key: {count} that were not.\n" for count in (1, 0)]
    with database.reading() as conn:
        assert count_shut(conn, KeyFile(file)) == 0
    database.close()


def test_a_file_that_cannot_be_used_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = database_in(tmp_path, monkeypatch)
    file = path.parent / "webhook.key"
    database = Database.open(f"sqlite:///{path}")
    with database.writing() as conn:
        put_day(conn)
        put_webhook(conn, KeyFile(file), SITE, "https://example.org/hook", "whsec_x", "ann")
    database.close()
    file.write_text("nothing\n")

    result = run("webhooks", "seal")

    assert result.exit_code == 2
    assert "base64" in result.stderr
