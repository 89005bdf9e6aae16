"""Writing blocks: paragraphs and headings, and what collects them."""

from __future__ import annotations

import re
import uuid
from html.parser import HTMLParser
from typing import Any

from wagtail_mentoring.wordpress.content.inline import Inline, plain
from wagtail_mentoring.wordpress.content.surroundings import Surroundings

Block = dict[str, Any]
NOTHING = re.compile(r"<li></li>|<[uo]l></[uo]l>")


class BlockWriter(HTMLParser):
    """Collects rich text until a block of another kind comes.

    Each class that builds on it knows more elements, and where a paragraph within them goes.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(convert_charrefs=True)
        self._around = surroundings
        self._blocks: list[Block] = []
        self._rich: list[str] = []
        self._inline = Inline()
        self._heading = ""
        self._after: list[Block] = []  # what cannot stand inside a list or a table

    def updatepos(self, i: int, j: int) -> int:
        """Line numbers, which nobody asks for, would take a tenth of the time."""
        return j

    @property
    def _is_inside(self) -> bool:
        """Whether a list, a quotation or a table is open, in which no block can stand."""
        return False

    def _end_paragraph(self) -> None:
        if html := self._inline.take():
            self._place(html)

    def _place(self, html: str) -> None:
        """Put a whole paragraph where it belongs."""
        if not self._heading:
            self._rich.append(f"<p>{html}</p>")
        elif self._heading in {"h1", "h2"} and "<a " not in html:
            self._add("heading", plain(html)[:255])
        else:
            self._rich.append(f"<h3>{html}</h3>")

    def _end_heading(self) -> None:
        self._end_paragraph()
        self._heading = ""

    def _add(self, kind: str, value: Any) -> None:
        if self._is_inside:
            self._after.append(block(kind, value))
        else:
            self._flush()
            self._blocks.append(block(kind, value))

    def _add_waiting(self) -> None:
        if self._after and not self._is_inside:
            self._flush()
            self._blocks += self._after
            self._after = []

    def _flush(self) -> None:
        if self._rich and not self._is_inside:
            html = "".join(self._rich)
            while (shorter := NOTHING.sub("", html)) != html:
                html = shorter
            self._rich = []
            if html:
                self._blocks.append(block("paragraph", html))

    def _start_of_link(self, url: str) -> str:
        if not url or self._inline.is_within("a"):
            return ""
        return self._around.link(url)


def item(value: Any) -> Block:
    """One of a list, as a StreamField stores it."""
    return block("item", value)


def block(kind: str, value: Any) -> Block:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}
