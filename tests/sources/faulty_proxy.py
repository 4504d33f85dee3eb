"""A proxy before a real S3 server that spoils chosen answers, as networks and servers do."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

Fault = Callable[["_Handler", http.client.HTTPResponse, bytes], None]


class FaultyProxy(ThreadingHTTPServer):
    """Forwards every request; the first ``times`` answers to ``method`` requests are spoilt by ``fault``."""

    daemon_threads = True

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = urlsplit(behind).netloc
        self.lock = threading.Lock()
        self.spoilt = 0
        self.whole()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def whole(self) -> None:
        """Spoil nothing from now on."""
        self.fault, self.times, self.wanted = None, 0, lambda _: False

    def spoil(self, fault: Fault, times: int, wanted: Callable[[_Handler], bool]) -> None:
        """Spoil the first ``times`` answers to requests that are ``wanted``."""
        self.fault, self.times, self.wanted, self.spoilt = fault, times, wanted, 0

    def takes(self, request: _Handler) -> Fault | None:
        """The fault for this request, when it is its turn."""
        with self.lock:
            if self.fault is None or self.spoilt >= self.times or not self.wanted(request):
                return None
            self.spoilt += 1
            return self.fault

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up on a spoilt answer is what we want."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultyProxy

    def _forward(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        behind = http.client.HTTPConnection(self.server.behind, timeout=30)
        behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            behind.putheader(name, value)
        behind.endheaders(sent or None)
        answer = behind.getresponse()
        body = answer.read()
        fault = self.server.takes(self)
        (fault or whole)(self, answer, body)
        behind.close()

    do_GET = do_HEAD = do_PUT = _forward  # noqa: N815  names that http.server calls

    def begin(self, answer: http.client.HTTPResponse) -> None:
        """Status and headers as the server said them."""
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        if answer.getheader("Content-Length") is None:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Tests are silent."""


def whole(handler: _Handler, answer: http.client.HTTPResponse, body: bytes) -> None:
    """The answer as it is."""
    handler.begin(answer)
    if handler.command != "HEAD":
        handler.wfile.write(body)


def refusal(status: int, code: str) -> Fault:
    """An S3 error instead of the answer."""

    def fault(handler: _Handler, answer: http.client.HTTPResponse, body: bytes) -> None:
        text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>m</Message></Error>".encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/xml")
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(text)

    return fault


def reset(handler: _Handler, answer: http.client.HTTPResponse, body: bytes) -> None:
    """Half the body, then a connection reset."""
    handler.begin(answer)
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    handler.connection.close()


def truncated(handler: _Handler, answer: http.client.HTTPResponse, body: bytes) -> None:
    """Half the body, then a polite end."""
    handler.begin(answer)
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def stalled(handler: _Handler, answer: http.client.HTTPResponse, body: bytes) -> None:
    """Half the body, then silence for longer than anybody waits."""
    handler.begin(answer)
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    time.sleep(3)
    handler.close_connection = True


@contextmanager
def running_proxy(behind: str) -> Iterator[FaultyProxy]:
    """Start a proxy before the server at ``behind``."""
    proxy = FaultyProxy(behind)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
