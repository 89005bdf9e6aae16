"""Web addresses: finding them in text, and letting only plain ones through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

SCHEMES = frozenset({"http", "https", "mailto"})
MAX_URL_LENGTH = 2000

_TYPED_URL = re.compile(r"(?<![\w@./:-])(?:https?://|www\.)[^\s<>\[\]\"“”]+", re.IGNORECASE)
_UNSAFE = re.compile(r"[\s\\<>\"`^{|}]")
_HTTP_URL = re.compile(r"(https?)://([^/?#@:]+)(:[0-9]{1,5})?([/?#].*)?", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
_CLOSING_PUNCTUATION = ".,;:!?'’*_…"


def safe_url(url: str) -> str | None:
    """The URL in normal form if it is a plain web or mail address, otherwise None.

    Stricter than browsers on purpose: no user names, no bare numbers or single words as hosts,
    no characters that browsers drop, fold into others or read as slashes.
    """
    url = url.strip(" \t\n")
    if len(url) > MAX_URL_LENGTH or _UNSAFE.search(url) or _has_invisible(url):
        return None
    if url[:7].lower() == "mailto:":
        return _safe_mailto(url[7:])
    match = _HTTP_URL.fullmatch(url)
    if match is None:
        return None
    scheme, host, port, rest = match.groups(default="")
    host = host.lower()
    if not _is_host(host) or int(port[1:] or 0) > 65535:
        return None
    return f"{scheme.lower()}://{host}{port}{rest}"


def links_in(source: str) -> tuple[str, ...]:
    """The distinct web addresses in HTML or plain text, in order, as they were typed."""
    text = unescape(source)
    return tuple(dict.fromkeys(text[start:end] for start, end in _typed_urls(text)))


def linkable(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and safe URL of every web address typed into plain text."""
    for start, end in _typed_urls(text):
        typed = text[start:end]
        url = safe_url(f"https://{typed}" if typed[:4].lower() == "www." else typed)
        if url is not None:
            yield start, end, url


def _typed_urls(text: str) -> Iterator[tuple[int, int]]:
    if "://" not in text and "www." not in text.lower():
        return  # most texts have none, and the search is slow
    for match in _TYPED_URL.finditer(text):
        yield match.start(), match.start() + _length_without_punctuation(match.group())


def _length_without_punctuation(url: str) -> int:
    """How much of ``url`` is address: not the full stop after it nor the bracket around it."""
    length = len(url)
    unopened = url.count(")") - url.count("(")
    while length and (url[length - 1] in _CLOSING_PUNCTUATION or url[length - 1] == ")"):
        if url[length - 1] == ")":
            if unopened <= 0:
                break
            unopened -= 1
        length -= 1
    return length


def _has_invisible(url: str) -> bool:
    """Whether the URL holds characters that nobody sees: zero-width, bidi, controls."""
    if url.isascii():
        return any(c < "\x21" or c == "\x7f" for c in url)
    return any(unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} for c in url)


def _safe_mailto(address: str) -> str | None:
    if "%" in address or "?" in address:
        return None
    try:
        validate_email(address)
    except ValidationError:
        return None
    return f"mailto:{address}"


def _is_host(host: str) -> bool:
    """Whether ``host`` is a domain name of at least two labels, spelt the way browsers read it."""
    labels = host.split(".")
    return (
        len(host) <= 253
        and len(labels) > 1
        and unicodedata.normalize("NFKC", host) == host
        and not _NUMBER.fullmatch(labels[-1])
        and all(_is_label(label) for label in labels)
    )


def _is_label(label: str) -> bool:
    return (
        0 < len(label) <= 63
        and label[0] != "-"
        and label[-1] != "-"
        and all(c == "-" or c.isalnum() or unicodedata.category(c) in {"Mn", "Mc"} for c in label)
    )
