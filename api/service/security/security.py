"""All that stands at the door of one service."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from api.service.security.keeper import Keeper
from api.service.security.oidc import Issuer
from api.service.security.rates import Buckets
from api.service.security.room import Room
from api.service.security.settings import SecuritySettings
from engine.store.database import Database

THREADS = 4
"""Threads that look keys up: of their own, so that nobody waits at the door for a solve."""

FAILURES_A_SECOND = 0.2
FAILURES = 20
"""What an address may show that opens nothing: so many at once, then one in five seconds."""


class Security:
    """Who is let in, and how much of them at a time.

    Attributes:
        settings: how strict the door is.
        keeper: who knows those that may come in; None lets in anybody.
        threads: where the keeper works.
        rates: how often each may ask.
        failures: how often an address may show what opens nothing.
        room: places for requests, all in all.
        own_room: places of each who asks.

    Args:
        settings: how strict the door is.
        keeper: who knows those that may come in; None lets in anybody.
    """

    def __init__(self, settings: SecuritySettings, keeper: Keeper | None) -> None:
        self.settings = settings
        self.keeper = keeper
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="door")
        self.rates = Buckets(settings.rate, settings.burst)
        self.failures = Buckets(FAILURES_A_SECOND, FAILURES)
        self.room = Room(settings.concurrency)
        self.own_room = Room(settings.concurrency_per_key)

    @classmethod
    def guarded(cls, settings: SecuritySettings, database: Database) -> Security:
        """Let in those with a key in the store, or with a token of the issuer in the settings."""
        issuer = Issuer(settings.oidc) if settings.oidc else None
        return cls(settings, Keeper(database, settings, issuer))

    @classmethod
    def opened(cls, settings: SecuritySettings | None = None) -> Security:
        """Let in anybody: for one person on their own machine, and for tests."""
        return cls(settings or SecuritySettings(open=True), None)

    def close(self) -> None:
        """Look up nobody any more."""
        self.threads.shutdown(wait=False, cancel_futures=True)
