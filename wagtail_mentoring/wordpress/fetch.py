"""Getting a file from the network without being led astray.

Only http and https, only public addresses, checked after the name was looked up and again for each
redirect; the connection goes to the address that was checked. Size and time are limited.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

MOST_BYTES = 10 * 1024 * 1024
MOST_SECONDS = 15
MOST_REDIRECTS = 3
PIECE = 64 * 1024
AGENT = "wagtail-mentoring import"


class Refused(Exception):
    """Why a file was not fetched."""


@dataclass(frozen=True)
class Fetched:
    content: bytes
    content_type: str


def fetch(url: str, *, most: int = MOST_BYTES, seconds: float = MOST_SECONDS) -> Fetched:
    """The file at an address; raises :class:`Refused`."""
    ends_at = time.monotonic() + seconds
    for _number in range(MOST_REDIRECTS + 1):
        parts = _checked(url)
        address = _public_address(parts)
        try:
            target, found = _ask(parts, address, most, ends_at)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Refused(f"no answer: {type(error).__name__}") from None
        if found is not None:
            return found
        url = urljoin(url, target)
    raise Refused("too many redirects")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("no address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused("neither http nor https")
    if parts.username or port not in {None, 80, 443}:
        raise Refused("an unusual port or a user name")
    return parts


def _public_address(parts: SplitResult) -> str:
    """The first address of a host, all of which have to be public."""
    assert parts.hostname is not None
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("the host is unknown") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_is_public(address) for address in addresses):
        raise Refused("not a public address")
    return addresses[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return _is_public(str(inner))
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return _is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not address.is_multicast


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _ask(parts: SplitResult, address: str, most: int, ends_at: float) -> tuple[str, Fetched | None]:
    """Where a redirect leads, or the file."""
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, _port(parts))
    connection.sock = _connect(parts, address, _left(ends_at))
    watchdog = Timer(_left(ends_at), connection.sock.shutdown, [socket.SHUT_RDWR])
    watchdog.start()  # a server may send a byte now and then, for ever
    try:
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
        host = parts.hostname.encode("idna").decode()
        headers = {"Host": host, "User-Agent": AGENT, "Accept-Encoding": "identity"}
        connection.request("GET", f"{path}{query}", headers=headers)
        response = connection.getresponse()
        if response.status in {301, 302, 303, 307, 308}:
            return response.getheader("Location") or "", None
        if response.status != 200:
            raise Refused(f"answer {response.status}")
        content = _read(response, most)
        _left(ends_at)
        return "", Fetched(content, response.headers.get_content_type())
    finally:
        watchdog.cancel()
        connection.close()


def _connect(parts: SplitResult, address: str, seconds: float) -> socket.socket:
    plain = socket.create_connection((address, _port(parts)), timeout=seconds)
    if parts.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
    except OSError:
        plain.close()
        raise


def _read(response: http.client.HTTPResponse, most: int) -> bytes:
    content = b""
    while piece := response.read1(PIECE):
        content += piece
        if len(content) > most:
            raise Refused("too large")
    return content


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise Refused("too slow")
    return left
