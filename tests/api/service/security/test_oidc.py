"""Bearer tokens: what a good one grants, and that none of the usual attacks gets through."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from api.service.security.issuer_keys import IssuerKeys, NoKeys
from api.service.security.oidc import BadToken, Issuer
from models.access import Principal, Scope
from tests.api.service.security.tokens import (
    AUDIENCE,
    EC,
    ISSUER,
    OIDC,
    PUBLISHED,
    RSA,
    STRANGE,
    claims,
    key_set,
    token,
)


def issuer(published: bytes = PUBLISHED, **changed: Any) -> Issuer:
    keys = IssuerKeys("file", read=lambda _: published)
    return Issuer(replace(OIDC, **changed), keys, clock=time.time)


def refused(text: str, judge: Issuer | None = None) -> bool:
    try:
        (judge or issuer()).principal_of(text)
    except BadToken:
        return True
    return False


def segment(part: object) -> str:
    text = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def test_a_token_grants_what_its_claims_mean() -> None:
    who = issuer().principal_of(token())

    assert who == Principal(who.actor, Scope.PROPOSE, frozenset({"corner"}))


def test_the_subject_is_known_by_a_hash_that_stays_the_same() -> None:
    one = issuer().principal_of(token(sub="jane@example.org")).actor
    same = issuer().principal_of(token(EC, "ES256", sub="jane@example.org")).actor
    other = issuer().principal_of(token(sub="joan@example.org")).actor

    assert one == same != other
    assert one.startswith("oidc:")
    assert "jane" not in one


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("huddle:read", Scope.READ),
        ("huddle:publish huddle:read", Scope.PUBLISH),
        (["huddle:admin", "x"], Scope.ADMIN),
        ("openid email", None),
        ("", None),
        ({"huddle:admin": True}, None),
        (["huddle:admin", 7, None], Scope.ADMIN),
        ("admin", None),
    ],
)
def test_the_highest_scope_counts(said: object, scope: Scope | None) -> None:
    assert issuer().principal_of(token(scope=said)).scope == scope


def test_without_a_scope_claim_there_is_no_scope() -> None:
    assert issuer().principal_of(token(scope=None)).scope is None


@pytest.mark.parametrize(
    ("said", "sites"),
    [
        ("*", None),
        (["*"], None),
        (["a", "b"], {"a", "b"}),
        ("a b", {"a", "b"}),
        ([], set()),
        (None, set()),
        (True, set()),
    ],
)
def test_sites_are_those_that_the_claim_names(said: object, sites: set[str] | None) -> None:
    assert issuer().principal_of(token(huddle_sites=said)).sites == sites


def test_claims_and_words_are_as_the_settings_say() -> None:
    judge = issuer(
        oidc_scope_claim="roles",
        oidc_scopes=("desk=publish", "https://x/=y=admin"),
        oidc_sites_claim="offices",
    )

    who = judge.principal_of(token(roles=["desk"], offices=["east"]))

    assert who.scope == Scope.PUBLISH
    assert who.sites == frozenset({"east"})
    assert judge.principal_of(token(roles="https://x/=y")).scope == Scope.ADMIN


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://login.example.org"},
        {"iss": "https://evil.example.org/"},
        {"iss": [ISSUER, "https://evil.example.org/"]},
        {"iss": None},
        {"aud": "other"},
        {"aud": ["other", "another"]},
        {"aud": []},
        {"aud": {"huddle": 1}},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"exp": None},
        {"exp": 0},
        {"exp": "9999999999"},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"nbf": 9_999_999_999},
        {"nbf": "soon"},
        {"iat": 9_999_999_999},
    ],
    ids=str,
)
def test_a_token_whose_claims_do_not_hold_is_refused(changed: dict[str, Any]) -> None:
    assert refused(token(**changed))


def test_one_audience_among_others_will_do() -> None:
    assert not refused(token(aud=["other", AUDIENCE]))


def test_clocks_may_differ_a_little() -> None:
    now = int(time.time())

    assert not refused(token(exp=now - 30, nbf=now + 30, iat=now + 30))
    assert refused(token(exp=now - 90))
    assert refused(token(nbf=now + 90))
    assert refused(token(iat=now + 90))
    assert refused(token(exp=now - 30), issuer(oidc_leeway=1))


def test_a_token_of_no_algorithm_is_refused() -> None:
    for alg in ("none", "None", "NONE", "nOnE"):
        unsigned = f"{segment({'alg': alg, 'kid': 'rsa-1'})}.{segment(claims())}"
        assert refused(f"{unsigned}.")
        assert refused(f"{unsigned}.{token().rpartition('.')[2]}")


def test_the_public_key_is_no_shared_secret() -> None:
    """The attack: sign by HMAC with what everybody knows, and say HS256."""
    for secret in (RSA.as_pem(private=False), RSA.as_der(private=False), PUBLISHED):
        said = f"{segment({'alg': 'HS256', 'kid': 'rsa-1'})}.{segment(claims())}"
        made = hmac.new(secret, said.encode(), hashlib.sha256).digest()
        assert refused(f"{said}.{segment(made)}")


def test_a_shared_secret_in_the_key_set_is_passed_over() -> None:
    secret = OctKey.import_key({"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQ", "kid": "s"})
    document = json.loads(PUBLISHED)
    document["keys"].append(secret.as_dict(private=True))
    judge = issuer(json.dumps(document).encode())

    assert refused(token(secret, "HS256"), judge)
    assert not refused(token(), judge)


@pytest.mark.parametrize("alg", ["RS384", "RS512", "PS256"])
def test_an_algorithm_that_is_not_set_is_refused(alg: str) -> None:
    text = token(RSAKey.import_key(RSA.as_dict(private=True) | {"alg": alg}), alg)

    assert refused(text)


def test_a_key_is_used_for_its_own_algorithm_alone() -> None:
    text = token(RSAKey.import_key(RSA.as_dict(private=True) | {"alg": "RS512"}), "RS512")

    assert refused(text, issuer(oidc_algorithms=("RS256", "RS512")))


def test_somebody_elses_signature_is_refused() -> None:
    assert refused(token(STRANGE))


def test_a_key_in_the_token_itself_counts_for_nothing() -> None:
    own = STRANGE.as_dict(private=False)
    for header in ({"jwk": own}, {"jku": "https://evil.example.org/keys"}, {"x5u": "https://e/"}):
        forged = token(STRANGE, header={"kid": "rsa-1"} | header)
        assert refused(forged)


@pytest.mark.parametrize("kid", ["rsa-2", "", "../../etc/passwd", 7, ["rsa-1"], None])
def test_a_key_that_the_issuer_does_not_have_is_refused(kid: object) -> None:
    body = token().split(".", 1)[1]

    assert refused(f"{segment({'alg': 'RS256', 'kid': kid})}.{body}")


def test_a_token_that_names_no_key_is_judged_by_the_only_one() -> None:
    unnamed = token(EC, "ES256", header={"kid": None})

    assert not refused(unnamed, issuer(key_set(EC)))
    assert refused(unnamed, issuer(key_set(EC, RSA)))


def test_changed_claims_are_refused() -> None:
    head, _, signature = token().split(".")

    assert refused(f"{head}.{segment(claims(scope='huddle:admin'))}.{signature}")


def signed_by_hand(header: dict[str, Any]) -> str:
    """Sign a header that no library would."""
    private = RSA.private_key
    assert private is not None
    said = f"{segment({'alg': 'RS256', 'kid': 'rsa-1'} | header)}.{segment(claims())}"
    return f"{said}.{segment(private.sign(said.encode(), PKCS1v15(), SHA256()))}"


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["x"], "x": 1},
        {"crit": ["b64"], "b64": True},
        {"crit": []},
        {"crit": "x"},
        {"crit": None},
    ],
    ids=str,
)
def test_what_must_be_understood_is_refused(header: dict[str, Any]) -> None:
    assert not refused(signed_by_hand({"x5t": "whatever", "nonce": 1}))
    assert refused(signed_by_hand(header))


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "a.b.c.d.e",
        f"{segment([])}.e30.",
        f"{segment('x')}.e30.",
        f"{segment(7)}.e30.",
        f"{segment(None)}.e30.",
        f"{segment({})}.e30.",
        f"{segment({'alg': ['RS256']})}.e30.",
        f"{segment({'alg': {}})}.e30.",
        f"{segment(b'[' * 300)}.e30.",
        "ä.ö.ü",
        "\ud800.x.y",
        "x" * 20_000,
    ],
    ids=lambda text: ascii(text[:20]),
)
def test_what_is_no_token_is_refused(text: str) -> None:
    assert refused(text)


def test_claims_that_are_no_object_are_refused() -> None:
    for body in (b"[]", b'"x"', b"7", b"null", b"{", b"[" * 5000):
        assert refused(jws.serialize_compact({"alg": "RS256", "kid": "rsa-1"}, body, RSA))


def test_without_the_issuers_keys_nothing_is_said_of_a_token() -> None:
    def nothing(_: str) -> bytes:
        raise OSError

    judge = Issuer(OIDC, IssuerKeys("file", read=nothing))

    with pytest.raises(NoKeys):
        judge.principal_of(token())
