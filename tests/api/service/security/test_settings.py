"""The door's settings out of the environment, and what is refused of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.service.security.settings import OidcSettings, SecuritySettings, SignInSettings
from api.service.settings import Settings
from models.access import Scope
from models.errors import BadInput

OIDC = {
    "HUDDLE_OIDC_ISSUER": "https://login.example.org/",
    "HUDDLE_OIDC_AUDIENCE": "huddle",
    "HUDDLE_OIDC_KEYS": "https://login.example.org/keys",
}


def read(environment: dict[str, str]) -> SecuritySettings:
    return SecuritySettings.of(Settings.from_environment(environment))


def refusals(environment: dict[str, str]) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read(environment)
    return [fault.field for fault in refused.value.faults]


def test_nothing_set_is_the_default_and_not_open() -> None:
    settings = read({"HUDDLE_HOME": "/srv"})

    assert settings == SecuritySettings()
    assert not settings.open
    assert not settings.encrypted
    assert settings.oidc is None


def test_each_setting_has_its_variable(tmp_path: Path) -> None:
    pem = tmp_path / "tls.pem"
    pem.touch()
    settings = read(
        {
            "HUDDLE_OPEN": "1",
            "HUDDLE_TRUSTED_HOSTS": "huddle.example.org, *.local",
            "HUDDLE_TRUSTED_PROXY": "10.0.0.7, 10.1.0.0/16,::1",
            "HUDDLE_TLS_CERTIFICATE": str(pem),
            "HUDDLE_TLS_KEY": str(pem),
            "HUDDLE_RATE": "0.5",
            "HUDDLE_BURST": "3",
            "HUDDLE_CONCURRENCY": "4",
            "HUDDLE_CONCURRENCY_PER_KEY": "5",
            "HUDDLE_SESSION_IDLE_MINUTES": "6",
            "HUDDLE_SESSION_HOURS": "7",
            "HUDDLE_SERVICES": "2",
        }
    )

    assert settings == SecuritySettings(
        open=True,
        trusted_hosts=("huddle.example.org", "*.local"),
        trusted_proxy=("10.0.0.7/32", "10.1.0.0/16", "::1/128"),
        tls_certificate=str(pem),
        tls_key=str(pem),
        rate=0.5,
        burst=3,
        concurrency=4,
        concurrency_per_key=5,
        session_idle_minutes=6,
        session_hours=7,
        services=2,
    )


def test_an_issuer_is_set_whole(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.touch()
    more = {
        "HUDDLE_OIDC_KEYS": str(keys),
        "HUDDLE_OIDC_ALGORITHMS": "ES256,Ed25519",
        "HUDDLE_OIDC_LEEWAY": "5",
        "HUDDLE_OIDC_SCOPE_CLAIM": "roles",
        "HUDDLE_OIDC_SCOPES": "desk=publish, https://x/=y=admin",
        "HUDDLE_OIDC_SITES_CLAIM": "offices",
    }

    oidc = read(OIDC | more).oidc

    assert oidc is not None
    assert oidc.oidc_algorithms == ("ES256", "Ed25519")
    assert oidc.meanings == {"desk": Scope.PUBLISH, "https://x/=y": Scope.ADMIN}
    assert (oidc.oidc_leeway, oidc.oidc_keys) == (5, str(keys))


def test_by_default_scopes_are_called_as_here() -> None:
    assert OidcSettings().meanings == {f"huddle:{scope}": scope for scope in Scope}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HUDDLE_OPEN", "perhaps"),
        ("HUDDLE_RATE", "0"),
        ("HUDDLE_RATE", "nan"),
        ("HUDDLE_RATE", "inf"),
        ("HUDDLE_BURST", "1.5"),
        ("HUDDLE_CONCURRENCY", "-1"),
        ("HUDDLE_SESSION_HOURS", "long"),
        ("HUDDLE_TRUSTED_PROXY", "*"),
        ("HUDDLE_TRUSTED_PROXY", "10.0.0.0/99"),
        ("HUDDLE_TRUSTED_HOSTS", "*"),
        ("HUDDLE_TRUSTED_HOSTS", "https://huddle.example.org"),
    ],
)
def test_what_makes_no_sense_is_refused(variable: str, value: str) -> None:
    assert refusals({variable: value}) == [variable]


@pytest.mark.parametrize(
    "algorithm", ["HS256", "none", "RS256,HS256", "rs256", "RSA-OAEP", "EdDSA"]
)
def test_no_algorithm_with_a_shared_secret_can_be_set(algorithm: str) -> None:
    assert refusals(OIDC | {"HUDDLE_OIDC_ALGORITHMS": algorithm}) == ["HUDDLE_OIDC_ALGORITHMS"]


@pytest.mark.parametrize("keys", ["http://login.example.org/keys", "ftp://x/", "no-such.json"])
def test_keys_do_not_come_from_just_anywhere(keys: str) -> None:
    assert refusals(OIDC | {"HUDDLE_OIDC_KEYS": keys}) == ["HUDDLE_OIDC_KEYS"]


def test_an_issuer_by_half_is_refused() -> None:
    missing = ["HUDDLE_OIDC_AUDIENCE", "HUDDLE_OIDC_KEYS"]

    assert refusals({"HUDDLE_OIDC_ISSUER": "https://login.example.org/"}) == missing


@pytest.mark.parametrize("scopes", ["desk=boss", "desk", "=read,desk="])
def test_meanings_that_mean_nothing_are_refused(scopes: str) -> None:
    assert refusals(OIDC | {"HUDDLE_OIDC_SCOPES": scopes}) == ["HUDDLE_OIDC_SCOPES"]


def test_tls_takes_a_certificate_and_its_key(tmp_path: Path) -> None:
    pem = tmp_path / "tls.pem"
    pem.touch()

    assert refusals({"HUDDLE_TLS_CERTIFICATE": str(pem)}) == ["HUDDLE_TLS_KEY"]
    assert refusals({"HUDDLE_TLS_KEY": str(pem)}) == ["HUDDLE_TLS_KEY"]


def test_signing_in_at_an_issuer_is_off_until_it_is_set() -> None:
    assert read(OIDC).sign_in is None
    more = {
        "HUDDLE_OIDC_CLIENT_ID": "huddle-web",
        "HUDDLE_OIDC_CLIENT_SECRET": "s3cret",
        "HUDDLE_OIDC_ASKS": "openid roles",
        "HUDDLE_PUBLIC_URL": "https://huddle.example.org",
    }

    sign_in = read(OIDC | more | {"HUDDLE_OIDC_ASKS": "openid, roles"}).sign_in

    assert sign_in == SignInSettings(
        "huddle-web", "https://huddle.example.org", "s3cret", ("openid", "roles")
    )
    assert "s3cret" not in repr(sign_in)
