"""The tests' own PostgreSQL leaves nothing behind, and its absence is said."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest

from tests import postgres


def test_nothing_is_left_of_a_server() -> None:
    postgres.insist_or_skip()
    with postgres.running() as server:
        pid, folder = server.pid, server.folder
        assert pid is not None
        owner = Path(f"/proc/{pid}").stat().st_uid if Path("/proc").exists() else -1
        assert owner != 0
        with psycopg.connect(server.url()) as conn:
            row = conn.execute("SHOW listen_addresses").fetchone()
            assert row == ("127.0.0.1",)
        server.kill()
        assert server.pid is None
        server.start()
        again = server.pid
    for each in (pid, again):
        with pytest.raises(ProcessLookupError):
            os.kill(each or 0, 0)
    assert not folder.exists()


def test_a_missing_server_is_a_reason_to_skip_unless_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "binaries", lambda: None)
    monkeypatch.delenv(postgres.NEEDED, raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install postgresql"):
        postgres.insist_or_skip()
    monkeypatch.setenv(postgres.NEEDED, "1")
    with pytest.raises(pytest.fail.Exception, match="PostgreSQL is not installed"):
        postgres.insist_or_skip()
