"""Reads the articles of the demo: a few lines of facts, then text in a small Markdown.

Blocks are parted by blank lines::

    ## A heading              >> A pull quote
    - a list                  -- and who said it
    1. a numbered list        !!! takeaway
    > a message               its text
                              {{ give-back }}
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

LIST_ITEM = re.compile(r"(-|\d+\.) +")
INLINE = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"\*(.+?)\*"), r"<i>\1</i>"),
    (re.compile(r"\[(.+?)\]\((.+?)\)"), r'<a href="\2">\1</a>'),
)

Block = dict[str, Any]


@dataclass
class Source:
    """``page:slug`` points at an article of the demo."""

    title: str
    place: str = ""
    url: str = ""
    date: str = ""
    answered: bool = False


@dataclass
class Article:
    slug: str
    facts: dict[str, str]
    sources: list[Source] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)

    def names(self, key: str) -> list[str]:
        """A fact that lists several things."""
        return [name.strip() for name in self.facts[key].split(",")]


def read_article(path: Path) -> Article:
    head, _, text = path.read_text(encoding="utf-8").partition("\n---\n")
    article = Article(path.stem, {})
    for line in head.splitlines():
        key, _, value = line.partition(": ")
        if key in ("source", "answers"):
            article.sources.append(read_source(value, answered=key == "answers"))
        else:
            article.facts[key] = value
    article.body = read_body(text)
    return article


def read_source(value: str, *, answered: bool) -> Source:
    parts = [part.strip() for part in value.split("|")]
    if parts[1].startswith("page:"):
        return Source(parts[0], url=parts[1], answered=answered)
    return Source(*parts, answered=answered)


def read_body(text: str) -> list[Block]:
    """Stream blocks; neighbouring paragraphs and lists become one block of rich text."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        block = read_block(chunk)
        if blocks and block["type"] == blocks[-1]["type"] == "paragraph":
            blocks[-1]["value"] += block["value"]
        else:
            blocks.append(block)
    return blocks


def read_block(chunk: str) -> Block:
    first, *rest = chunk.splitlines()
    if first.startswith("## "):
        return {"type": "heading", "value": first[3:]}
    if first.startswith(">> "):
        said_by = rest[0].removeprefix("-- ") if rest else ""
        return {"type": "quote", "value": {"quote": first[3:], "attribution": said_by}}
    if first == "!!! takeaway":
        text = f"<p>{inline(' '.join(rest))}</p>"
        return {"type": "takeaway", "value": {"heading": "In short", "text": text}}
    if first == "{{ give-back }}":
        return {"type": "give_back", "value": {}}
    if LIST_ITEM.match(first):
        return {"type": "paragraph", "value": read_list([first, *rest])}
    if first.startswith("> "):
        return {"type": "paragraph", "value": f"<p><i>{inline(chunk[2:])}</i></p>"}
    return {"type": "paragraph", "value": f"<p>{inline(chunk)}</p>"}


def read_list(lines: list[str]) -> str:
    name = "ul" if lines[0].startswith("-") else "ol"
    items = "".join(f"<li>{inline(LIST_ITEM.sub('', line, count=1))}</li>" for line in lines)
    return f"<{name}>{items}</{name}>"


def inline(text: str) -> str:
    text = escape(text, quote=False)
    for pattern, replacement in INLINE:
        text = pattern.sub(replacement, text)
    return text
