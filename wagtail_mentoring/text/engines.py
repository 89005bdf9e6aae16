"""The two libraries that parse visitors' HTML, behind one function.

Whichever is chosen keeps a few elements only. Its result is not printed as it is:
:class:`~wagtail_mentoring.text.writers.Writer` writes every tag, link and character afresh.
"""

from __future__ import annotations

import re

import bleach

from wagtail_mentoring.conf import app_settings
from wagtail_mentoring.text.links import SCHEMES
from wagtail_mentoring.text.writers import BLOCKS, INLINE, PARAGRAPH_LIKE

KEPT = BLOCKS | INLINE | PARAGRAPH_LIKE | {"br"}

DROPPED = frozenset(
    {"abbr", "acronym", "bdi", "bdo", "big", "cite", "del", "dfn", "font", "img", "ins", "kbd"}
    | {"label", "mark", "q", "s", "samp", "small", "span", "strike", "sub", "sup", "time", "tt"}
    | {"u", "var", "wbr"}
)
"""Elements whose tags vanish while their text stays, as in text pasted from elsewhere.

Whatever else looks like a tag is what somebody meant to say ("List<String>", "<script>"): it is
shown as typed. So no engine ever meets a script, a table, a form or foreign markup.
"""

_NOT_A_TAG = re.compile(
    rf"<(?!/?(?:{'|'.join(sorted(KEPT | DROPPED))})(?=[\s/>])|!--)", re.IGNORECASE
)


def clean(source: str) -> str:
    """The source with no elements but those kept, as the chosen library reads it."""
    end = source.rfind(">") + 1  # what is opened after it was never closed
    source = _NOT_A_TAG.sub("&lt;", source[:end]) + source[end:].replace("<", "&lt;")
    if app_settings.HTML_CLEANER == "nh3":
        return _clean_with_nh3(source)
    return _clean_with_bleach(source)


def _clean_with_bleach(source: str) -> str:
    # A Cleaner is not thread-safe, so each call has its own.
    cleaner = bleach.Cleaner(tags=KEPT, attributes={"a": ["href"]}, protocols=SCHEMES, strip=True)
    return cleaner.clean(source)


def _clean_with_nh3(source: str) -> str:
    import nh3

    return nh3.clean(
        source,
        tags=set(KEPT),
        clean_content_tags=set(),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        link_rel=None,  # the writer sets its own; nh3 may not do both
    )
