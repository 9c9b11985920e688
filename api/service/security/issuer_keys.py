"""The public keys of whoever issues bearer tokens: from a file, or fetched and kept a while."""

from __future__ import annotations

import json
import logging
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

FLOOR = 60.0
"""Seconds between two fetches at least: a token names its key, and anybody can write a token."""

AGE = 3600.0
"""Seconds after which keys are fetched anew even so: one may have been withdrawn."""

MOST_BYTES = 1_000_000
PATIENCE = 5.0
"""Seconds that the issuer is given to answer."""

_KINDS: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
_SHORTEST = 341
"""Characters of a modulus of 2,048 bits, at least; shorter RSA keys are not taken."""

_log = logging.getLogger("huddle.service")


class NoKeys(Exception):
    """There are no keys to judge a token by; that is no fault of the token."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The keys are where the settings say, and nowhere else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: object,
        newurl: str,
    ) -> None:
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirects)


def read_place(place: str) -> bytes:
    """Return what stands in a file or at an address.

    Raises:
        OSError: it cannot be had.
    """
    if "://" not in place:
        with Path(place).open("rb") as file:
            return file.read(MOST_BYTES)
    asked = urllib.request.Request(place, headers={"Accept": "application/json"})
    with _OPENER.open(asked, timeout=PATIENCE) as answer:
        body: bytes = answer.read(MOST_BYTES)
        return body


class IssuerKeys:
    """Hands out the key that a token names.

    Args:
        place: a file or an address with a key set (JWKS).
        read: returns what stands there, or raises `OSError`.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        place: str,
        read: Callable[[str], bytes] = read_place,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._place = place
        self._read = read
        self._clock = clock
        self._fetching = threading.Lock()
        self._tried_at: float | None = None
        self._keys: dict[str | None, Key] = {}

    def key_of(self, kid: str | None) -> Key | None:
        """Return the key of that id; None when the issuer has none of it.

        Args:
            kid: its id; a token that names none is judged by the only key there is.

        Raises:
            NoKeys: no key could be had at all.
        """
        # Whoever has keys to go on with does not wait for somebody else's fetch.
        if self._wants(kid) and self._fetching.acquire(blocking=not self._keys):
            try:
                if self._wants(kid):
                    self._fetch()
            finally:
                self._fetching.release()
        if not self._keys:
            raise NoKeys
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid)

    def _wants(self, kid: str | None) -> bool:
        if self._tried_at is None:
            return True
        age = self._clock() - self._tried_at
        unknown = not self._keys or (kid is not None and kid not in self._keys)
        return age >= (FLOOR if unknown else AGE)

    def _fetch(self) -> None:
        try:
            found = keys_in(self._read(self._place))
        except (OSError, ValueError) as error:
            # Those known before are better than none; they are asked for again soon enough.
            _log.warning("the issuer's keys cannot be had: %s", type(error).__name__)
        else:
            if found:
                self._keys = found
            else:
                _log.warning("the issuer's key set has no key that can be used")
        # Not before it has ended: until then whoever has no keys at all waits for it.
        self._tried_at = self._clock()


def keys_in(text: bytes) -> dict[str | None, Key]:
    """Return the public keys in a key set that signatures can be checked with, by their ids.

    Raises:
        ValueError: it is no key set.
    """
    document = json.loads(text)
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no key set")
    found: dict[str | None, Key] = {}
    for each in listed:
        if not isinstance(each, dict) or each.get("use", "sig") != "sig":
            continue
        kind, kid = _KINDS.get(str(each.get("kty"))), each.get("kid")
        if kind is None or not isinstance(kid, str | None):
            continue
        if kind is RSAKey and len(str(each.get("n"))) < _SHORTEST:
            continue
        try:
            key = kind.import_key(each)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        found[kid] = key
    return found
