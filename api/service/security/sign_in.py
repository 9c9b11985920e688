"""Signing in at an OpenID Connect issuer: the authorization code flow, with PKCE, state and nonce.

Nothing is stored for those who are on their way: the browser keeps one secret in a cookie, and
state, nonce and verifier are each made from it. What comes back with another state is another
browser's; a code that somebody else got hold of is worth nothing without the verifier.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from urllib.parse import quote_plus, urlencode, urlsplit, urlunsplit

from api.service.security.discovery import Discovery, NoIssuer, Places, ask
from api.service.security.oidc import BadToken, Issuer, SignedOut
from api.service.security.settings import SignInSettings
from engine.store.sessions import Issued

ANSWER = "/v1/session/issuer/answer"
"""Where the issuer sends people back to."""

LOGOUT = "/v1/session/issuer/logout"
"""Where the issuer says by itself who has signed out there."""

HOME = "/"
"""Where people get to who did not say where they want to go."""

_HERE = re.compile(r"/(?:[A-Za-z0-9._~-][A-Za-z0-9._~/-]{0,498})?", re.ASCII)
"""A path of ours: no other host, which begins with two slashes, and nothing that means something
to a page."""


class NotSignedIn(Exception):
    """Somebody comes back from the issuer, and is not signed in by it."""


class SignIn:
    """Sends people to the issuer, and says who comes back. Its methods wait for the issuer.

    Args:
        settings: as whom we ask, and where we are.
        name: the issuer's name, to the letter.
        issuer: judges what it says of people; its audience is we as a client.
        discovery: knows where it is asked.
    """

    def __init__(
        self, settings: SignInSettings, name: str, issuer: Issuer, discovery: Discovery
    ) -> None:
        self._settings = settings
        self._name = name
        self._issuer = issuer
        self._discovery = discovery
        self._answer = settings.public_url.rstrip("/") + ANSWER

    def begin(self, to: str) -> tuple[str, str]:
        """Return what the browser keeps meanwhile, and where it goes.

        Args:
            to: the path of ours where it is to get in the end.

        Raises:
            NoIssuer: the issuer does not say where.
        """
        kept = f"{secrets.token_urlsafe(32)}.{_written(to.encode())}"
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": self._answer,
            "scope": " ".join(self._settings.oidc_asks),
            "state": _made(kept, "state"),
            "nonce": _made(kept, "nonce"),
            "code_challenge": _written(hashlib.sha256(_made(kept, "verifier").encode()).digest()),
            "code_challenge_method": "S256",
        }
        parts = urlsplit(self._discovery.places().authorization)
        query = "&".join(each for each in (parts.query, urlencode(asked)) if each)
        return kept, urlunsplit(parts._replace(query=query, fragment=""))

    def end(self, kept: str, state: str, code: str, said_by: str | None) -> Issued:
        """Return who has signed in.

        Args:
            kept: what their browser kept.
            state: what the issuer was to repeat.
            code: what the issuer tells more for.
            said_by: who the issuer says it is; None when it does not.

        Raises:
            NotSignedIn: nobody.
            NoIssuer: the issuer cannot be asked.
            NoKeys: what it says cannot be judged.
        """
        if not hmac.compare_digest(state.encode(), _made(kept, "state").encode()):
            raise NotSignedIn
        places = self._discovery.places()
        if said_by != self._name and (said_by is not None or places.names_itself):
            raise NotSignedIn
        status, told = self._exchanged(places, code, _made(kept, "verifier"))
        token = told.get("id_token") if isinstance(told, dict) else None
        if status >= 500:
            raise NoIssuer
        if status != 200 or not isinstance(token, str):
            raise NotSignedIn
        try:
            return self._issuer.judge_sign_in(token, _made(kept, "nonce"))
        except BadToken:
            raise NotSignedIn from None

    def signed_out(self, token: str) -> SignedOut:
        """Return who has signed out at the issuer, as its logout token says.

        Raises:
            BadToken: it does not hold.
            NoKeys: it cannot be judged.
        """
        return self._issuer.judge_logout(token)

    def _exchanged(self, places: Places, code: str, verifier: str) -> tuple[int, object]:
        client, secret = self._settings.oidc_client_id, self._settings.oidc_client_secret
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._answer,
            "code_verifier": verifier,
        }
        headers = {}
        if secret and places.by_header:
            pair = f"{quote_plus(client)}:{quote_plus(secret)}".encode()
            headers["authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        else:
            form |= {"client_id": client} | ({"client_secret": secret} if secret else {})
        return ask(places.token, form, headers)


def is_here(path: str) -> bool:
    """Tell whether a path is one of ours, and leads nowhere else."""
    return _HERE.fullmatch(path) is not None and ".." not in path and "//" not in path


def goes_to(kept: str) -> str:
    """Return where somebody wanted to get who began to sign in; the home where that is not ours."""
    text = kept.partition(".")[2]
    try:
        path = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except ValueError:
        return HOME
    return path if is_here(path) else HOME


def _made(kept: str, what: str) -> str:
    return _written(hmac.digest(kept.encode(), f"huddle: {what}".encode(), hashlib.sha256))


def _written(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()
