"""Addresses of the blog: of items, of their parts, of files."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

from wagtail_mentoring.wordpress.reader.items import Item

FEWEST_COMMENTS = 20
"""The fewest on a page that are usual; the file does not say how many there were."""
PART = re.compile(r"/(?:comment-page-\d+|\d+)$")


def split_url(url: str) -> SplitResult:
    """The parts of an address; empty ones if it is none."""
    try:
        return urlsplit(url.strip())
    except ValueError:
        return urlsplit("")


def addresses(item: Item, base_path: str) -> list[str]:
    """Every address of the blog that led to an item, its permalink first."""
    found = []
    if item.link and (path := own_path(item.link)) and path != own_path(base_path):
        found.append(path)
    if item.id:
        found.append(f"{base_path}/?p={item.id}")
        if item.type == "page":
            found.append(f"{base_path}/?page_id={item.id}")
        elif item.type == "attachment":
            found.append(f"{base_path}/?attachment_id={item.id}")
    return list(dict.fromkeys(found))


def parts_of(item: Item) -> list[str]:
    """The later pages of a long text and of its comments, which had addresses of their own."""
    path = own_path(item.link)
    if not path or "?" in path:
        return []
    found = [f"{path}/{number + 2}" for number in range(item.content.count("<!--nextpage-->"))]
    pages = -(-len(item.comments) // FEWEST_COMMENTS) if len(item.comments) > FEWEST_COMMENTS else 0
    return found + [f"{path}/comment-page-{number + 1}" for number in range(pages)]


def own_path(url: str) -> str:
    """Path and query of an address, without escapes and without a slash at the end."""
    parts = split_url(url)
    path = unquote(parts.path).rstrip("/")
    return f"{path or '/'}?{parts.query}" if parts.query else path or "/"


def upload_path(url: str) -> str:
    """The path of a file below the folder of uploads; empty for an address outside of it."""
    parts = split_url(url)
    path = unquote(parts.path)
    if parts.netloc.endswith(".files.wordpress.com"):
        return path.lstrip("/")
    for folder in ("/uploads/", "/files/"):
        _before, mark, after = path.partition(folder)
        if mark:
            return after
    return ""


def without_part(path: str) -> str:
    """The path of an item, from that of a later page of it."""
    return PART.sub("", path)
