"""All that stands at the door of one service."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from api.service.security.discovery import Discovery
from api.service.security.issuer_keys import IssuerKeys
from api.service.security.keeper import Keeper
from api.service.security.oidc import Issuer
from api.service.security.rates import Buckets
from api.service.security.room import Room
from api.service.security.settings import SecuritySettings
from api.service.security.sign_in import SignIn
from engine.store.database import Database

THREADS = 4
"""Threads that look keys up: of their own, so that nobody waits at the door for a solve."""

FAILURES_A_SECOND = 0.2
FAILURES = 20
"""What an address may show that opens nothing: so many at once, then one in five seconds."""


SIGN_INS_A_SECOND = 1.0
SIGN_INS = 60
"""Steps of signing in at the issuer from one address, which may be an office's; it takes two."""

SIGN_INS_AT_A_TIME = 20
SIGN_IN_THREADS = 2
"""Of their own and few: anybody may begin to sign in, and an issuer that hangs is to hold up
nobody who has a key."""


TOKEN_THREADS = 4
"""Threads that judge the issuer's tokens: of their own, for they may wait for its keys."""


class Security:
    """Who is let in, and how much of them at a time.

    Attributes:
        settings: how strict the door is.
        keeper: who knows those that may come in; None lets in anybody.
        sign_in: how people sign in at the issuer; None when they cannot.
        threads: where the keeper works.
        token_threads: where it works with the issuer's tokens.
        token_room: places for those whose token is being judged; others always have some left.
        rates: how often each may ask.
        failures: how often an address may show what opens nothing.
        sign_ins: how often an address may ask for something of the issuer.
        sign_in_room: places for those for whom the issuer is asked.
        sign_in_threads: where it is asked.
        room: places for requests, all in all.
        own_room: places of each who asks.

    Args:
        settings: how strict the door is.
        keeper: who knows those that may come in; None lets in anybody.
        sign_in: how people sign in at the issuer; None when they cannot.
    """

    def __init__(
        self, settings: SecuritySettings, keeper: Keeper | None, sign_in: SignIn | None = None
    ) -> None:
        self.settings = settings
        self.keeper = keeper
        self.sign_in = sign_in
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="door")
        self.token_threads = ThreadPoolExecutor(TOKEN_THREADS, thread_name_prefix="token")
        self.token_room = Room(max(1, settings.concurrency // 2))
        share = settings.services
        self.rates = Buckets(settings.rate / share, max(1, settings.burst // share))
        self.failures = Buckets(FAILURES_A_SECOND / share, max(1, FAILURES // share))
        self.sign_ins = Buckets(SIGN_INS_A_SECOND / share, max(1, SIGN_INS // share))
        self.sign_in_room = Room(SIGN_INS_AT_A_TIME)
        self.sign_in_threads = ThreadPoolExecutor(SIGN_IN_THREADS, thread_name_prefix="sign-in")
        self.room = Room(settings.concurrency)
        self.own_room = Room(max(1, settings.concurrency_per_key // share))

    @classmethod
    def guarded(cls, settings: SecuritySettings, database: Database) -> Security:
        """Let in those with a key in the store, or with a token of the issuer in the settings."""
        if settings.oidc is None:
            return cls(settings, Keeper(database, settings))
        keys = IssuerKeys(settings.oidc.oidc_keys)
        keeper = Keeper(database, settings, Issuer(settings.oidc, keys))
        return cls(settings, keeper, sign_in_of(settings, keys))

    @classmethod
    def opened(cls, settings: SecuritySettings | None = None) -> Security:
        """Let in anybody: for one person on their own machine, and for tests."""
        return cls(settings or SecuritySettings(open=True), None)

    def close(self) -> None:
        """Look up nobody any more."""
        self.threads.shutdown(wait=False, cancel_futures=True)
        self.token_threads.shutdown(wait=False, cancel_futures=True)
        self.sign_in_threads.shutdown(wait=False, cancel_futures=True)


def sign_in_of(settings: SecuritySettings, keys: IssuerKeys) -> SignIn | None:
    """Return how people sign in at the issuer of the settings; None when they cannot."""
    oidc, sign_in = settings.oidc, settings.sign_in
    if oidc is None or sign_in is None:
        return None
    # What says who signs in is for us as a client, and for nobody who takes tokens.
    judge = Issuer(replace(oidc, oidc_audience=sign_in.oidc_client_id), keys)
    return SignIn(sign_in, oidc.oidc_issuer, judge, Discovery(oidc.oidc_issuer))
