"""The text of one element, as it is put together from plain text and CDATA."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

NO_REFERENCE = re.compile(r"&(?!#[0-9]+;|#x[0-9A-Fa-f]+;|(?:amp|lt|gt|quot|apos);)")
"""Neither a reference to a character nor one of the five that XML knows."""
MOST_TEXT = 8 * 1024 * 1024
"""Characters in one element. More is not kept: no blog holds it, and it would fill the memory."""


class Text:
    """Collects an element's text, as far as it is wanted."""

    def __init__(self, keep: bool, repaired: Counter[str]) -> None:
        self._keep = keep
        self._repaired = repaired
        self._parts: list[str] = []
        self._plain: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        self._size += len(text)
        if self._keep and not self.is_too_long:
            self._parts.append(text)

    def add_plain(self, text: str) -> None:
        """Text that is not in CDATA, with references; one may be cut in two by the next call."""
        self._size += len(text)
        if self._keep and not self.is_too_long:
            self._plain.append(text)

    def flush(self) -> None:
        if self._plain:
            text = "".join(self._plain)
            if "&" in text:
                if loose := len(NO_REFERENCE.findall(text)):
                    self._repaired["ampersand"] += loose
                text = unescape(text)
            self._parts.append(text)
            self._plain.clear()

    @property
    def is_too_long(self) -> bool:
        return self._size > MOST_TEXT

    @property
    def value(self) -> str:
        return "".join(self._parts)
