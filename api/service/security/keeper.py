"""The doorkeeper: who is it that asks, by key, by token or by session?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection
from starlette.requests import HTTPConnection

from api.service.security.admission import Admission
from api.service.security.cross_site import is_ours
from api.service.security.oidc import BadToken, Issuer, SignedOut
from api.service.security.session_cookie import Cookie
from api.service.security.settings import SecuritySettings
from engine.store.database import Database
from engine.store.errors import DatabaseTrouble
from engine.store.keys import PREFIX, Key, find_key, key_of, note_use
from engine.store.sessions import (
    Issued,
    Session,
    close_session,
    end_issued,
    find_session,
    note_seen,
    open_session,
)
from engine.store.tables import now

NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is noted when a session was last used: not every request is worth a write."""

ON_THE_WAY = timedelta(minutes=10)
"""How long signing in at the issuer may take."""

THE_ISSUER = "issuer"
"""Who the audit says has ended sessions, where the issuer did."""

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

    Attributes:
        database: where keys and sessions are.
        cookie: what a session's secret is kept in.
        on_the_way: what is kept in a browser while somebody signs in at the issuer.

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
        self.database = database
        self._encrypted = settings.encrypted
        self._signs_in = settings.sign_in is not None
        self._issuer = issuer
        self._clock = clock
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._lasts = timedelta(hours=settings.session_hours)
        self.cookie = Cookie(encrypted=settings.encrypted, lasts=self._lasts)
        self.on_the_way = Cookie(
            "huddle-sign-in", encrypted=settings.encrypted, lasts=ON_THE_WAY, same_site="lax"
        )

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
            return self._by_token(text) if _is_token(text) else self._by_key(text)
        secret = self.cookie.secret_in(request)
        if secret is None:
            raise Stranger(shown=False)
        return self._by_session(request, secret)

    def asks_issuer(self, request: HTTPConnection) -> bool:
        """Tell whether a request shows a token, so that to admit it may wait for the issuer."""
        shown = request.headers.get("authorization", "")
        return self._issuer is not None and _is_token(shown.partition(" ")[2])

    def holds(self, admission: Admission) -> bool:
        """Tell whether somebody who was let in would be let in still, with what they have shown.

        Raises:
            DatabaseTrouble: keys cannot be looked up just now.
        """
        at = self._clock()
        if admission.session is None and admission.key is None:
            return admission.until is None or at < admission.until
        with self.database.reading() as conn:
            if admission.session is not None:
                return self._session(conn, admission.session, at) is not None
            assert admission.key is not None
            return key_of(conn, admission.key.id).opens(at)

    def open(self, who: Key | Issued) -> str:
        """Open a session of a key, or of whoever an issuer said it is, and return its secret."""
        with self.database.writing() as conn:
            return open_session(conn, who, self._idle, self._lasts)

    def close(self, secret: str, by: str) -> None:
        """End a session."""
        with self.database.writing() as conn:
            close_session(conn, secret, by)

    def end_issued(self, who: SignedOut) -> int:
        """End the sessions of which the issuer says that they are over; return how many."""
        with self.database.writing() as conn:
            return end_issued(conn, who.actor, who.sid, who.opened_by, THE_ISSUER)

    def _by_key(self, text: str) -> Admission:
        with self.database.reading() as conn:
            key = find_key(conn, text, self._clock())
        if key is None:
            raise Stranger(shown=True)
        self._note_use(key)
        return Admission(key.principal, key)

    def _by_token(self, text: str) -> Admission:
        if self._issuer is None:
            raise Stranger(shown=True)
        try:
            judged = self._issuer.judge(text)
        except BadToken:
            raise Stranger(shown=True) from None
        return Admission(judged.principal, until=judged.until)

    def _by_session(self, request: HTTPConnection, secret: str) -> Admission:
        at = self._clock()
        with self.database.reading() as conn:
            session = self._session(conn, secret, at)
        if session is None:
            raise Stranger(shown=True)
        if not is_ours(request.scope["method"], request.headers, secret, encrypted=self._encrypted):
            raise CrossSite
        self._note_seen(session, at)
        return Admission(session.principal, session.key, secret)

    def _session(self, conn: Connection, secret: str, at: datetime) -> Session | None:
        session = find_session(conn, secret, at, self._idle)
        if session is not None and session.key is None and not self._signs_in:
            return None  # What an issuer said counts for as long as it is asked.
        return session

    def _note_use(self, key: Key) -> None:
        today = self._clock().date()
        if key.used_on == today:
            return
        try:
            with self.database.writing() as conn:
                note_use(conn, key.id, today)
        except DatabaseTrouble as error:
            # Keeping books keeps nobody out.
            _log.warning("the use of a key could not be noted: %s", type(error).__name__)

    def _note_seen(self, session: Session, at: datetime) -> None:
        # One that was seen at a time to come, before the clock was set back, is noted anew.
        if abs(at - session.seen_at) < NOTED_EVERY:
            return
        if session.key is not None:
            self._note_use(session.key)
        try:
            with self.database.writing() as conn:
                note_seen(conn, session, at)
        except DatabaseTrouble as error:
            _log.warning("the use of a session could not be noted: %s", type(error).__name__)


def _is_token(text: str) -> bool:
    """Tell whether what is shown is a token, and no key of ours."""
    return not text.startswith(PREFIX)
