"""Where an issuer is asked, as its discovery document says, and how it answers.

Authlib would do the flow, but its client stands on httpx, which is not among what is installed,
and brings a second JOSE along. What is left of the flow is two requests.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from api.service.web_addresses import is_safe

AGE = 3600.0
"""Seconds after which the document is fetched anew."""

FLOOR = 10.0
"""Seconds between two fetches at least: anybody can begin to sign in."""

PATIENCE = 5.0
"""Seconds that the issuer is given for each step of an answer, and twice that for all of it."""

MOST_BYTES = 1_000_000
WELL_KNOWN = "/.well-known/openid-configuration"

_log = logging.getLogger("huddle.service")


class NoIssuer(Exception):
    """The issuer does not answer, or not as it should."""


@dataclass(frozen=True)
class Places:
    """Where an issuer is asked.

    Attributes:
        authorization: where people sign in.
        token: where their code is taken.
        by_header: whether a client shows its secret in a header there, and not in the body.
        names_itself: whether the issuer says on the way back who it is (RFC 9207).
    """

    authorization: str
    token: str
    by_header: bool
    names_itself: bool


def ask(
    url: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, Any]:
    """Ask an issuer, and return status and JSON of its answer.

    Args:
        url: where; no redirect is followed.
        form: what is posted; None asks by GET.
        headers: besides those that every request has.

    Raises:
        NoIssuer: it does not answer, or with no JSON.
    """
    give_up, body = time.monotonic() + 2 * PATIENCE, bytearray()
    method, said = ("GET" if form is None else "POST"), {"accept": "application/json"}
    try:
        with (
            httpx2.Client(follow_redirects=False, timeout=PATIENCE) as client,
            client.stream(method, url, data=form, headers=said | dict(headers or {})) as answer,
        ):
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > MOST_BYTES or time.monotonic() > give_up:
                    raise NoIssuer
        return answer.status_code, json.loads(body)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, RecursionError) as error:
        _log.warning("the issuer cannot be asked: %s", type(error).__name__)
        raise NoIssuer from None


class Discovery:
    """Knows where an issuer is asked, and asks for it now and then.

    Args:
        issuer: its name, to the letter.
        clock: seconds that only go forward.
    """

    def __init__(self, issuer: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._clock = clock
        self._lock = threading.Lock()
        self._tried_at: float | None = None
        self._places: Places | None = None

    def places(self) -> Places:
        """Return where the issuer is asked.

        Raises:
            NoIssuer: it does not say.
        """
        with self._lock:
            age = None if self._tried_at is None else self._clock() - self._tried_at
            if age is None or age >= (AGE if self._places else FLOOR):
                try:
                    self._places = self._found()
                except NoIssuer:
                    # Where it was asked before is better than nowhere.
                    _log.warning("the issuer's discovery document cannot be had")
                self._tried_at = self._clock()
            if self._places is None:
                raise NoIssuer
            return self._places

    def _found(self) -> Places:
        status, said = ask(self._issuer.rstrip("/") + WELL_KNOWN)
        if status != 200 or not isinstance(said, dict) or said.get("issuer") != self._issuer:
            raise NoIssuer
        where = said.get("authorization_endpoint"), said.get("token_endpoint")
        authorization, token = (each if isinstance(each, str) else "" for each in where)
        if not (is_safe(authorization) and is_safe(token)):
            raise NoIssuer
        ways = said.get("token_endpoint_auth_methods_supported")
        by_header = not isinstance(ways, list) or "client_secret_basic" in ways
        names_itself = said.get("authorization_response_iss_parameter_supported") is True
        return Places(authorization, token, by_header, names_itself)
