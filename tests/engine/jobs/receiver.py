"""An address that takes deliveries, for the tests of webhooks."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.engine.jobs.working import PATIENCE


@dataclass
class Receiver:
    """Takes deliveries, and answers them with the statuses that it is given, 204 after those."""

    statuses: list[int] = field(default_factory=list)
    free: threading.Event = field(default_factory=threading.Event)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@contextmanager
def receiving(
    receiver: Receiver, *, free: bool = True, tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    if free:
        receiver.free.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            assert receiver.free.wait(PATIENCE)
            status = receiver.statuses.pop(0) if receiver.statuses else 204
            self.send_response(status)
            if status in {301, 302, 307, 308}:
                self.send_header("location", f"{receiver.url}/elsewhere")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    there = "http://127.0.0.1" if tls is None else "https://localhost"
    receiver.url = f"{there}:{server.server_port}/hook"
    try:
        yield receiver
    finally:
        receiver.free.set()
        server.shutdown()
        thread.join()
        server.server_close()
