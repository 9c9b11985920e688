"""What whoever runs Huddle may set, by environment variables named HUDDLE_..."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from api.service.web_addresses import is_safe
from models.access import Scope
from models.errors import BadInput, Fault


def _listed(given: object) -> object:
    """Read 'a, b' as two words."""
    if isinstance(given, str):
        return tuple(word for word in (part.strip() for part in given.split(",")) if word)
    return given


def _or_nothing(given: object) -> object:
    """Read an empty text, which is all that some files of variables can say, as not set."""
    return None if given == "" else given


Text = Annotated[str | None, BeforeValidator(_or_nothing)]
File = Annotated[Path | None, BeforeValidator(_or_nothing)]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Networks = Annotated[tuple[IPvAnyNetwork, ...], BeforeValidator(_listed)]
PositiveFiniteFloat = Annotated[PositiveFloat, Field(allow_inf_nan=False)]
Seconds = PositiveFiniteFloat
Algorithm = Literal[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"
]
"""Signatures that are checked with a public key; no other kind is ever accepted."""

SCOPES = tuple(str(scope) for scope in Scope)


def state_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder where programs of this user keep their state, and ours in it."""
    environment = os.environ if environment is None else environment
    named = Path(environment.get("XDG_STATE_HOME", ""))
    # A path that is not absolute does not count, says the standard that the variable comes from.
    return (named if named.is_absolute() else Path.home() / ".local" / "state") / "huddle"


