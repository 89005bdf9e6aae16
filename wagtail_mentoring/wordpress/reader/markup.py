"""A forgiving reader of the markup in an export.

WordPress loads files that no XML parser does: with prefixes that nobody declared, CDATA inside
CDATA, bare ampersands. So this one knows elements, CDATA and comments, and nothing else: there are
no document types and no entities of a file's own, hence nothing to expand or to fetch.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from wagtail_mentoring.wordpress.reader.errors import NotAnExport, Truncated
from wagtail_mentoring.wordpress.reader.text import Text

TAG = re.compile(r"<(/?)([A-Za-z_][\w:.\-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)(/?)>")
ATTRIBUTE = re.compile(r"(?<![\w:.\-])([\w:.\-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
NAME = re.compile(r"<(/?)([A-Za-z_][\w:.\-]*)")
CDATA, CDATA_END = "<![CDATA[", "]]>"
HTML_PAGE = "This is an HTML page, not an export. Perhaps the server answered with an error page."
LONGEST_TAG = 64 * 1024
LOOK_AHEAD = 256 * 1024
KNOWN_NAMESPACES = (
    (re.compile(r"https?://wordpress\.org/export/[^/]*/excerpt/?$"), "excerpt"),
    (re.compile(r"https?://wordpress\.org/export/[^/]*/?$"), "wp"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?$"), "content"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?$"), "dc"),
)


NOWHERE = -1


class Ahead(NamedTuple):
    """An element's next end tag, in places of the file; or how far there is none."""

    place: int
    is_found: bool = False
    section: int = NOWHERE
    """Where the last section before it opens."""
    cdata_end: int = NOWHERE
    """Where the ``]]>`` right before it stands."""


