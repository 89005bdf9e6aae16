"""HTML to plain text, in time that grows with the length of the text only, whatever it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)\b(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""", re.IGNORECASE)
_PARAGRAPH = re.compile(
    "address|article|aside|blockquote|div|dl|figure|footer|h[1-6]|header|ol|p|pre|section|table|ul"
)
_LINES = frozenset({"br", "dd", "dt", "figcaption", "hr", "li", "tr"})
_UNSEEN = frozenset({"script", "style", "template"})


class TextReader:
    """Collects the text that people would see."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._inside = {"pre": 0, "unseen": 0}

    def read(self, html: str) -> str:
        end = 0
        html = "".join(_without_comments(html))
        for tag in _TAG.finditer(html):
            self._text(html[end : tag.start()])
            self._tag(tag.group(2).lower(), closing=bool(tag.group(1)))
            end = tag.end()
        self._text(html[end:])
        lines = "".join(self._out).split("\n")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()

    def _tag(self, tag: str, *, closing: bool) -> None:
        place = "unseen" if tag in _UNSEEN else tag
        if place in self._inside:
            self._inside[place] = max(0, self._inside[place] + (-1 if closing else 1))
        if _PARAGRAPH.fullmatch(tag):
            self._out.append("\n\n")
        elif tag in _LINES and not closing:
            self._out.append("\n- " if tag == "li" else "\n")

    def _text(self, source: str) -> None:
        if not source or self._inside["unseen"]:
            return
        text = unescape(source)
        if not self._inside["pre"]:
            text = re.sub(r"\s+", " ", text)
            if not self._out or self._out[-1].endswith(("\n", " ")):
                text = text.lstrip(" ")
        if text:
            self._out.append(text)


def _without_comments(html: str) -> Iterator[str]:
    first, *others = html.split("<!--")
    yield first
    for part in others:
        yield part.partition("-->")[2]
