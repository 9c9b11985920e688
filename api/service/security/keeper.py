"""The doorkeeper: who is it that asks, by key, by token or by session?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.requests import HTTPConnection

from api.service.security.admission import Admission
from api.service.security.cross_site import is_ours
from api.service.security.oidc import BadToken, Issuer
from api.service.security.session_cookie import Cookie
from api.service.security.settings import SecuritySettings
from engine.store.database import Database
from engine.store.errors import DatabaseTrouble
from engine.store.keys import PREFIX, Key, find_key, note_use
from engine.store.sessions import (
    Session,
    close_session,
    find_session,
    note_seen,
    open_session,
)
from engine.store.tables import now

NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is noted when a session was last used: not every request is worth a write."""

_log = logging.getLogger("huddle.service")


class Stranger(Exception):
    """Nobody is known to ask.

    Attributes:
        shown: whether something was shown that opens nothing.
    """

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown
        super().__init__()


class CrossSite(Exception):
    """A request with a session's cookie does not come from a page of ours."""


class Keeper:
    """Knows whoever may come in. Its methods wait for the database: call them in a thread.

    Args:
        database: where keys and sessions are.
        settings: how long sessions last, and whether the cookie needs TLS.
        issuer: judges tokens; None takes keys alone.
        clock: what time it is.
    """

    def __init__(
        self,
        database: Database,
        settings: SecuritySettings,
        issuer: Issuer | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = database
        self._issuer = issuer
        self._clock = clock
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._lasts = timedelta(hours=settings.session_hours)
        self.cookie = Cookie(encrypted=settings.encrypted, lasts=self._lasts)

    def admit(self, request: HTTPConnection) -> Admission:
        """Say who asks.

        Raises:
            Stranger: nobody is known to.
            CrossSite: somebody else's page asks in their name.
            NoKeys: tokens cannot be judged just now.
            DatabaseTrouble: keys cannot be looked up just now.
        """
        shown = request.headers.getlist("authorization")
        if shown:
            # What is shown counts alone: a browser adds a cookie to it, unasked.
            scheme, _, text = shown[0].partition(" ")
            if len(shown) > 1 or scheme.lower() != "bearer":
                raise Stranger(shown=True)
            return self._by_key(text) if text.startswith(PREFIX) else self._by_token(text)
        secret = self.cookie.secret_in(request)
        if secret is None:
            raise Stranger(shown=False)
        return self._by_session(request, secret)

    def open(self, key: Key) -> str:
        """Open a session and return its secret."""
        with self._database.writing() as conn:
            return open_session(conn, key, self._idle, self._lasts)

    def close(self, secret: str, by: str) -> None:
        """End a session."""
        with self._database.writing() as conn:
            close_session(conn, secret, by)

    def _by_key(self, text: str) -> Admission:
        with self._database.reading() as conn:
            key = find_key(conn, text, self._clock())
        if key is None:
            raise Stranger(shown=True)
        self._note_use(key)
        return Admission(key.principal, key)

    def _by_token(self, text: str) -> Admission:
        if self._issuer is None:
            raise Stranger(shown=True)
        try:
            return Admission(self._issuer.principal_of(text))
        except BadToken:
            raise Stranger(shown=True) from None

    def _by_session(self, request: HTTPConnection, secret: str) -> Admission:
        at = self._clock()
        with self._database.reading() as conn:
            session = find_session(conn, secret, at, self._idle)
        if session is None:
            raise Stranger(shown=True)
        if not is_ours(request.scope["method"], request.headers, secret):
            raise CrossSite
        self._note_seen(session, at)
        return Admission(session.key.principal, session.key, secret)

    def _note_use(self, key: Key) -> None:
        today = self._clock().date()
        if key.used_on == today:
            return
        try:
            with self._database.writing() as conn:
                note_use(conn, key.id, today)
        except DatabaseTrouble as error:
            # Keeping books keeps nobody out.
            _log.warning("the use of a key could not be noted: %s", type(error).__name__)

    def _note_seen(self, session: Session, at: datetime) -> None:
        if at - session.seen_at < NOTED_EVERY:
            return
        self._note_use(session.key)
        try:
            with self._database.writing() as conn:
                note_seen(conn, session, at)
        except DatabaseTrouble as error:
            _log.warning("the use of a session could not be noted: %s", type(error).__name__)