class Markup:
    """A cursor in the text of an export."""

    def __init__(self, chunks: Iterable[str], repaired: Counter[str]) -> None:
        self._chunks: Iterator[str] = iter(chunks)
        self._buffer = ""
        self._at = 0
        self._tag_at = 0
        self._line = 1
        self._forgotten = 0
        self._ahead = Ahead(0)
        self._ended = False
        self.is_blank = True
        self._prefixes: dict[str, str] = {}
        self._declared = {"xml"}
        self.repaired = repaired

    @property
    def line(self) -> int:
        return self._line + self._buffer.count("\n", 0, self._at)

    def fill(self) -> bool:
        """Read one more chunk, forgetting what has been read; False at the end."""
        if self._at:
            self._line += self._buffer.count("\n", 0, self._at)
            self._buffer = self._buffer[self._at :]
            self._forgotten += self._at
            self._at = 0
        for chunk in self._chunks:
            if chunk:
                self._buffer += chunk
                self.is_blank = self.is_blank and chunk.isspace()
                return True
        self._ended = True
        return False

    def next_tag(self) -> tuple[str, bool, str, bool] | None:
        """Name, whether it closes, attributes, whether it is empty; None at the end.

        Text between elements has no meaning in an export and is passed over.
        """
        while True:
            start = self._find("<")
            if start < 0:
                return None
            self._at = start
            if self._skip_special():
                continue
            tag = self._tag()
            if tag is None:
                self._at += 1
                continue
            self._tag_at, self._at = self._at, self._at + len(tag.group())
            closing, name, attributes, empty = tag.groups()
            if ":" in name or ":" in attributes:
                self._check_prefix(name, attributes)
            return self.canonical(name), bool(closing), attributes, bool(empty)

    def unread(self) -> None:
        """Let the tag just read come again: it ends an element that was never closed."""
        self._at = self._tag_at
        self.repaired["unclosed"] += 1

    def text_of(self, name: str, stops: frozenset[str], *, keep: bool = True) -> str:
        """The text of the element just opened, up to its end tag.

        Markup in it that is not in CDATA is text, too. An element that is never closed ends
        before the next tag that is in ``stops``.
        """
        if (simple := self._simple_text(name)) is not None:
            return simple
        text = Text(keep, self.repaired)
        self._ahead = Ahead(0)  # what was found ahead was of another name
        while True:
            if not self._plain_text(text):
                raise Truncated(self.line)
            if self._starts(CDATA):
                self._at += len(CDATA)
                text.flush()
                self._cdata(name, text)
            elif self._starts("<!--") and not self._starts("<!-- wp:"):
                self._skip_special()
            elif self._ends_here(name, stops):
                break
            else:
                text.add_plain("<")
                self._at += 1
        text.flush()
        if text.is_too_long:
            self.repaired["text_too_long"] += 1
        return text.value

    def _simple_text(self, name: str) -> str | None:
        """The text of an element as nearly all are, at a fraction of the time; else None."""
        begin, closing = self._at, f"</{name}>"
        if self._buffer.startswith(CDATA, begin):
            begin += len(CDATA)
            end = self._buffer.find(CDATA_END, begin)
            closing = f"{CDATA_END}{closing}"
        else:
            end = self._buffer.find("<", begin)
        if end < 0 or not self._buffer.startswith(closing, end):
            return None
        text = self._buffer[begin:end]
        if CDATA in text or ("&" in text and closing[0] == "<"):
            return None
        self._at = end + len(closing)
        return text

    def canonical(self, name: str) -> str:
        """The name with the prefix that WordPress itself uses."""
        prefix, colon, local = name.partition(":")
        return f"{self._prefixes.get(prefix, prefix)}:{local}" if colon else name

    def _check_prefix(self, name: str, attributes: str) -> None:
        if "xmlns:" in attributes:
            self._learn_prefixes(attributes)
        prefix, colon, _local = name.partition(":")
        if colon and prefix not in self._declared:
            self._declared.add(prefix)
            self.repaired[f"prefix {prefix}"] += 1

    def _learn_prefixes(self, attributes: str) -> None:
        for name, value in attributes_of(attributes).items():
            if name.startswith("xmlns:"):
                self._declared.add(name[6:])
                for pattern, canonical in KNOWN_NAMESPACES:
                    if pattern.match(value):
                        self._prefixes[name[6:]] = canonical
                        break

    def _plain_text(self, text: Text) -> bool:
        """Move to the next ``<``; False at the end."""
        while (found := self._buffer.find("<", self._at)) < 0:
            text.add_plain(self._buffer[self._at :])
            self._at = len(self._buffer)
            if not self.fill():
                return False
        text.add_plain(self._buffer[self._at : found])
        self._at = found
        return True

    def _find(self, what: str) -> int:
        """Where ``what`` is found next, forgetting what stands before it; -1 at the end."""
        while (found := self._buffer.find(what, self._at)) < 0:
            self._at = max(self._at, len(self._buffer) - len(what) + 1)
            if not self.fill():
                return -1
        return found

    def _need(self, size: int) -> None:
        while len(self._buffer) - self._at < size and not self._ended:
            self.fill()

    def _starts(self, what: str) -> bool:
        self._need(len(what))
        return self._buffer.startswith(what, self._at)

    def _skip_special(self) -> bool:
        """Pass over a comment, an instruction or CDATA between elements; refuse document types."""
        self._need(14)
        begins = self._buffer[self._at : self._at + 14]
        if begins[1:2] not in {"!", "?"}:
            return False
        for begin, end in ((CDATA, CDATA_END), ("<!--", "-->"), ("<?", "?>")):
            if begins.startswith(begin):
                self._at += len(begin)
                found = self._find(end)
                if found < 0:
                    raise Truncated(self.line)
                self._at = found + len(end)
                return True
        if begins.upper() == "<!DOCTYPE HTML":
            raise NotAnExport(HTML_PAGE)
        if begins.upper().startswith(("<!DOCTYPE", "<!ENTITY")):
            raise NotAnExport(
                f"Line {self.line} holds a document type, which no export of WordPress has."
                " The file is refused."
            )
        return False

    def _tag(self) -> re.Match[str] | None:
        """The whole tag at the cursor, if it is one."""
        self._need(256)
        while (match := TAG.match(self._buffer, self._at)) is None:
            known = len(self._buffer) - self._at
            is_tag = NAME.match(self._buffer, self._at) is not None
            if not is_tag or known > LONGEST_TAG or self._ended:
                return None
            if self._buffer.find(">", self._at) >= 0 and known > 4096:
                return None
            self._need(known + 1)
        return match

    def _ends_here(self, name: str, stops: frozenset[str]) -> bool:
        self._need(256)
        match = NAME.match(self._buffer, self._at)
        if match is None:
            return False
        found = self.canonical(match.group(2))
        if match.group(1) and found == name:
            end = self._find(">")
            if end < 0:
                raise Truncated(self.line)
            self._at = end + 1
            return True
        if found in stops:
            self.repaired["unclosed"] += 1
            return True
        return False

    def _cdata(self, name: str, text: Text) -> None:
        """Read what CDATA holds, up to the end that the writer of the file meant.

        A ``]]>`` is that end if the element's end tag or another section follows. Elsewhere it is
        not if CDATA was opened inside, or if another ``]]>`` stands right before the end tag: then
        a text about CDATA was not escaped.
        """
        opened = 0
        while True:
            end = self._buffer.find(CDATA_END, self._at)
            if end < 0:
                opened += self._cdata_piece(text)
                continue
            piece = self._buffer[self._at : end]
            opened += piece.count(CDATA)
            self._at = end
            text.add(piece)
            if self._ends_cdata(name) or (opened <= 0 and not self._goes_on(name)):
                self._at += len(CDATA_END)
                return
            text.add(CDATA_END)
            self._at += len(CDATA_END)
            self.repaired["cdata"] += 1
            opened -= 1

    def _cdata_piece(self, text: Text) -> int:
        """Take what is in the buffer but its last characters; how often CDATA opens in it."""
        end = max(self._at, len(self._buffer) - len(CDATA))
        piece = self._buffer[self._at : end]
        text.add(piece)
        self._at = end
        if not self.fill():
            raise Truncated(self.line)
        return piece.count(CDATA)

    def _ends_cdata(self, name: str) -> bool:
        self._need(len(CDATA_END) + 200)
        after = self._at + len(CDATA_END)
        rest = self._buffer[after : after + 200].lstrip()
        return rest.startswith(CDATA) or self._is_end_tag(rest, name)

    def _goes_on(self, name: str) -> bool:
        """Whether the element's end tag has another ``]]>`` before it, and no new section."""
        self._look_ahead(name)
        begin = self._forgotten + self._at + len(CDATA_END)
        return self._ahead.section < begin <= self._ahead.cdata_end

    def _look_ahead(self, name: str) -> None:
        """Find the element's next end tag; each place is looked at once, however often asked."""
        at, known = self._forgotten + self._at, self._ahead
        if known.is_found and at < known.place:
            return
        self._need(LOOK_AHEAD + 200)
        place = max(at, known.place) - self._forgotten
        while (place := self._buffer.find("</", place, self._at + LOOK_AHEAD)) >= 0:
            if self._is_end_tag(self._buffer[place : place + 200], name):
                self._ahead = self._before(place)
                return
            place += 2
        self._ahead = Ahead(at + LOOK_AHEAD - 1)

    def _before(self, place: int) -> Ahead:
        """What stands right before the end tag at a place in the buffer."""
        last = len(self._buffer[self._at : place].rstrip()) + self._at
        ends = self._buffer.endswith(CDATA_END, self._at, last)
        section = self._buffer.rfind(CDATA, self._at, place)
        return Ahead(
            place + self._forgotten,
            is_found=True,
            section=section + self._forgotten if section >= 0 else NOWHERE,
            cdata_end=last - len(CDATA_END) + self._forgotten if ends else NOWHERE,
        )

    def _is_end_tag(self, text: str, name: str) -> bool:
        match = NAME.match(text)
        return bool(match and match.group(1) and self.canonical(match.group(2)) == name)


def attributes_of(text: str) -> dict[str, str]:
    return {
        match.group(1): unescape(match.group(2) or match.group(3) or "")
        for match in ATTRIBUTE.finditer(text)
    }
