"""From the text of a post to the blocks of an article.

Understands what both editors of WordPress write: HTML whose blank lines make paragraphs, and
HTML with a comment around each block. No markup is copied; whatever is no block of ours becomes
text, and is reported.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from wagtail_mentoring.text import plain_text
from wagtail_mentoring.text.characters import normalise
from wagtail_mentoring.wordpress.content import shortcodes
from wagtail_mentoring.wordpress.content.inline import FORMATS
from wagtail_mentoring.wordpress.content.pictures import Attributes, Figure, PictureWriter
from wagtail_mentoring.wordpress.content.surroundings import Surroundings
from wagtail_mentoring.wordpress.content.writer import Block
from wagtail_mentoring.wordpress.reader.text import MOST_TEXT

PARAGRAPHS = frozenset(
    {"address", "article", "aside", "center", "dd", "details", "div", "dl", "fieldset", "footer"}
    | {"form", "header", "main", "nav", "p", "section", "summary", "body", "html", "dt", "noscript"}
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
DROPPED = frozenset({"script", "style", "template", "svg", "head", "select", "textarea"})
VOID_DROPPED = frozenset({"input", "link", "meta", "base"})
REUSABLE = re.compile(r"<!--\s+wp:block\s+(\{[^{}]*\})\s*/-->")
BLOCK = re.compile(r"(/?)wp:([\w/-]+)(.*)", re.DOTALL)
FRAMES = frozenset({"iframe", "embed", "object", "wp-embed"})
PLAYERS = frozenset({"audio", "video", "source", "wp-file"})


@dataclass
class Body:
    """The blocks of an article, and the words that stood before its "more"."""

    blocks: list[Block]
    teaser: str = ""


def convert(source: str, surroundings: Surroundings) -> Body:
    """Blocks as a StreamField stores them."""
    source = normalise(source)
    source = _with_shared_blocks(source, surroundings)
    writer = BodyWriter(source, surroundings)
    html = shortcodes.expand(source, surroundings)
    end = html.rfind(">") + 1  # a tag that begins after it never ends; the parser takes long to see
    writer.feed(html[:end] + html[end:].replace("<", "&lt;"))
    writer.close()
    return writer.finish()


def _with_shared_blocks(source: str, surroundings: Surroundings) -> str:
    """The source with blocks that many items share; they may hold others, or each other."""
    room = MOST_TEXT

    def shared(match: re.Match[str]) -> str:
        nonlocal room
        text = surroundings.reusable_block(str(_values(match.group(1)).get("ref", "")))
        room -= len(text)
        return text if room >= 0 else ""

    for _level in range(3):
        source = REUSABLE.sub(shared, source)
    return source


class BodyWriter(PictureWriter):
    def __init__(self, source: str, surroundings: Surroundings) -> None:
        super().__init__(surroundings)
        self._is_gutenberg = "<!-- wp:" in source
        self._has_references = "&#" in source
        self._pre: list[str] | None = None
        self._dropped: list[str] = []
        self._teaser = ""

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if self._dropped or tag in DROPPED:
            self._drop(tag)
        elif self._pre is not None:
            if tag == "br":
                self._pre.append("\n")
        elif tag == "cite" and self._pull_quote is not None:
            self._end_paragraph()
            self._quote_part = "attribution"
        elif tag in FORMATS:
            self._inline.open(tag, f"<{FORMATS[tag]}>")
        elif tag == "a":
            self._link_target = attributes.get("href", "")
            self._inline.open("a", self._start_of_link(self._link_target))
        elif tag == "br":
            self._inline.raw("<br/>")
        elif tag == "q":
            self._inline.text("“")
        elif tag == "img":
            self._image(attributes)
        elif tag in PARAGRAPHS:
            self._end_paragraph()
            if tag == "dt":
                self._inline.open("dt", "<b>")
        elif tag not in VOID_DROPPED:
            self._start_block(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<script/>`` would otherwise never end."""
        if tag not in DROPPED and not self._dropped:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            if tag == self._dropped[-1]:
                self._dropped.pop()
        elif self._pre is not None:
            if tag == "pre":
                self._end_preformatted()
        elif tag in FORMATS or tag == "a":
            self._inline.close(tag)
            if tag == "a":
                self._link_target = ""
        elif tag == "q":
            self._inline.text("”")
        elif tag in PARAGRAPHS:
            self._end_paragraph()
            self._inline.close("dt")
        elif tag in HEADINGS:
            self._end_heading()
        elif tag in {"ul", "ol"}:
            self._end_list(tag)
        elif tag == "li":
            self._end_paragraph()
        elif tag == "blockquote":
            self._end_quote()
        elif tag == "figcaption":
            self._end_caption()
        elif tag == "figure":
            self._end_figure()
        elif self._table is not None:
            self._end_in_table(tag)

    def handle_data(self, data: str) -> None:
        if self._dropped:
            return
        if self._has_references:
            data = normalise(data)  # a reference may stand for what text may not hold
        if self._pre is not None:
            self._pre.append(data)
        elif self._is_gutenberg or self._table is not None or self._figures:
            self._inline.text(re.sub(r"\s+", " ", data))
        else:
            self._typed(data)

    def handle_comment(self, data: str) -> None:
        if self._dropped or self._pre is not None:
            return
        word = data.strip().partition(" ")[0]
        if word.startswith("more"):
            self._more()
        elif match := BLOCK.fullmatch(data.strip()):
            closing, name, rest = match.groups()
            values = rest.removesuffix("/").strip()
            if not values or (values[0] == "{" and values[-1] == "}"):
                self._gutenberg(name, bool(closing), _values(values), rest.endswith("/"))

    # Blocks of the newer editor that say more in their comment than in their HTML

    def _gutenberg(self, name: str, closing: bool, values: dict[str, Any], empty: bool) -> None:
        name = name.removeprefix("core/")
        if name == "embed" or name.startswith("core-embed/"):
            self._end_paragraph()
            self._embedded = "" if closing else str(values.get("url", ""))
            if self._embedded:
                self._embed(self._embedded)
        elif name == "gallery":
            self._end_paragraph()
            if closing:
                self._end_gallery()
            else:
                self._gallery = []
        elif name == "pullquote":
            self._end_paragraph()
            if closing:
                self._end_pull_quote()
            else:
                self._pull_quote = {"quote": "", "attribution": ""}
                self._quote_part = "quote"
        elif name == "social-link" and values.get("url"):
            words = values.get("label") or values.get("service") or values["url"]
            self._missing(str(values["url"]), str(words))
        elif empty and name not in {"more", "nextpage", "separator", "spacer", "block", "image"}:
            self._around.note("dynamic_block", name)

    def _more(self) -> None:
        self._end_paragraph()
        self._flush()
        if not self._teaser and all(block["type"] == "paragraph" for block in self._blocks):
            html = "".join(str(block["value"]) for block in self._blocks)
            if html.count("<p>") == 1 and not re.search(r"<(?!/?p>|br/>)", html):
                self._teaser = plain_text(html)
                self._blocks = []

    # Paragraphs

    def _typed(self, data: str) -> None:
        """Text of the older editor: blank lines make paragraphs, line feeds line breaks."""
        for number, part in enumerate(re.split(r"\n[ \t]*(?:\n[ \t]*)+", data)):
            if number:
                self._end_paragraph()
            for line_number, line in enumerate(part.split("\n")):
                if line_number:
                    self._inline.raw("<br/>" if not self._lists else " ")
                self._inline.text(line)

    # Other elements

    def _start_block(self, tag: str, attributes: Attributes) -> None:
        if tag in HEADINGS:
            self._end_paragraph()
            self._heading = "" if self._lists or self._table else tag
        elif tag in {"ul", "ol"}:
            self._start_list(tag)
        elif tag == "li":
            self._start_item()
        elif tag == "blockquote":
            self._end_paragraph()
            self._quotes.append([])
        elif tag == "hr":
            self._end_paragraph()
            if not (self._lists or self._quotes or self._table):
                self._rich.append("<hr/>")
        elif tag == "pre":
            self._end_paragraph()
            self._pre = []
        elif tag == "figure":
            self._end_paragraph()
            self._figures.append(Figure(number=attributes.get("data-id", "")))
        elif tag == "figcaption":
            self._end_paragraph()
        elif tag in {"table", "tr", "td", "th", "thead", "caption"}:
            self._start_in_table(tag)
        elif tag == "wp-gallery":
            self._whole_gallery(attributes.get("ids", ""))
        elif tag in FRAMES:
            names = ("src", "data", "url")
            self._embed(next((attributes[name] for name in names if attributes.get(name)), ""))
        elif tag in PLAYERS:
            self._play(tag, attributes.get("src") or attributes.get("url", ""))

    def _end_preformatted(self) -> None:
        text = "".join(self._pre or []).strip("\n")
        self._pre = None
        if text.strip():
            self._add("preformatted", text)

    def _drop(self, tag: str) -> None:
        if tag in DROPPED:
            self._dropped.append(tag)
        if tag in {"script", "style"}:
            self._around.note("dropped", tag)

    def finish(self) -> Body:
        """Whatever was left open ends here."""
        if self._pre is not None:
            self._end_preformatted()
        self._end_paragraph()
        if self._table is not None:
            self._end_table()
        for tag in reversed(list(self._lists)):
            self._end_list(tag)
        while self._quotes:
            self._end_quote()
        while self._figures:
            self._end_figure()
        self._end_gallery()
        self._end_pull_quote()
        self._add_waiting()
        self._flush()
        return Body(self._blocks, self._teaser)


def _values(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}