class Settings(BaseModel):
    """What is in force. Each field is set by the variable of its name: HUDDLE_ and capitals.

    What a field means stands in its description; a secret shows itself to nobody who only prints
    it (`get_secret_value` has it).
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=True
    )

    home: Path = Field(default_factory=state_folder, description="Folder where state is kept.")
    database_url: SecretStr = Field(
        default_factory=lambda data: SecretStr(f"sqlite:///{data['home'] / 'huddle.db'}"),
        description="Database, as sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    audit_key_file: Path = Field(
        default_factory=lambda data: data["home"] / "audit.key",
        description="File with the key that signs the audit's head.",
    )
    webhook_key_file: Path = Field(
        default_factory=lambda data: data["home"] / "webhook.key",
        description="File with the keys that webhook secrets are sealed with.",
    )
    retention_days: int = Field(
        default=0,
        ge=0,
        le=36_500,
        description="Days after which a site's days are purged if it says nothing; 0 keeps them.",
    )

    listen_host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    listen_port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    tls_certificate: File = Field(
        default=None, description="Certificate chain (PEM) to serve HTTPS with."
    )
    tls_key: File = Field(default=None, description="Private key (PEM) of the certificate.")
    trusted_proxy: Networks = Field(
        default=(),
        description="Addresses or networks of proxies that end TLS and may say who asks.",
    )
    trusted_hosts: Words = Field(
        default=(), description="Host names answered to; *.example.org for all below; none is any."
    )

    open: bool = Field(
        default=False, description="No keys at all: for one person on their own machine."
    )
    rate: PositiveFiniteFloat = Field(
        default=50.0, description="Requests a second that one key may go on making."
    )
    burst: PositiveInt = Field(
        default=200, description="Requests that one key may make before the rate holds."
    )
    concurrency: PositiveInt = Field(
        default=256, description="Requests answered at a time, of all keys."
    )
    concurrency_per_key: PositiveInt = Field(
        default=64, description="Requests answered at a time, of one key."
    )
    services: PositiveInt = Field(
        default=1, description="Processes that answer; each lets through its share of a key's."
    )
    session_idle_minutes: PositiveInt = Field(
        default=30, description="Minutes without a request after which a session ends."
    )
    session_hours: PositiveInt = Field(
        default=12, description="Hours after which a session ends in any case."
    )
    oidc_issuer: Text = Field(default=None, description="Issuer whose bearer tokens are taken.")
    oidc_audience: Text = Field(default=None, description="Audience that a token must be for.")
    oidc_keys: Text = Field(
        default=None, description="The issuer's key set: an https address, or a file."
    )
    oidc_algorithms: Annotated[tuple[Algorithm, ...], BeforeValidator(_listed)] = Field(
        default=("RS256", "ES256"), description="Signatures that are taken."
    )
    oidc_leeway: PositiveInt = Field(
        default=60, description="Seconds by which the issuer's clock may differ."
    )
    oidc_scope_claim: str = Field(
        default="scope", min_length=1, description="Claim with what a token allows."
    )
    oidc_scopes: Words = Field(
        default=tuple(f"huddle:{scope}={scope}" for scope in SCOPES),
        description="What that claim's words mean here, as word=scope.",
    )
    oidc_sites_claim: str = Field(
        default="huddle_sites", min_length=1, description="Claim with a token's sites; * is all."
    )

    oidc_client_id: Text = Field(
        default=None, description="Name by which people are sent to the issuer to sign in."
    )
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret that goes with that name, if there is one."
    )
    oidc_asks: Words = Field(
        default=("openid",), description="Scopes that the issuer is asked for when people sign in."
    )
    public_url: Text = Field(
        default=None, description="Where browsers reach the service, as https://HOST."
    )

    most_bytes: PositiveInt = Field(
        default=10_000_000, description="Largest request body, in bytes."
    )
    body_seconds: Seconds = Field(
        default=30.0, description="Longest time in which a request's body must have come."
    )
    longest_deadline: Annotated[Seconds, Field(ge=1)] = Field(
        default=60.0, description="Largest deadline that may be asked for, in seconds."
    )
    most_variants: PositiveInt = Field(
        default=20, description="Variants that one what-if question may have."
    )

    solves: PositiveInt = Field(
        default=2, description="Solves at the same time; more are told to wait or come back."
    )
    workers: int = Field(
        default=0, ge=0, description="Threads for one solve; 0 leaves it to the engine."
    )
    lanes: int = Field(
        default=0, ge=0, description="Solves at a time in one worker; 0 is what its cores allow."
    )
    solve_deadline: Annotated[Seconds, Field(ge=0)] = Field(
        default=15.0, description="Seconds for the solve that an accepted event starts."
    )
    takeover_seconds: Seconds = Field(
        default=15.0, description="Silence after which a worker's jobs are taken over."
    )
    shutdown_seconds: Seconds = Field(
        default=5.0, description="Time that running solves are given to end with an answer."
    )

    webhook_allow_private: bool = Field(
        default=False, description="Whether webhooks may go to private and loopback addresses."
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="From which level on Huddle logs: debug, info, warning, error."
    )
    log_format: Literal["json", "text"] = Field(
        default="json", description="Log lines as json, or as text for people."
    )
    metrics: bool = Field(default=True, description="Whether /metrics answers, for Prometheus.")
    worker_metrics_port: int = Field(
        default=0, ge=0, le=65535, description="Port of a worker's /metrics; 0 has none."
    )
    otlp_endpoint: Text = Field(
        default=None, description="Where traces are sent, as http://HOST:4318; none by default."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr) -> SecretStr:
        scheme = url.get_secret_value().partition("://")[0].partition("+")[0]
        if scheme not in {"sqlite", "postgres", "postgresql"}:
            raise ValueError("neither sqlite:///PATH nor postgresql://USER:PASSWORD@HOST/NAME")
        return url

    @field_validator("otlp_endpoint", "oidc_issuer")
    @classmethod
    def _web_address(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("http://", "https://")):
            raise ValueError("not an address that begins with https:// or http://")
        return url

    @field_validator("oidc_keys")
    @classmethod
    def _from_nobody_else(cls, place: str | None) -> str | None:
        # On this machine nobody stands between; anywhere else keys over http could be anybody's.
        if place is not None and "://" in place and not is_safe(place):
            raise ValueError("neither an address that begins with https:// nor a file")
        if place is not None and "://" not in place and not Path(place).is_file():
            raise ValueError("neither an address that begins with https:// nor a file")
        return place

    @field_validator("oidc_client_id")
    @classmethod
    def _at_an_issuer(cls, client: str | None, info: ValidationInfo) -> str | None:
        if client is not None and "oidc_issuer" in info.data:
            issuer = info.data["oidc_issuer"]
            if issuer is None:
                raise ValueError(f"goes together with {variable_of('oidc_issuer')}: set both")
            if not is_safe(issuer):
                raise ValueError(f"{variable_of('oidc_issuer')} is to begin with https:// for it")
        return client

    @field_validator("oidc_asks")
    @classmethod
    def _who_it_is(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in words:
            raise ValueError("without 'openid' no issuer says who has signed in")
        return words

    @field_validator("public_url")
    @classmethod
    def _of_a_host(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is None:
            if info.data.get("oidc_client_id") is not None:
                raise ValueError(f"goes together with {variable_of('oidc_client_id')}: set both")
            return None
        if not is_safe(url) or urlsplit(url).path not in {"", "/"} or set("?#") & set(url):
            raise ValueError("not an address like https://huddle.example.org, without a path")
        return url

    @field_validator("trusted_hosts")
    @classmethod
    def _names(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        if any("*" in host.removeprefix("*.") or "/" in host for host in hosts):
            raise ValueError("not names like huddle.example.org or *.example.org")
        return hosts

    @field_validator("oidc_scopes")
    @classmethod
    def _meanings(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if any(word.rpartition("=")[2] not in SCOPES or "=" not in word for word in words):
            raise ValueError(f"not word=scope; the scopes are {', '.join(SCOPES)}")
        return words

    @field_validator("tls_key", "oidc_audience", "oidc_keys")
    @classmethod
    def _goes_together(cls, value: object, info: ValidationInfo) -> object:
        other = {"tls_key": "tls_certificate"}.get(info.field_name or "", "oidc_issuer")
        if other in info.data and (value is None) != (info.data[other] is None):
            raise ValueError(f"goes together with {variable_of(other)}: set both, or none")
        return value

    @field_validator("home")
    @classmethod
    def _at_a_fixed_place(cls, folder: Path) -> Path:
        if not folder.expanduser().is_absolute():
            raise ValueError("not a path from the root on, such as /var/lib/huddle")
        return folder.expanduser()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings; HUDDLE_MOST_BYTES sets `most_bytes`, and so on.

        A secret may stand in a file instead, which HUDDLE_DATABASE_URL_FILE names.

        Raises:
            BadInput: a value makes no sense, or a file cannot be read; the fault names the
                variable.
        """
        environment = os.environ if environment is None else environment
        given: dict[str, Any] = {"home": state_folder(environment)}
        for name in cls.model_fields:
            stated = stated_in(environment, name)
            if stated is not None:
                given[name] = stated.text
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise BadInput(_faults(error)) from None


