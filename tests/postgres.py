"""A PostgreSQL of the tests' own: on loopback, a free port, a temporary directory.

Fixtures are in `tests/databases.py`. Tests that stop and start a server make one of their own:

    with running(durable=True) as server:
        server.kill()
        server.start()
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

NEEDED = "TESTS_NEED_POSTGRESQL"
"""Set to 1, tests that need PostgreSQL fail where it is missing; otherwise they are skipped."""

USERS = ("postgres", "nobody")
"""Whom the server runs as when root runs the tests, the first that there is."""

PATIENCE = 120
"""Seconds until a server that does not answer is given up."""

NOT_DURABLE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
LEAN = (
    "shared_buffers=32MB",
    "max_connections=200",
    "autovacuum=off",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
    "log_min_messages=fatal",
)


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL there is; None when there is none."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = [
        folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").exists() and folder.parent.name.isdigit()
    ]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def missing() -> str | None:
    """Say why there can be no server here; None when there can."""
    if binaries() is None:
        return "PostgreSQL is not installed: on Debian, apt-get install postgresql"
    if os.geteuid() == 0 and _user() is None:
        return f"PostgreSQL does not run as root, and there is no user {' or '.join(USERS)}"
    return None


def insist_or_skip() -> None:
    """Skip the test where there can be no server, or fail where CI insists on one."""
    why = missing()
    if why is not None and os.environ.get(NEEDED) == "1":
        pytest.fail(why)
    if why is not None:
        pytest.skip(why)


def _user() -> pwd.struct_passwd | None:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next((known[name] for name in USERS if name in known), None)


class Server:
    """A server with a data directory of its own; started and stopped as the test likes.

    Attributes:
        folder: everything that it writes.
        port: where it listens; the same after it was started again.
        durable: whether what it has committed outlives a crash of the machine.
        environment: what it is started with, besides what it needs.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        found = binaries()
        assert found is not None, missing()
        self.environment = dict(environment or {})
        self.folder, self.durable, self._binaries = folder, durable, found
        self.port = _free_port()
        self._password = secrets.token_urlsafe(12)
        self._process: subprocess.Popen[bytes] | None = None
        self._user = _user() if os.geteuid() == 0 else None
        self._databases = 0
        self.give(folder)
        self._initialise()

    def give(self, folder: Path) -> None:
        """Let the server have a folder."""
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)

    @property
    def pid(self) -> int | None:
        """The server's process; None when it is not running."""
        return None if self._process is None else self._process.pid

    def url(self, database: str = "postgres") -> str:
        """Return the address of one of its databases."""
        return f"postgresql://huddle:{self._password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = [*LEAN, f"port={self.port}", *(() if self.durable else NOT_DURABLE)]
        options = [part for setting in settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self.folder / "data", *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                **self._as_user(self.environment),
            )
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > give_up:
                    raise RuntimeError(f"{error}\n{self._log()}") from error
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Break off its connections, write all to disk, and end it."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._end(signal.SIGQUIT)

    def create(self, template: str = "template1") -> str:
        """Make a database like another one, and return its name."""
        self._databases += 1
        name = f"test_{self._databases}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as conn:
            conn.execute(statement.encode())

    def _initialise(self) -> None:
        password = self.folder / "password"
        password.write_text(self._password)
        password.chmod(0o644)
        made = subprocess.run(
            [
                self._binaries / "initdb",
                *("-D", self.folder / "data", "-U", "huddle", "--encoding=UTF8", "--locale=C"),
                *("--auth=scram-sha-256", f"--pwfile={password}", "--no-sync"),
            ],
            check=False,
            capture_output=True,
            **self._as_user(),
        )
        password.unlink()
        assert made.returncode == 0, made.stderr.decode()

    def _as_user(self, more: Mapping[str, str] | None = None) -> dict[str, Any]:
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", **(more or {})}
        common: dict[str, Any] = {"env": environment, "cwd": self.folder}
        if self._user is None:
            return common
        return common | {
            "user": self._user.pw_uid,
            "group": self._user.pw_gid,
            "extra_groups": [],
        }

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-2000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    *, durable: bool = False, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Give a server that runs until the end of the block; then nothing of it is left."""
    folder = Path(tempfile.mkdtemp(prefix="huddle-postgresql-"))
    try:
        server = Server(folder, durable=durable, environment=environment)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
