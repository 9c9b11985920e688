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

from api.service.security.issuer_keys import IssuerKeys
from api.service.security.settings import OidcSettings
from models.access import Principal, Scope

LONGEST = 16_384
"""Characters of a token that are looked at."""

_MALFORMED = (JoseError, ValueError, TypeError, AttributeError, RecursionError)
"""What a text that is no token makes of whoever reads it."""

LATEST = 2**33
"""Seconds since 1970 that are as good as never; what is later than clocks go is no date."""

EVERY_SITE = "*"
"""What a token says of its sites when it means every one."""


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


class Issuer:
    """Judges bearer tokens.

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
        claims = self._claims(token)
        ends = min(claims["exp"], LATEST) + self._settings.oidc_leeway
        until = datetime.fromtimestamp(ends, UTC)
        return Judged(self._principal(claims), until)

    def judge_sign_in(self, token: str, nonce: str) -> Principal:
        """Say who has just signed in, by the token that the issuer gave for it (`id_token`).

        Args:
            token: the token; it must be for us alone, and new.
            nonce: what the issuer was asked to repeat in it.

        Raises:
            BadToken: it does not hold.
            NoKeys: there is nothing to judge it by.
        """
        claims = self._claims(token)
        said, client = claims.get("nonce"), self._settings.oidc_audience
        if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
            raise BadToken
        # Whoever else a token is for could have handed it on, unless it says it was made for us.
        others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if others else client) != client:
            raise BadToken
        return self._principal(claims)

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > LONGEST:
            raise BadToken
        try:
            algorithm, kid = self._header(token)
            key = self._keys.key_of(kid)
            if key is None:
                raise BadToken
            # Issuers put all sorts of things into a header; of those only 'crit' must be known.
            registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
            claims = jwt.decode(token, key, registry=registry).claims
            self._check(claims)
        except _MALFORMED:
            raise BadToken from None
        return claims

    def _header(self, token: str) -> tuple[str, str | None]:
        header = jws.extract_compact(token.encode()).headers()
        algorithm, kid = header.get("alg"), header.get("kid")
        # A header that must be understood ('crit') and is not would change what the token means.
        if algorithm not in self._settings.oidc_algorithms or "crit" in header:
            raise BadToken
        if not isinstance(kid, str | None):
            raise BadToken
        return algorithm, kid

    def _check(self, claims: dict[str, Any]) -> None:
        settings = self._settings
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock()),
            leeway=settings.oidc_leeway,
            iss={"essential": True, "value": settings.oidc_issuer},
            aud={"essential": True, "value": settings.oidc_audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        registry.validate(claims)

    def _principal(self, claims: dict[str, Any]) -> Principal:
        settings = self._settings
        said = _words(claims.get(settings.oidc_scope_claim))
        scopes = [settings.meanings[word] for word in said if word in settings.meanings]
        highest = max(scopes, key=list(Scope).index, default=None)
        sites = frozenset(_words(claims.get(settings.oidc_sites_claim)))
        # The subject may be somebody's address; the audit knows it by a hash.
        subject = f"{claims['iss']}\n{claims['sub']}".encode()
        actor = f"oidc:{hashlib.sha256(subject).hexdigest()[:24]}"
        return Principal(actor, highest, None if EVERY_SITE in sites else sites)


def _words(claim: object) -> tuple[str, ...]:
    """Read a claim that is a list of texts, or one text of words."""
    if isinstance(claim, str):
        return tuple(claim.split())
    if isinstance(claim, list):
        return tuple(each for each in claim if isinstance(each, str))
    return ()
