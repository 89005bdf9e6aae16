"""Text within a paragraph: bold, italic, links, written so that nothing stays open."""

from __future__ import annotations

import re
from html import escape, unescape

FORMATS = {
    **dict.fromkeys(("b", "strong"), "b"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "i"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("s", "del", "strike"), "s"),
    "sup": "sup",
    "sub": "sub",
}
MOST_OPEN = 50
_MARKUP = re.compile(r"<[^>]*>")


class Inline:
    """The paragraph being written. What is open when it ends goes on in the next one."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._written = 0

    def open(self, tag: str, start: str) -> None:
        """``start`` is the tag as it is written; nothing if it only has to be closed again.

        What is open is written again in every paragraph; hence no element twice.
        """
        if len(self._open) < MOST_OPEN:
            self._open.append((tag, "" if self.is_within(tag) else start))

    def close(self, tag: str) -> None:
        names = [name for name, _start in self._open]
        if tag not in names:
            return
        place = len(names) - 1 - names[::-1].index(tag)
        self._unwrite(place)
        del self._open[place]

    def text(self, text: str) -> None:
        if text and not text.isspace():
            self._write()
        self._parts.append(escape(text, quote=False))

    def raw(self, html: str) -> None:
        self._parts.append(html)

    def is_within(self, tag: str) -> bool:
        return any(name == tag and start for name, start in self._open)

    def take(self) -> str:
        """The paragraph, empty if nothing but white space is in it."""
        self._unwrite(0)
        html = "".join(self._parts)
        self._parts = []
        return _without_breaks_around(html)

    def _write(self) -> None:
        for _name, start in self._open[self._written :]:
            self._parts.append(start)
        self._written = len(self._open)

    def _unwrite(self, place: int) -> None:
        """Close what is written from ``place`` on; it is opened again when text comes."""
        for _name, start in reversed(self._open[place : self._written]):
            if start:
                self._parts.append(f"</{start[1:-1].split()[0]}>")
        self._written = min(self._written, place)


def _without_breaks_around(html: str) -> str:
    html = html.strip()
    while html.startswith("<br/>"):
        html = html[5:].lstrip()
    while html.endswith("<br/>"):
        html = html[:-5].rstrip()
    return html


def plain(html: str) -> str:
    """The text of a paragraph, on one line."""
    return " ".join(unescape(_MARKUP.sub(" " if "<br/>" in html else "", html)).split())
