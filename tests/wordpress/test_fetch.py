"""Fetching from the network: public addresses only, within limits."""

import contextlib
import http.server
import socket
import threading
import time

import pytest

from wagtail_mentoring.wordpress import fetch
from wagtail_mentoring.wordpress.fetch import Refused


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "::",
        "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(monkeypatch, address):
    def look_up(host, port, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(Refused, match="public"):
        fetch.fetch("http://old.example/a.png")


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    found = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(Refused, match="public"):
        fetch.fetch("http://old.example/a.png")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x.example/a", "gopher://x/", "http://x.example:8080/a", "http:///a",
     "http://user@x.example/", "//x.example/a", "http://[bad/", "data:image/png;base64,AA"],
)  # fmt: skip
def test_other_schemes_ports_and_names_are_refused(url):
    with pytest.raises(Refused):
        fetch.fetch(url)


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/ok":
            self._send(200, b"picture")
        elif self.path == "/large":
            self._send(200, b"x" * 5000)
        elif self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[3:].lstrip("/") or "/to/")
            self.end_headers()
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(20):
                    self.wfile.write(b"x")
                    time.sleep(0.1)
        else:
            self._send(404, b"")

    def _send(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    """A server that counts as public, at the name public.example."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    real = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        return real("127.0.0.1" if host == "public.example" else host, port, *args, **kwargs)

    monkeypatch.setattr(fetch.socket, "getaddrinfo", look_up)
    hosts = iter(["public"])
    monkeypatch.setattr(fetch, "_is_public", lambda address: next(hosts, None) is not None)
    monkeypatch.setattr(fetch, "_port", lambda parts: server.server_port)
    yield server
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched(server):
    assert fetch.fetch("http://public.example/ok").content == b"picture"


def test_a_redirect_is_checked_like_any_other_address(server):
    with pytest.raises(Refused, match="public"):
        fetch.fetch("http://public.example/to/http://127.0.0.1/ok")


@pytest.mark.parametrize(
    ("path", "limits", "words"),
    [
        ("/large", {"most": 1000}, "too large"),
        ("/slow", {"seconds": 0.3}, "too slow|no answer"),
        ("/nothing", {}, "answer 404"),
    ],
)
def test_limits(server, path, limits, words):
    with pytest.raises(Refused, match=words):
        fetch.fetch(f"http://public.example{path}", **limits)
