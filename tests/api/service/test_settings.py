"""Settings out of the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.service.in_force import HIDDEN, in_force, unknown, without_password
from api.service.settings import Settings, variable_of
from models.errors import BadInput

OTHER = {
    "HUDDLE_HOME": ("/srv/huddle", Path("/srv/huddle")),
    "HUDDLE_DATABASE_URL": ("postgresql://huddle:s3cret@db/huddle", None),
    "HUDDLE_AUDIT_KEY_FILE": ("/srv/key", Path("/srv/key")),
    "HUDDLE_WEBHOOK_KEY_FILE": ("/srv/webhook", Path("/srv/webhook")),
    "HUDDLE_RETENTION_DAYS": ("400", 400),
    "HUDDLE_LISTEN_HOST": ("::1", "::1"),
    "HUDDLE_LISTEN_PORT": ("9000", 9000),
    "HUDDLE_TLS_CERTIFICATE": ("/srv/cert.pem", Path("/srv/cert.pem")),
    "HUDDLE_TLS_KEY": ("/srv/key.pem", Path("/srv/key.pem")),
    "HUDDLE_TRUSTED_PROXY": ("10.0.0.0/8, ::1", None),
    "HUDDLE_TRUSTED_HOSTS": ("huddle.example.org", ("huddle.example.org",)),
    "HUDDLE_OPEN": ("1", True),
    "HUDDLE_RATE": ("2.5", 2.5),
    "HUDDLE_BURST": ("7", 7),
    "HUDDLE_CONCURRENCY": ("9", 9),
    "HUDDLE_CONCURRENCY_PER_KEY": ("8", 8),
    "HUDDLE_SERVICES": ("3", 3),
    "HUDDLE_SESSION_IDLE_MINUTES": ("5", 5),
    "HUDDLE_SESSION_HOURS": ("6", 6),
    "HUDDLE_OIDC_ISSUER": ("https://id.example.org", "https://id.example.org"),
    "HUDDLE_OIDC_AUDIENCE": ("huddle", "huddle"),
    "HUDDLE_OIDC_KEYS": ("https://id.example.org/keys", "https://id.example.org/keys"),
    "HUDDLE_OIDC_ALGORITHMS": ("Ed25519", ("Ed25519",)),
    "HUDDLE_OIDC_LEEWAY": ("5", 5),
    "HUDDLE_OIDC_SCOPE_CLAIM": ("roles", "roles"),
    "HUDDLE_OIDC_SCOPES": ("charge-nurse=publish, all=read", ("charge-nurse=publish", "all=read")),
    "HUDDLE_OIDC_SITES_CLAIM": ("sites", "sites"),
    "HUDDLE_OIDC_CLIENT_ID": ("huddle-web", "huddle-web"),
    "HUDDLE_OIDC_CLIENT_SECRET": ("s3cret-of-client", None),
    "HUDDLE_OIDC_ASKS": ("openid, roles", ("openid", "roles")),
    "HUDDLE_PUBLIC_URL": ("https://huddle.example.org", "https://huddle.example.org"),
    "HUDDLE_MOST_BYTES": ("1000", 1000),
    "HUDDLE_BODY_SECONDS": ("2.5", 2.5),
    "HUDDLE_LONGEST_DEADLINE": ("30", 30.0),
    "HUDDLE_MOST_VARIANTS": ("4", 4),
    "HUDDLE_SOLVES": ("3", 3),
    "HUDDLE_WORKERS": ("1", 1),
    "HUDDLE_LANES": ("4", 4),
    "HUDDLE_SOLVE_DEADLINE": ("8", 8.0),
    "HUDDLE_TAKEOVER_SECONDS": ("20", 20.0),
    "HUDDLE_SHUTDOWN_SECONDS": ("7.5", 7.5),
    "HUDDLE_WEBHOOK_ALLOW_PRIVATE": ("yes", True),
    "HUDDLE_LOG_LEVEL": ("debug", "debug"),
    "HUDDLE_LOG_FORMAT": ("text", "text"),
    "HUDDLE_METRICS": ("off", False),
    "HUDDLE_WORKER_METRICS_PORT": ("9464", 9464),
    "HUDDLE_OTLP_ENDPOINT": ("http://localhost:4318", "http://localhost:4318"),
}
"""Every variable with a value that is not the default's, and what is made of it."""

GIVEN = {variable: text for variable, (text, _) in OTHER.items()}


@pytest.fixture(autouse=True)
def _a_plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)


def test_nothing_set_is_the_default() -> None:
    assert Settings.from_environment({"PATH": "x"}) == Settings()


def test_each_setting_has_its_variable() -> None:
    assert {variable_of(name) for name in Settings.model_fields} == set(OTHER)
    settings, default = Settings.from_environment(GIVEN), Settings()

    for name in Settings.model_fields:
        _, wanted = OTHER[variable_of(name)]
        assert getattr(settings, name) != getattr(default, name), name
        assert wanted is None or getattr(settings, name) == wanted, name
    assert [str(each) for each in settings.trusted_proxy] == ["10.0.0.0/8", "::1/128"]


