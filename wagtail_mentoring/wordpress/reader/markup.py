"""A forgiving reader of the markup in an export.

WordPress loads files that no XML parser does: with prefixes that nobody declared, CDATA inside
CDATA, bare ampersands. So this one knows elements, CDATA and comments, and nothing else: there are
no document types and no entities of a file's own, hence nothing to expand or to fetch.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import partial
from html import unescape

from wagtail_mentoring.wordpress.reader.cdata import CDATA, CDATA_END, Cdata
from wagtail_mentoring.wordpress.reader.cursor import Cursor
from wagtail_mentoring.wordpress.reader.errors import NotAnExport, Truncated
from wagtail_mentoring.wordpress.reader.text import Text

TAG = re.compile(r"<(/?)([A-Za-z_][\w:.\-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)(/?)>")
ATTRIBUTE = re.compile(r"(?<![\w:.\-])([\w:.\-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
NAME = re.compile(r"<(/?)([A-Za-z_][\w:.\-]*)")
HTML_PAGE = "This is an HTML page, not an export. Perhaps the server answered with an error page."
LONGEST_TAG = 64 * 1024
KNOWN_NAMESPACES = (
    (re.compile(r"https?://wordpress\.org/export/[^/]*/excerpt/?$"), "excerpt"),
    (re.compile(r"https?://wordpress\.org/export/[^/]*/?$"), "wp"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?$"), "content"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?$"), "dc"),
)


class Markup(Cursor):
    """A cursor that knows elements and the text in them."""

    def __init__(self, chunks: Iterable[str], repaired: Counter[str]) -> None:
        super().__init__(chunks)
        self._tag_at = 0
        self._prefixes: dict[str, str] = {}
        self._declared = {"xml"}
        self.repaired = repaired

    def next_tag(self) -> tuple[str, bool, str, bool] | None:
        """Name, whether it closes, attributes, whether it is empty; None at the end.

        Text between elements has no meaning in an export and is passed over.
        """
        while True:
            start = self.find("<")
            if start < 0:
                return None
            self.at = start
            if self._skip_special():
                continue
            tag = self._tag()
            if tag is None:
                self.at += 1
                continue
            self._tag_at, self.at = self.at, self.at + len(tag.group())
            closing, name, attributes, empty = tag.groups()
            if ":" in name or ":" in attributes:
                self._check_prefix(name, attributes)
            return self.canonical(name), bool(closing), attributes, bool(empty)

    def unread(self) -> None:
        """Let the tag just read come again: it ends an element that was never closed."""
        self.at = self._tag_at
        self.repaired["unclosed"] += 1

    def text_of(self, name: str, stops: frozenset[str], *, keep: bool = True) -> str:
        """The text of the element just opened, up to its end tag.

        Markup in it that is not in CDATA is text, too. An element that is never closed ends
        before the next tag that is in ``stops``.
        """
        if (simple := self._simple_text(name)) is not None:
            return simple
        text = Text(keep, self.repaired)
        cdata = Cdata(self, partial(self._is_end_tag, name), text, self.repaired)
        while True:
            if not self._plain_text(text):
                raise Truncated(self.line)
            if self.starts(CDATA):
                self.at += len(CDATA)
                text.flush()
                cdata.read()
            elif self.starts("<!--") and not self.starts("<!-- wp:"):
                self._skip_special()
            elif self._ends_here(name, stops):
                break
            else:
                text.add_plain("<")
                self.at += 1
        text.flush()
        if text.is_too_long:
            self.repaired["text_too_long"] += 1
        return text.value

    def _simple_text(self, name: str) -> str | None:
        """The text of an element as nearly all are, at a fraction of the time; else None."""
        begin, closing = self.at, f"</{name}>"
        if self.buffer.startswith(CDATA, begin):
            begin += len(CDATA)
            end = self.buffer.find(CDATA_END, begin)
            closing = f"{CDATA_END}{closing}"
        else:
            end = self.buffer.find("<", begin)
        if end < 0 or not self.buffer.startswith(closing, end):
            return None
        text = self.buffer[begin:end]
        if CDATA in text or ("&" in text and closing[0] == "<"):
            return None
        self.at = end + len(closing)
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
        while (found := self.buffer.find("<", self.at)) < 0:
            text.add_plain(self.buffer[self.at :])
            self.at = len(self.buffer)
            if not self.fill():
                return False
        text.add_plain(self.buffer[self.at : found])
        self.at = found
        return True

    def _skip_special(self) -> bool:
        """Pass over a comment, an instruction or CDATA between elements; refuse document types."""
        self.need(14)
        begins = self.buffer[self.at : self.at + 14]
        if begins[1:2] not in {"!", "?"}:
            return False
        for begin, end in ((CDATA, CDATA_END), ("<!--", "-->"), ("<?", "?>")):
            if begins.startswith(begin):
                self.at += len(begin)
                found = self.find(end)
                if found < 0:
                    raise Truncated(self.line)
                self.at = found + len(end)
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
        self.need(256)
        while (match := TAG.match(self.buffer, self.at)) is None:
            known = len(self.buffer) - self.at
            is_tag = NAME.match(self.buffer, self.at) is not None
            if not is_tag or known > LONGEST_TAG or self.has_ended:
                return None
            if self.buffer.find(">", self.at) >= 0 and known > 4096:
                return None
            self.need(known + 1)
        return match

    def _ends_here(self, name: str, stops: frozenset[str]) -> bool:
        self.need(256)
        match = NAME.match(self.buffer, self.at)
        if match is None:
            return False
        found = self.canonical(match.group(2))
        if match.group(1) and found == name:
            end = self.find(">")
            if end < 0:
                raise Truncated(self.line)
            self.at = end + 1
            return True
        if found in stops:
            self.repaired["unclosed"] += 1
            return True
        return False

    def _is_end_tag(self, name: str, text: str) -> bool:
        match = NAME.match(text)
        return bool(match and match.group(1) and self.canonical(match.group(2)) == name)


def attributes_of(text: str) -> dict[str, str]:
    return {
        match.group(1): unescape(match.group(2) or match.group(3) or "")
        for match in ATTRIBUTE.finditer(text)
    }
