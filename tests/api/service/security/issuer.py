"""A small OpenID Connect issuer on this machine: it signs in whoever comes, by the book."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc.jwk import Key

from tests.api.service.security.tokens import PUBLISHED, RSA, token
from tests.engine.jobs.working import PATIENCE

CLIENT, CLIENT_SECRET = "huddle-web", "s3cret/of:the+client"


@dataclass
class LoopbackIssuer:
    """What it says, and what it was asked.

    Attributes:
        said: claims of the token, besides those that must be there.
        document: what its discovery document says besides, or otherwise; None leaves out.
        key: what it signs with.
        answer: what it answers at the token's place, whatever it is asked.
        back: what is otherwise in the address that people are sent back to.
        asked: parameters with which people came.
        exchanged: parameters with which codes were taken.
        refusals: why a code was not taken.
        fetched: how often its discovery document was asked for.
        free: answers for its discovery document once this is set.
        codes: what people asked for whose codes were not taken yet.
    """

    url: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    key: Key = field(default_factory=lambda: RSA)
    answer: tuple[int, bytes] | None = None
    back: dict[str, str | None] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    exchanged: list[dict[str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    fetched: int = 0
    free: threading.Event = field(default_factory=threading.Event)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        said = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize?tenant=clinic",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        } | self.document
        return {name: value for name, value in said.items() if value is not None}

    def sent_back(self, asked: dict[str, str]) -> str:
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        told: dict[str, str | None] = {"code": code, "state": asked["state"]}
        told |= self.back
        return f"{asked['redirect_uri']}?{urlencode({k: v for k, v in told.items() if v})}"

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, bytes]:
        self.exchanged.append(form | {"authorization": authorization})
        if self.answer is not None:
            return self.answer
        asked = self.codes.pop(form.get("code", ""), None)
        if why := self._wrong(asked, form, authorization):
            self.refusals.append(why)
            return 400, json.dumps({"error": "invalid_grant"}).encode()
        assert asked is not None
        claims = {"iss": self.url, "aud": CLIENT, "nonce": asked["nonce"]} | self.said
        said = {"id_token": token(self.key, **claims), "token_type": "Bearer", "access_token": "x"}
        return 200, json.dumps(said).encode()

    def _wrong(
        self, asked: dict[str, str] | None, form: dict[str, str], authorization: str
    ) -> str | None:
        if asked is None:
            return "code"
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return "verifier"
        if form["redirect_uri"] != asked["redirect_uri"]:
            return "redirect"
        pair = [form.get("client_id", ""), form.get("client_secret", "")]
        if authorization:
            shown = base64.b64decode(authorization.removeprefix("Basic ")).decode()
            pair = [unquote_plus(each) for each in shown.split(":")]
        if pair != [CLIENT, CLIENT_SECRET]:
            return "client"
        return None


@contextmanager
def issuing() -> Iterator[LoopbackIssuer]:
    """Have an issuer answer until the end."""
    issuer = LoopbackIssuer()
    issuer.free.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: texts[0] for name, texts in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self._say(303, b"", {"location": issuer.sent_back(asked)})
            elif parts.path == "/keys":
                self._say(200, PUBLISHED)
            elif parts.path == "/.well-known/openid-configuration":
                issuer.fetched += 1
                issuer.free.wait(PATIENCE)
                self._say(200, json.dumps(issuer.discovery()).encode())
            else:
                self._say(404, b"{}")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: texts[0] for name, texts in parse_qs(body).items()}
            self._say(*issuer.exchange(form, self.headers.get("authorization", "")))

        def _say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield issuer
    finally:
        issuer.free.set()
        server.shutdown()
        thread.join()
        server.server_close()
