"""Bearer tokens of an OpenID Connect issuer, as the alternative to keys of our own."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwt import ClaimsOption

from api.service.security.issuer_keys import IssuerKeys
from api.service.security.settings import OidcSettings
from engine.store.sessions import Issued
from models.access import Principal, Scope

LONGEST = 16_384
"""Characters of a token that are looked at."""

_MALFORMED = (JoseError, ValueError, TypeError, AttributeError, RecursionError)
"""What a text that is no token makes of whoever reads it."""

LATEST = 2**33
"""Seconds since 1970 that are as good as never; what is later than clocks go is no date."""

EVERY_SITE = "*"
"""What a token says of its sites when it means every one."""


LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
"""The event of which a logout token tells (OpenID Connect Back-Channel Logout 1.0)."""

_LOGOUT_TYPE = "logout+jwt"
"""How the header of a logout token says what it is, where it does."""


class BadToken(Exception):
    """A token is none of the issuer's for us, or its time is over."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a token says.

    Attributes:
        principal: who asks.
        until: from when on it says nothing any more.
    """

    principal: Principal
    until: datetime


@dataclass(frozen=True, slots=True)
class SignedOut:
    """What a logout token says.

    Attributes:
        actor: who has signed out, as the audit calls them; None where only the session is named.
        sid: a hash of what the issuer calls the session; None for all of theirs.
        opened_by: later sessions are not meant.
    """

    actor: str | None
    sid: str | None
    opened_by: datetime


class Issuer:
    """Judges the tokens of an issuer.

    The algorithm is one that the settings name, and all that can be named have a public key: so
    neither 'none' nor a signature made with the public key as a shared secret is ever looked at.
    Keys come from the settings' key set alone, never from a token.

    Args:
        settings: whose tokens are taken.
        keys: the issuer's keys.
        clock: the time, in seconds since 1970.
    """

    def __init__(
        self,
        settings: OidcSettings,
        keys: IssuerKeys | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._keys = keys or IssuerKeys(settings.oidc_keys)
        self._clock = clock

    def principal_of(self, token: str) -> Principal:
        """Return who asks with a token; see `judge`."""
        return self.judge(token).principal

    def judge(self, token: str) -> Judged:
        """Say who asks with a token, and until when it says so.

        May wait for the issuer's keys to be fetched.

        Raises:
            BadToken: it does not hold.
            NoKeys: there is nothing to judge it by.
        """
        claims = self._claims(token, self._about_somebody)
        ends = min(claims["exp"], LATEST) + self._settings.oidc_leeway
        until = datetime.fromtimestamp(ends, UTC)
        return Judged(self._principal(claims), until)

    def judge_sign_in(self, token: str, nonce: str) -> Issued:
        """Say who has just signed in, by the token that the issuer gave for it (`id_token`).

        Args:
            token: the token; it must be for us alone, and new.
            nonce: what the issuer was asked to repeat in it.

        Raises:
            BadToken: it does not hold.
            NoKeys: there is nothing to judge it by.
        """
        claims = self._claims(token, self._about_somebody)
        said, client = claims.get("nonce"), self._settings.oidc_audience
        if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
            raise BadToken
        # Whoever else a token is for could have handed it on, unless it says it was made for us.
        others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if others else client) != client:
            raise BadToken
        return Issued(self._principal(claims), _sid(claims))

    def judge_logout(self, token: str) -> SignedOut:
        """Say who has signed out at the issuer, by the token with which it tells (`logout_token`).

        Args:
            token: the token; it must be for us as a client.

        Raises:
            BadToken: it does not hold.
            NoKeys: there is nothing to judge it by.
        """
        claims = self._claims(token, self._about_logout)
        made = max(claims["iat"], 0) + self._settings.oidc_leeway
        opened_by = datetime.fromtimestamp(made, UTC)
        return SignedOut(_actor(claims) if "sub" in claims else None, _sid(claims), opened_by)

    def _claims(
        self, token: str, check: Callable[[dict[str, Any], dict[str, Any]], None]
    ) -> dict[str, Any]:
        if len(token) > LONGEST:
            raise BadToken
        try:
            header = jws.extract_compact(token.encode()).headers()
            algorithm, kid = self._named(header)
            key = self._keys.key_of(kid)
            if key is None:
                raise BadToken
            # Issuers put all sorts of things into a header; of those only 'crit' must be known.
            registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
            claims = jwt.decode(token, key, registry=registry).claims
            check(header, claims)
        except _MALFORMED:
            raise BadToken from None
        return claims

    def _named(self, header: dict[str, Any]) -> tuple[str, str | None]:
        algorithm, kid = header.get("alg"), header.get("kid")
        # A header that must be understood ('crit') and is not would change what the token means.
        if algorithm not in self._settings.oidc_algorithms or "crit" in header:
            raise BadToken
        if not isinstance(kid, str | None):
            raise BadToken
        return algorithm, kid

    def _about_somebody(self, header: dict[str, Any], claims: dict[str, Any]) -> None:
        # A token that tells of something that has happened opens nothing (RFC 8417).
        if _type_of(header) == _LOGOUT_TYPE or "events" in claims:
            raise BadToken
        self._check(claims, sub={"essential": True})

    def _about_logout(self, header: dict[str, Any], claims: dict[str, Any]) -> None:
        # With a nonce it would be a token that somebody signs in with.
        if _type_of(header) not in {"jwt", _LOGOUT_TYPE} or "nonce" in claims:
            raise BadToken
        events = claims.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict):
            raise BadToken
        if not {"sub", "sid"} & set(claims) or not isinstance(claims.get("sid", "one"), str):
            raise BadToken
        must, may = ClaimsOption(essential=True), ClaimsOption(allow_blank=False)
        self._check(claims, iat=must, jti=must, sub=may, sid=may)

    def _check(self, claims: dict[str, Any], **others: ClaimsOption) -> None:
        settings = self._settings
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock()),
            leeway=settings.oidc_leeway,
            iss={"essential": True, "value": settings.oidc_issuer},
            aud={"essential": True, "value": settings.oidc_audience},
            exp={"essential": True},
            **others,
        )
        registry.validate(claims)

    def _principal(self, claims: dict[str, Any]) -> Principal:
        settings = self._settings
        said = _words(claims.get(settings.oidc_scope_claim))
        scopes = [settings.meanings[word] for word in said if word in settings.meanings]
        highest = max(scopes, key=list(Scope).index, default=None)
        sites = frozenset(_words(claims.get(settings.oidc_sites_claim)))
        return Principal(_actor(claims), highest, None if EVERY_SITE in sites else sites)


def _type_of(header: dict[str, Any]) -> str:
    """Return what a header says that a token is; a plain one where it says nothing."""
    return str(header.get("typ", "jwt")).lower().removeprefix("application/")


def _actor(claims: dict[str, Any]) -> str:
    # The subject may be somebody's address; the audit knows it by a hash.
    return f"oidc:{_hidden(claims, 'sub')[:24]}"


def _sid(claims: dict[str, Any]) -> str | None:
    said = claims.get("sid")
    return _hidden(claims, "sid") if isinstance(said, str) and said else None


def _hidden(claims: dict[str, Any], name: str) -> str:
    return hashlib.sha256(f"{claims['iss']}\n{claims[name]}".encode()).hexdigest()


def _words(claim: object) -> tuple[str, ...]:
    """Read a claim that is a list of texts, or one text of words."""
    if isinstance(claim, str):
        return tuple(claim.split())
    if isinstance(claim, list):
        return tuple(each for each in claim if isinstance(each, str))
    return ()
