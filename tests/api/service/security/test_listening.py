"""Beyond this machine the service listens by TLS alone, and without a door never."""

from __future__ import annotations

import pytest

from api.service.security.listening import for_address, is_loopback, server_options
from api.service.security.settings import SecuritySettings
from models.errors import BadInput

TLS = SecuritySettings(tls_certificate="c.pem", tls_key="k.pem")
PROXY = SecuritySettings(trusted_proxy=("10.0.0.7",))
OUTSIDE = ["0.0.0.0", "::", "192.168.1.7", "huddle.example.org", "", "localhost.example.org"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_this_machine_is_known(host: str) -> None:
    assert is_loopback(host)
    assert for_address(SecuritySettings(), host).trusted_hosts == (
        "localhost",
        "127.0.0.1",
        "[::1]",
    )
    assert for_address(SecuritySettings(open=True), host).open


@pytest.mark.parametrize("host", OUTSIDE)
def test_in_the_clear_it_listens_nowhere_else(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(BadInput, match="in the clear") as refused:
        for_address(SecuritySettings(), host)
    assert "HUDDLE_TLS_CERTIFICATE" in str(refused.value)
    assert "HUDDLE_TRUSTED_PROXY" in str(refused.value)


@pytest.mark.parametrize("host", OUTSIDE)
@pytest.mark.parametrize("settings", [TLS, PROXY])
def test_by_tls_it_listens_anywhere(settings: SecuritySettings, host: str) -> None:
    assert for_address(settings, host) == settings


@pytest.mark.parametrize("host", OUTSIDE)
def test_without_a_door_it_listens_nowhere_else_whatever_is_set(host: str) -> None:
    with pytest.raises(BadInput, match="HUDDLE_OPEN"):
        for_address(
            SecuritySettings(open=True, tls_certificate="c.pem", tls_key="k.pem"),
            host,
        )


def test_behind_a_proxy_on_this_machine_any_name_will_do_unless_set() -> None:
    assert for_address(PROXY, "127.0.0.1").trusted_hosts == ()
    named = SecuritySettings(trusted_hosts=("huddle.example.org",))
    assert for_address(named, "127.0.0.1").trusted_hosts == ("huddle.example.org",)


def test_nobody_is_believed_who_is_not_trusted() -> None:
    assert server_options(SecuritySettings()) == {"proxy_headers": False}
    assert server_options(PROXY) == {"proxy_headers": True, "forwarded_allow_ips": ["10.0.0.7"]}
    assert server_options(TLS) == {
        "proxy_headers": False,
        "ssl_certfile": "c.pem",
        "ssl_keyfile": "k.pem",
    }
