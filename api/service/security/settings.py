"""What whoever runs the service may set about its door, by variables named HUDDLE_..."""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from models.access import Scope
from models.errors import BadInput, Fault

ASYMMETRIC = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519"),
)
"""Signatures that are checked with a public key; no other kind is ever accepted."""


@dataclass(frozen=True)
class OidcSettings:
    """Whose bearer tokens are taken, and what they allow.

    Attributes:
        oidc_issuer: the `iss` that a token must have, to the letter.
        oidc_audience: the `aud` that a token must have, or have among others.
        oidc_keys: the issuer's key set (JWKS): an https address, or a file for machines without
            network.
        oidc_algorithms: signatures that are taken, out of `ASYMMETRIC`.
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
        oidc: whose bearer tokens are taken; None takes keys alone.
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
    oidc: OidcSettings | None = field(default=None)

    @property
    def encrypted(self) -> bool:
        """Whether whoever asks speaks TLS, to us or to the proxy before us."""
        return bool(self.tls_certificate or self.trusted_proxy)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> SecuritySettings:
        """Read the settings; HUDDLE_TLS_KEY sets `tls_key`, and so on; commas divide a list.

        Raises:
            BadInput: a value makes no sense; every fault names its variable.
        """
        environment = os.environ if environment is None else environment
        faults: list[Fault] = []
        own = _read(cls, environment, faults)
        oidc = _read(OidcSettings, environment, faults)
        if faults:
            raise BadInput(faults)
        settings = cls(**own, oidc=OidcSettings(**oidc) if oidc else None)
        faults = [*_faults(settings), *(_oidc_faults(settings.oidc) if settings.oidc else ())]
        if faults:
            raise BadInput(faults)
        return settings


def variables() -> dict[str, object]:
    """Return the name of every variable about the door, with what holds where it is not set."""
    own = {_variable(each.name): each.default for each in fields(SecuritySettings)}
    oidc = {_variable(each.name): each.default for each in fields(OidcSettings)}
    del own[_variable("oidc")]
    return own | oidc


def _variable(name: str) -> str:
    return f"HUDDLE_{name.upper()}"


def _read(
    kind: type[OidcSettings | SecuritySettings],
    environment: Mapping[str, str],
    faults: list[Fault],
) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for each in fields(kind):
        name = _variable(each.name)
        if each.name == "oidc" or not environment.get(name):
            continue
        try:
            given[each.name] = _value(environment[name], each.default)
        except ValueError as error:
            faults.append(Fault(name, "", "not a usable setting", str(error)))
    return given


def _value(text: str, default: object) -> object:
    """Read a value of the kind that its default is of."""
    match default:
        case bool():
            if text not in {"0", "1"}:
                raise ValueError("write 1 for yes, or 0 for no")
            return text == "1"
        case int() | float():
            kind, said = (
                (int, "a whole number") if isinstance(default, int) else (float, "a number")
            )
            try:
                number = kind(text)
            except ValueError:
                number = kind(-1)
            if not math.isfinite(number) or number <= 0:
                raise ValueError(f"write {said} above 0")
            return number
        case tuple():
            return tuple(word for word in (part.strip() for part in text.split(",")) if word)
        case _:
            return text


def _faults(settings: SecuritySettings) -> list[Fault]:
    found = []
    pair = {"tls_certificate": settings.tls_certificate, "tls_key": settings.tls_key}
    for name, path in pair.items():
        if not path and any(pair.values()):
            found.append(_fault(name, "missing", "name both the certificate and its key"))
        elif path and not Path(path).is_file():
            found.append(_fault(name, "there is no such file", "name a PEM file"))
    for address in settings.trusted_proxy:
        try:
            ipaddress.ip_network(address)
        except ValueError:
            expected = "write addresses or networks like 10.0.0.7 or 10.0.0.0/24"
            found.append(_fault("trusted_proxy", "no address", expected))
    for host in settings.trusted_hosts:
        if "*" in host.removeprefix("*.") or "/" in host:
            expected = "write names like huddle.example.org or *.example.org"
            found.append(_fault("trusted_hosts", "no host name", expected))
    return found


def _oidc_faults(oidc: OidcSettings) -> list[Fault]:
    found = [
        _fault(name, "missing", "issuer, audience and keys belong together")
        for name in ("oidc_issuer", "oidc_audience", "oidc_keys")
        if not getattr(oidc, name)
    ]
    if oidc.oidc_keys and not _is_key_source(oidc.oidc_keys):
        expected = "write an https:// address, or the path of a file with the key set"
        found.append(_fault("oidc_keys", "nowhere to find keys", expected))
    if unknown := set(oidc.oidc_algorithms) - set(ASYMMETRIC):
        expected = f"write some of {', '.join(ASYMMETRIC)}"
        problem = f"{', '.join(sorted(unknown))[:40]} is not accepted"
        found.append(_fault("oidc_algorithms", problem, expected))
    try:
        meant = all(oidc.meanings)
    except ValueError:
        meant = False
    if not meant:
        scopes = ", ".join(Scope)
        expected = f"write word=scope with commas between; the scopes are {scopes}"
        found.append(_fault("oidc_scopes", "no meanings of words", expected))
    return found


def _is_key_source(place: str) -> bool:
    if place.startswith("https://"):
        return True
    # On this machine nobody stands between; anywhere else keys over http could be anybody's.
    if place.startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
        return True
    return "://" not in place and Path(place).is_file()


def _fault(name: str, problem: str, expected: str) -> Fault:
    return Fault(_variable(name), "", problem, expected)
