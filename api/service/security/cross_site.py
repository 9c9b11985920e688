"""No other site can act through a browser that is signed in here.

A cookie goes along with a request whoever made the page that sends it. So what changes something
by a session must show two things more: the browser's word that the page is ours, and a token that
only our page can know. `SameSite=Strict` on the cookie is the third.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from starlette.datastructures import Headers

TOKEN_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def token_of(session: str) -> str:
    """Return the token for a session's page: derived from its secret, so that none is stored.

    Args:
        session: the secret in the session's cookie, which no page can read.
    """
    made = hmac.new(session.encode(), b"huddle: token of a page", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def is_ours(method: str, headers: Headers, session: str, *, encrypted: bool) -> bool:
    """Tell whether a request with a session's cookie comes from a page of ours.

    Args:
        method: of HTTP.
        headers: what the request says.
        session: the secret in its cookie.
        encrypted: whether browsers reach us by TLS: then a page without it is not ours, for
            anybody on the way could have written it.
    """
    if method in SAFE_METHODS:
        return True
    shown = headers.get(TOKEN_HEADER, "").encode()
    right = hmac.compare_digest(shown, token_of(session).encode())
    return right and _same_origin(headers, encrypted=encrypted)


def is_elsewhere(method: str, headers: Headers) -> bool:
    """Tell whether a browser says that another site's page asks for a change.

    For where no key is asked for: there every page of the web could act here, through a browser
    on this machine. What is no browser says nothing of the kind.
    """
    if method in SAFE_METHODS:
        return False
    if "sec-fetch-site" in headers or "origin" in headers:
        return not _same_origin(headers, encrypted=False)
    return False


def _same_origin(headers: Headers, *, encrypted: bool) -> bool:
    # Pages cannot set either header. What sends neither is no browser, and has no use for a cookie.
    where = headers.get("sec-fetch-site")
    if where is not None:
        return where == "same-origin"
    host, origin = headers.get("host", "").lower(), headers.get("origin", "").lower()
    schemes = ("https",) if encrypted else ("https", "http")
    return bool(host) and origin in {f"{scheme}://{host}" for scheme in schemes}