def test_state_is_kept_where_programs_keep_theirs() -> None:
    settings = Settings.from_environment({"XDG_STATE_HOME": "/srv/state"})

    assert settings.home == Path("/srv/state/huddle")
    assert settings.database_url.get_secret_value() == "sqlite:////srv/state/huddle/huddle.db"
    assert settings.audit_key_file == Path("/srv/state/huddle/audit.key")


def test_a_state_folder_that_is_not_absolute_does_not_count() -> None:
    settings = Settings.from_environment({"XDG_STATE_HOME": "state"})

    assert settings.home == Path.home() / ".local" / "state" / "huddle"


def test_the_home_moves_what_stands_in_it() -> None:
    settings = Settings.from_environment({"HUDDLE_HOME": "/srv/h", "XDG_STATE_HOME": "/srv/s"})

    assert settings.database_url.get_secret_value() == "sqlite:////srv/h/huddle.db"


@pytest.mark.parametrize("value", ["", "many", "0", "-1", "1.5", "nan", "1e9"])
def test_what_is_no_whole_number_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match="HUDDLE_SOLVES"):
        Settings.from_environment({"HUDDLE_SOLVES": value})


@pytest.mark.parametrize("value", ["nan", "inf", "soon", "0"])
def test_what_is_no_number_of_seconds_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match="HUDDLE_LONGEST_DEADLINE"):
        Settings.from_environment({"HUDDLE_LONGEST_DEADLINE": value})


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("HUDDLE_HOME", "state", "from the root on"),
        ("HUDDLE_HOME", "", "from the root on"),
        ("HUDDLE_LISTEN_PORT", "70000", "65535"),
        ("HUDDLE_TRUSTED_PROXY", "10.0.0.0/8, proxy", "network"),
        ("HUDDLE_LOG_FORMAT", "xml", "'json' or 'text'"),
        ("HUDDLE_METRICS", "perhaps", "boolean"),
        ("HUDDLE_OTLP_ENDPOINT", "collector:4318", "https://"),
        ("HUDDLE_OIDC_AUDIENCE", "huddle", "HUDDLE_OIDC_ISSUER"),
        ("HUDDLE_OIDC_ALGORITHMS", "RS256, HS256", "RS256"),
        ("HUDDLE_OIDC_ALGORITHMS", "none", "RS256"),
        ("HUDDLE_OIDC_SCOPES", "nurse", "word=scope"),
        ("HUDDLE_OIDC_SCOPES", "nurse=boss", "word=scope"),
        ("HUDDLE_OIDC_KEYS", "http://id.example.org/keys", "https://"),
        ("HUDDLE_OIDC_KEYS", "http://localhost:1@evil.example.org/keys", "https://"),
        ("HUDDLE_OIDC_ASKS", "profile", "openid"),
        ("HUDDLE_PUBLIC_URL", "http://huddle.example.org", "https://"),
        ("HUDDLE_PUBLIC_URL", "https://huddle.example.org/board", "without a path"),
        ("HUDDLE_PUBLIC_URL", "https://a:b@huddle.example.org", "https://"),
        ("HUDDLE_RATE", "inf", "finite"),
        ("HUDDLE_TLS_KEY", "/srv/key.pem", "HUDDLE_TLS_CERTIFICATE"),
        ("HUDDLE_DATABASE_URL", "mysql://huddle:s3cret@db/huddle", "postgresql://"),
    ],
)
def test_a_wrong_value_names_its_variable_and_no_other(
    variable: str, value: str, words: str
) -> None:
    with pytest.raises(BadInput) as refused:
        Settings.from_environment({variable: value})

    (fault,) = refused.value.faults
    assert fault.field == variable
    assert words in fault.problem
    assert fault.expected
    assert "s3cret" not in str(refused.value)


def test_every_wrong_value_is_told_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        Settings.from_environment({"HUDDLE_SOLVES": "many", "HUDDLE_METRICS": "perhaps"})

    assert {fault.field for fault in refused.value.faults} == {"HUDDLE_SOLVES", "HUDDLE_METRICS"}


@pytest.mark.parametrize("variable", ["HUDDLE_OIDC_ISSUER", "HUDDLE_TLS_KEY"])
def test_an_empty_text_is_nothing(variable: str) -> None:
    assert Settings.from_environment({variable: ""}) == Settings()


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://huddle:s3cret@db/huddle\n")
    environment = {"HUDDLE_DATABASE_URL_FILE": str(file)}

    settings = Settings.from_environment(environment)

    assert settings.database_url.get_secret_value() == "postgresql://huddle:s3cret@db/huddle"
    (shown,) = [each for each in in_force(environment) if each.variable == "HUDDLE_DATABASE_URL"]
    assert (shown.value, shown.source) == ("postgresql://huddle:***@db/huddle", "file")
    assert unknown(environment) == []