@dataclass(frozen=True)
class Stated:
    """What the environment says of a setting.

    Attributes:
        text: the value as written.
        variable: the variable that says it, or that names the file that does.
    """

    text: str
    variable: str


def variable_of(setting: str) -> str:
    """Return the name of the environment variable of a setting."""
    return f"HUDDLE_{setting.upper()}"


def is_secret(setting: str) -> bool:
    """Tell whether a setting's value is shown to nobody; such a one may be given in a file."""
    return Settings.model_fields[setting].annotation is SecretStr


def stated_in(environment: Mapping[str, str], setting: str) -> Stated | None:
    """Return what the environment says of a setting, and None where that is nothing.

    Raises:
        BadInput: the file that is to hold a secret cannot be read, or both variables are set.
    """
    variable = variable_of(setting)
    in_file = f"{variable}_FILE"
    if not is_secret(setting) or in_file not in environment:
        return Stated(environment[variable], variable) if variable in environment else None
    if variable in environment:
        raise BadInput([Fault(in_file, "", f"{variable} is set, too", "set one of them")])
    try:
        return Stated(Path(environment[in_file]).read_text(encoding="utf-8").strip(), in_file)
    except (OSError, UnicodeError) as error:
        problem = (getattr(error, "strerror", None) or "this is no text").lower()
        raise BadInput([Fault(in_file, "", problem, "name a file that can be read")]) from None


def _faults(error: ValidationError) -> list[Fault]:
    details = error.errors(include_url=False, include_context=False)
    # A default that stands on another setting says only that the other one is wrong.
    return [_fault(each) for each in details if each["type"] != "default_factory_not_called"]


def _fault(detail: Mapping[str, Any]) -> Fault:
    name = str(detail["loc"][0])
    problem = (
        detail["msg"].removeprefix("Value error, ").removeprefix("Input ").partition(", un")[0]
    )
    text = detail.get("input")
    shown = repr(text[:40]) if isinstance(text, str) and not is_secret(name) else ""
    means = Settings.model_fields[name].description or ""
    return Fault(variable_of(name), shown, problem, f"this sets: {means}".removesuffix("."))
