"""What whoever runs the service may set about its door, by variables named HUDDLE_..."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Self

from api.service.settings import Settings
from models.access import Scope


@dataclass(frozen=True)
class OidcSettings:
    """Whose bearer tokens are taken, and what they allow.

    Attributes:
        oidc_issuer: the `iss` that a token must have, to the letter.
        oidc_audience: the `aud` that a token must have, or have among others.
        oidc_keys: the issuer's key set (JWKS): an https address, or a file for machines without
            network.
        oidc_algorithms: signatures that are taken, with a public key.
        oidc_leeway: seconds by which the clocks may differ.
        oidc_scope_claim: the claim with what the token allows: a list, or words with blanks.
        oidc_scopes: what its words mean here: word by scope ('huddle:read=read', ...).
        oidc_sites_claim: the claim with the sites, written likewise; '*' is every site.
    """

    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_keys: str = ""
    oidc_algorithms: tuple[str, ...] = ("RS256", "ES256")
    oidc_leeway: int = 60
    oidc_scope_claim: str = "scope"
    oidc_scopes: tuple[str, ...] = tuple(f"huddle:{scope}={scope}" for scope in Scope)
    oidc_sites_claim: str = "huddle_sites"

    @property
    def meanings(self) -> dict[str, Scope]:
        """What a token's words mean here."""
        pairs = (each.rpartition("=") for each in self.oidc_scopes)
        return {word: Scope(scope) for word, _, scope in pairs}


@dataclass(frozen=True)
class SignInSettings:
    """As whom people are sent to the issuer, and where they come back.

    Attributes:
        oidc_client_id: our name there.
        public_url: where browsers reach the service, without a path.
        oidc_client_secret: the secret that goes with the name; empty for a public client.
        oidc_asks: what the issuer is asked for, 'openid' among it.
    """

    oidc_client_id: str
    public_url: str
    oidc_client_secret: str = field(default="", repr=False)
    oidc_asks: tuple[str, ...] = ("openid",)


@dataclass(frozen=True)
class SecuritySettings:
    """Who is let in, how much each may ask, and how the service may be reached.

    Attributes:
        open: no door at all, for one person on their own machine; loopback only.
        trusted_hosts: host names that the service answers to; none listed is any.
        trusted_proxy: addresses or networks of the proxies that end TLS and may say who asks.
        tls_certificate: file with the certificate chain (PEM); empty is no TLS of our own.
        tls_key: file with its private key (PEM).
        rate: requests a second that one key may go on making.
        burst: requests that it may make at once before the rate holds.
        concurrency: requests answered at a time, of all keys.
        concurrency_per_key: requests answered at a time, of one key.
        session_idle_minutes: after how long without a request a session ends.
        session_hours: after how long it ends in any case.
        services: processes of the installation that answer; each lets through its share.
        oidc: whose bearer tokens are taken; None takes keys alone.
        sign_in: how people sign in at that issuer; None has them sign in with a key alone.
    """

    open: bool = False
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxy: tuple[str, ...] = ()
    tls_certificate: str = ""
    tls_key: str = ""
    rate: float = 50.0
    burst: int = 200
    concurrency: int = 256
    concurrency_per_key: int = 64
    session_idle_minutes: int = 30
    session_hours: int = 12
    services: int = 1
    oidc: OidcSettings | None = field(default=None)
    sign_in: SignInSettings | None = field(default=None)

    @property
    def encrypted(self) -> bool:
        """Whether whoever asks speaks TLS, to us or to the proxy before us."""
        return bool(self.tls_certificate or self.trusted_proxy)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what the settings say of the door."""
        said: dict[str, Any] = {
            "trusted_proxy": tuple(str(each) for each in settings.trusted_proxy),
            "tls_certificate": str(settings.tls_certificate or ""),
            "tls_key": str(settings.tls_key or ""),
        }
        own = {each.name for each in fields(cls)} - {"oidc", "sign_in", *said}
        oidc = None
        if settings.oidc_issuer is not None:
            oidc = OidcSettings(
                **{each.name: getattr(settings, each.name) for each in fields(OidcSettings)}
            )
        sign_in = None
        if settings.oidc_client_id is not None and settings.public_url is not None:
            sign_in = SignInSettings(
                oidc_client_id=settings.oidc_client_id,
                public_url=settings.public_url,
                oidc_client_secret=settings.oidc_client_secret.get_secret_value(),
                oidc_asks=settings.oidc_asks,
            )
        plain = {name: getattr(settings, name) for name in own}
        return cls(**plain, **said, oidc=oidc, sign_in=sign_in)
