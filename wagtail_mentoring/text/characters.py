"""Characters that no text of ours may hold."""

from __future__ import annotations

import re

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Controls, lone surrogates and noncharacters: not allowed in HTML, XML feeds or UTF-8."""

BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They reorder the text around them: a name with one could spoil the line it stands in."""


def normalise(source: str) -> str:
    """The text with plain line feeds and without forbidden characters."""
    return FORBIDDEN.sub("", source.replace("\r\n", "\n").replace("\r", "\n"))
