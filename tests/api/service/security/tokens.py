"""An issuer of bearer tokens, made for the tests, and what somebody up to no good makes of it."""

from __future__ import annotations

import json
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

from api.service.security.settings import OidcSettings

ISSUER, AUDIENCE = "https://login.example.org/", "huddle"
OIDC = OidcSettings(oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_keys="keys.json")

RSA = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig", "alg": "RS256"})
EC = ECKey.generate_key("P-256", {"kid": "ec-1", "use": "sig"})
STRANGE = RSAKey.generate_key(2048, {"kid": "rsa-1"})
"""A key of somebody else's, under the name of one of the issuer's."""


def key_set(*keys: Key) -> bytes:
    """Write the key set that an issuer publishes."""
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


PUBLISHED = key_set(RSA, EC)


def claims(**changed: Any) -> dict[str, Any]:
    """Return claims that hold, with some changed; None leaves one out."""
    now = int(time.time())
    said = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "user-7",
        "iat": now,
        "nbf": now,
        "exp": now + 300,
        "scope": "openid huddle:propose",
        "huddle_sites": ["corner"],
    }
    return {name: value for name, value in (said | changed).items() if value is not None}


def token(
    key: Key = RSA,
    alg: str = "RS256",
    header: dict[str, Any] | None = None,
    **changed: Any,
) -> str:
    """Return a token signed with a key."""
    said = {"alg": alg, "kid": key.kid} | (header or {})
    kept = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(kept, claims(**changed), key, algorithms=[alg])
