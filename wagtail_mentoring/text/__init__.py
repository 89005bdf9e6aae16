"""Cleaning what visitors typed, and turning HTML into plain text. Pure functions."""

from __future__ import annotations

from html import escape, unescape

from django.utils.text import Truncator

from wagtail_mentoring.conf import Defaults, app_settings
from wagtail_mentoring.text import engines
from wagtail_mentoring.text.characters import BIDI_CONTROLS, FORBIDDEN, normalise
from wagtail_mentoring.text.links import links_in, safe_url
from wagtail_mentoring.text.reader import TextReader
from wagtail_mentoring.text.writers import LINK_REL, TypingWriter, Writer

__all__ = [
    "LINK_REL",
    "MAX_TAGS",
    "clean_html",
    "comment_html",
    "excerpt",
    "links_in",
    "plain_text",
    "safe_url",
    "single_line",
    "too_complex",
]

MAX_TAGS = 200
"""More ``<`` than this are not parsed: deep nesting takes html5lib seconds."""


def clean_html(source: str) -> str:
    """The only door for visitors' HTML: what of it is safe to print on a page.

    Source that is too long or too deep to parse in good time comes back as escaped text.
    """
    source = normalise(source)
    if _is_oversized(source):
        return escape(unescape(source), quote=False)
    return Writer().write(engines.clean(source))


def comment_html(source: str) -> str:
    """A comment as it is stored: typed paragraphs, line breaks and links, and allowed HTML."""
    source = normalise(source).strip()
    writer = TypingWriter()
    if "<" not in source and "&" not in source:
        return writer.write_text(source)  # no markup, no reference: nothing to parse
    if _is_oversized(source):
        return writer.write_text(unescape(source))
    return writer.write(engines.clean(source))


def too_complex(source: str) -> bool:
    """Whether forms should refuse the text for having too much markup."""
    return source.count("<") > MAX_TAGS


def plain_text(html: str) -> str:
    """The text of HTML: a blank line between paragraphs, no markup, no scripts."""
    return TextReader().read(html)


def excerpt(text: str, words: int = 30) -> str:
    """The first words of plain text, on one line."""
    return Truncator(single_line(text)).words(words, truncate=" …")


def single_line(value: str) -> str:
    """Plain text fit for a name, a heading or a mail header: no breaks, controls or overrides."""
    return " ".join(BIDI_CONTROLS.sub("", FORBIDDEN.sub(" ", value)).split())


def _is_oversized(source: str) -> bool:
    """A site may allow longer comments, at the price of its own time; never shorter imports."""
    longest = max(Defaults.COMMENT_MAX_LENGTH, app_settings.COMMENT_MAX_LENGTH)
    return len(source) > longest or too_complex(source)
