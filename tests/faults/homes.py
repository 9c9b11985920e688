"""Real processes on each kind of database: one on SQLite, a service and a worker on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx2

from tests.api.command_line.serving import Home, Running, service, started


@dataclass
class Office:
    """What runs.

    Attributes:
        home: where its state is.
        client: of the service.
        serving: the service's process.
        solving: the one that does the jobs; on SQLite the same.
    """

    home: Home
    client: httpx2.Client
    serving: Running
    solving: Running

    def is_well(self) -> bool:
        """Say whether all processes run, and none has told of an error that it does not know."""
        both = (self.serving, self.solving)
        return all(each.process.poll() is None and "Traceback" not in each.said for each in both)


@contextmanager
def running(home: Home) -> Iterator[Office]:
    """Give processes that take in and solve."""
    on_sqlite = home.settings["HUDDLE_DATABASE_URL"].startswith("sqlite")
    with ExitStack() as held:
        client, serving = held.enter_context(service(home, *([] if on_sqlite else ["--api-only"])))
        solving = serving if on_sqlite else held.enter_context(started(home, "worker"))
        yield Office(home, client, serving, solving)
