"""Where a section of CDATA ends, in files whose writers escaped no text about CDATA."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from wagtail_mentoring.wordpress.reader.cursor import Cursor
from wagtail_mentoring.wordpress.reader.errors import Truncated
from wagtail_mentoring.wordpress.reader.text import Text

CDATA, CDATA_END = "<![CDATA[", "]]>"
LOOK_AHEAD = 256 * 1024
LONGEST_NAME = 200
NOWHERE = -1


class Ahead(NamedTuple):
    """An element's next end tag, in places of the whole text; or how far there is none."""

    place: int
    is_found: bool = False
    section: int = NOWHERE
    """Where the last section before it opens."""
    cdata_end: int = NOWHERE
    """Where the ``]]>`` right before it stands."""


class Cdata:
    """Reads the sections of CDATA in one element.

    A ``]]>`` is the end that the writer of the file meant if the element's end tag or another
    section follows. Elsewhere it is not if CDATA was opened inside, or if another ``]]>`` stands
    right before the end tag: then a text about CDATA was not escaped.
    """

    def __init__(
        self,
        cursor: Cursor,
        is_end_tag: Callable[[str], bool],
        text: Text,
        repaired: Counter[str],
    ) -> None:
        self._cursor = cursor
        self._is_end_tag = is_end_tag
        self._text = text
        self._repaired = repaired
        self._ahead = Ahead(0)

    def read(self) -> None:
        """Read a section that has just opened; raises Truncated if the file ends before it."""
        cursor, text = self._cursor, self._text
        opened = 0
        while True:
            end = cursor.buffer.find(CDATA_END, cursor.at)
            if end < 0:
                opened += self._piece()
                continue
            piece = cursor.buffer[cursor.at : end]
            opened += piece.count(CDATA)
            cursor.at = end
            text.add(piece)
            if self._ends() or (opened <= 0 and not self._goes_on()):
                cursor.at += len(CDATA_END)
                return
            text.add(CDATA_END)
            cursor.at += len(CDATA_END)
            self._repaired["cdata"] += 1
            opened -= 1

    def _piece(self) -> int:
        """Take what is in the buffer but its last characters; how often CDATA opens in it."""
        cursor = self._cursor
        end = max(cursor.at, len(cursor.buffer) - len(CDATA))
        piece = cursor.buffer[cursor.at : end]
        self._text.add(piece)
        cursor.at = end
        if not cursor.fill():
            raise Truncated(cursor.line)
        return piece.count(CDATA)

    def _ends(self) -> bool:
        """Whether the element's end tag or another section follows the ``]]>`` at the cursor."""
        cursor = self._cursor
        cursor.need(len(CDATA_END) + LONGEST_NAME)
        after = cursor.at + len(CDATA_END)
        rest = cursor.buffer[after : after + LONGEST_NAME].lstrip()
        return rest.startswith(CDATA) or self._is_end_tag(rest)

    def _goes_on(self) -> bool:
        """Whether the element's end tag has another ``]]>`` before it, and no new section."""
        self._look_ahead()
        after = self._cursor.begin + self._cursor.at + len(CDATA_END)
        return self._ahead.section < after <= self._ahead.cdata_end

    def _look_ahead(self) -> None:
        """Find the element's next end tag; each place is looked at once, however often asked."""
        cursor, known = self._cursor, self._ahead
        here = cursor.begin + cursor.at
        if known.is_found and here < known.place:
            return
        cursor.need(LOOK_AHEAD + LONGEST_NAME)
        place = max(here, known.place) - cursor.begin
        while (place := cursor.buffer.find("</", place, cursor.at + LOOK_AHEAD)) >= 0:
            if self._is_end_tag(cursor.buffer[place : place + LONGEST_NAME]):
                self._ahead = self._before(place)
                return
            place += 2
        self._ahead = Ahead(here + LOOK_AHEAD - 1)

    def _before(self, place: int) -> Ahead:
        """What stands right before the end tag at a place in the buffer."""
        at, begin, buffer = self._cursor.at, self._cursor.begin, self._cursor.buffer
        last = at + len(buffer[at:place].rstrip())
        section = buffer.rfind(CDATA, at, place)
        ends = buffer.endswith(CDATA_END, at, last)
        return Ahead(
            begin + place,
            is_found=True,
            section=begin + section if section >= 0 else NOWHERE,
            cdata_end=begin + last - len(CDATA_END) if ends else NOWHERE,
        )