def test_a_secret_that_stands_twice_or_nowhere_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("sqlite:////srv/a.db")
    both = {"HUDDLE_DATABASE_URL_FILE": str(file), "HUDDLE_DATABASE_URL": "sqlite:////srv/b.db"}

    with pytest.raises(BadInput, match="HUDDLE_DATABASE_URL is set, too"):
        Settings.from_environment(both)
    with pytest.raises(BadInput, match="HUDDLE_DATABASE_URL_FILE: no such file"):
        Settings.from_environment({"HUDDLE_DATABASE_URL_FILE": str(tmp_path / "nothing")})


def test_what_is_no_secret_is_not_read_from_a_file(tmp_path: Path) -> None:
    assert Settings.from_environment({"HUDDLE_SOLVES_FILE": str(tmp_path)}) == Settings()
    assert unknown({"HUDDLE_SOLVES_FILE": "x"})


def test_printing_settings_shows_no_secret() -> None:
    settings = Settings.from_environment(GIVEN)

    assert "s3cret" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_what_is_in_force_says_whence() -> None:
    told = {each.variable: each for each in in_force({"HUDDLE_SOLVES": "3"})}

    assert set(told) == set(OTHER)
    assert (told["HUDDLE_SOLVES"].value, told["HUDDLE_SOLVES"].source) == ("3", "environment")
    assert (told["HUDDLE_WORKERS"].value, told["HUDDLE_WORKERS"].source) == ("0", "default")
    assert all(each.means.endswith(".") for each in told.values())
    assert HIDDEN not in {each.value for each in told.values()}


def test_what_is_shown_can_be_written_back() -> None:
    shown = {each.variable: each.value for each in in_force({})}

    assert Settings.from_environment(shown) == Settings()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////srv/huddle.db", "sqlite:////srv/huddle.db"),
        ("postgresql://db/huddle", "postgresql://db/huddle"),
        ("postgresql://huddle@db:5432/huddle", "postgresql://huddle@db:5432/huddle"),
        ("postgresql+psycopg://h:pw@db/huddle", "postgresql+psycopg://h:***@db/huddle"),
        ("postgresql://h:p@w/d@db/huddle", "postgresql://h:***@db/huddle"),
        ("postgresql://h:p?w#d@db/huddle", "postgresql://h:***@db/huddle"),
        ("postgresql:///x?host=/run/pg&password=pw", "postgresql:///x?host=/run/pg&password=***"),
        ("postgresql://db/x?sslPassword=pw&user=h", "postgresql://db/x?sslPassword=***&user=h"),
    ],
)
def test_a_password_in_an_address_is_hidden(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_a_misspelt_variable_is_told() -> None:
    (sentence,) = unknown({"HUDDLE_DATABSE_URL": "x", "HUDDLE_SOLVES": "2", "PATH": "x"})

    assert sentence == "HUDDLE_DATABSE_URL is no setting; did you mean HUDDLE_DATABASE_URL?"


@pytest.mark.parametrize("variable", ["HUDDLE_SERVICE_HOST", "HUDDLE_PORT_8000_TCP_ADDR"])
def test_what_a_cluster_sets_by_itself_is_not_told(variable: str) -> None:
    assert unknown({variable: "10.0.0.1"}) == []


def test_a_secret_that_is_no_address_is_not_shown_at_all() -> None:
    told = {each.variable: each.value for each in in_force(GIVEN)}

    assert told["HUDDLE_OIDC_CLIENT_SECRET"] == HIDDEN
    assert "s3cret" not in str(told)


def test_a_password_in_any_address_is_hidden() -> None:
    told = in_force({"HUDDLE_OTLP_ENDPOINT": "http://user:s3cret@localhost:4318"})

    assert "s3cret" not in str(told)
    assert "http://user:***@localhost:4318" in {each.value for each in told}


def test_whoever_signs_in_at_an_issuer_says_where_everything_is() -> None:
    issuer = {name: GIVEN[name] for name in GIVEN if name.startswith("HUDDLE_OIDC_")}
    refusals = {
        "HUDDLE_PUBLIC_URL": issuer,
        "HUDDLE_OIDC_CLIENT_ID": {"HUDDLE_OIDC_CLIENT_ID": "x", "HUDDLE_PUBLIC_URL": "https://x"},
    }
    for variable, environment in refusals.items():
        with pytest.raises(BadInput) as refused:
            Settings.from_environment(environment)
        assert [fault.field for fault in refused.value.faults] == [variable]
    plain = issuer | {
        "HUDDLE_OIDC_ISSUER": "http://id.example.org",
        "HUDDLE_PUBLIC_URL": "https://x",
    }
    with pytest.raises(BadInput, match="HUDDLE_OIDC_CLIENT_ID"):
        Settings.from_environment(plain)


def test_days_are_kept_for_a_century_at_most() -> None:
    with pytest.raises(BadInput) as caught:
        Settings.from_environment({"HUDDLE_RETENTION_DAYS": "10000000"})

    assert [fault.field for fault in caught.value.faults] == ["HUDDLE_RETENTION_DAYS"]
