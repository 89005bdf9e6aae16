"""What the first reading of a file remembers for the second: counts, addresses, files.

It is kept in a temporary database on disk, so that memory stays flat whatever the blog's size.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

from wagtail_mentoring.wordpress import dates, threads
from wagtail_mentoring.wordpress.reader.items import Author, Channel, Item, Term
from wagtail_mentoring.wordpress.urls import addresses, split_url, upload_path, without_part

TABLES = """
CREATE TABLE address (path TEXT PRIMARY KEY, key TEXT, type TEXT);
CREATE INDEX by_key ON address (key);
CREATE TABLE attachment (
    id TEXT PRIMARY KEY, key TEXT, url TEXT, path TEXT, title TEXT, alt TEXT, caption TEXT,
    parent TEXT, position INTEGER
);
CREATE INDEX by_path ON attachment (path);
CREATE INDEX by_parent ON attachment (parent);
CREATE TABLE child (key TEXT PRIMARY KEY, type TEXT, parent_path TEXT);
CREATE TABLE claimed (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE block (id TEXT PRIMARY KEY, content TEXT);
"""
NONE = "(none)"


@dataclass(frozen=True)
class Attachment:
    """A file of the media library."""

    id: str
    key: str
    url: str
    path: str
    title: str
    alt: str
    caption: str


class Keys:
    """Gives every item a key that is the same in each reading, even where the file has none."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, item: Item) -> str:
        base = item.id or f"link {_digest(item.link or item.title or item.content)}"
        if base in self._seen:
            base = f"{base} {_digest(item.slug or item.link or item.title)}"
        self._seen[base] = number = self._seen.get(base, 0) + 1
        return base if number == 1 else f"{base} {number}"


class Catalogue:
    """Filled by the first reading."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.executescript(TABLES)
        self.posts: Counter[str] = Counter()
        self.comments: Counter[str] = Counter()
        self.terms: dict[str, dict[str, Term]] = {"category": {}, "post_tag": {}}
        self.authors: dict[str, Author] = {}
        self.repaired: Counter[str] = Counter()
        self.depth = 0
        self.orphans = 0
        self.hosts: set[str] = set()
        self.months: set[str] = set()
        """Years and months with posts, as ``2010/12``."""
        self.base_path = ""

    def learn_channel(self, channel: Channel) -> None:
        for url in (channel.link, channel.base_blog_url, channel.base_site_url):
            host = split_url(url).hostname or ""
            if host:
                self.hosts.add(host.removeprefix("www."))
        self.base_path = split_url(channel.url).path.rstrip("/")

    def add_author(self, author: Author) -> None:
        author.login = tidy_login(author.login)
        if author.login:
            self.authors[author.login] = author

    def add_term(self, term: Term) -> None:
        known = self.terms.get(term.taxonomy)
        slug = term.slug or term.name
        if known is not None and slug and (slug not in known or not known[slug].name):
            known[slug] = term

    def add(self, item: Item, key: str) -> None:
        self.posts[f"{item.type or NONE}/{item.status or NONE}"] += 1
        login = tidy_login(item.creator)
        if login and login not in self.authors:
            self.authors[login] = Author(login=login, name=login)
        for term in article_terms(item):
            self.add_term(term)
        self._add_comments(item)
        if item.type == "post" and item.status == "publish" and (day := dates.day(item)):
            self.months |= {f"{day:%Y}", f"{day:%Y/%m}"}
        if item.type == "attachment":
            self._add_attachment(item, key)
        elif item.type == "wp_block":
            self._database.execute(
                "INSERT OR IGNORE INTO block VALUES (?, ?)", (item.id, item.content)
            )
        elif item.parent not in {"", "0"}:
            self._database.execute(
                "INSERT OR IGNORE INTO child VALUES (?, ?, ?)",
                (key, item.type, f"{self.base_path}/?p={item.parent}"),
            )
        for path in addresses(item, self.base_path):
            self._database.execute(
                "INSERT OR IGNORE INTO address VALUES (?, ?, ?)", (path, key, item.type)
            )

    def _add_comments(self, item: Item) -> None:
        for comment in item.comments:
            self.comments[f"{comment.kind}/{comment.approved}"] += 1
        thread = threads.arrange(item.comments.heads)
        self.depth = max(self.depth, thread.depth)
        self.orphans += len(thread.lost)
        self.repaired.update(thread.repaired)
        if thread.lost:
            self.repaired["comment_lost_parent"] += len(thread.lost)

    def _add_attachment(self, item: Item, key: str) -> None:
        url = item.attachment_url or item.link
        row = (
            item.id or key,
            key,
            url,
            upload_path(url) or item.meta.get("_wp_attached_file", ""),
            item.title,
            item.meta.get("_wp_attachment_image_alt", ""),
            item.excerpt,
            item.parent,
            int(item.position) if item.position.isdigit() else 0,
        )
        self._database.execute(
            f"INSERT OR IGNORE INTO attachment VALUES ({', '.join('?' * len(row))})", row
        )

    def is_own(self, host: str) -> bool:
        """Whether a host name is the blog's."""
        return host.removeprefix("www.") in self.hosts

    def item_at(self, path: str) -> tuple[str, str] | None:
        """Key and type of the item at an address of the blog."""
        query = "SELECT key, type FROM address WHERE path = ?"
        found = self._one(query, path) or self._one(query, without_part(path))
        return (str(found[0]), str(found[1])) if found else None

    def parent_key(self, key: str) -> str | None:
        """The key of the item that another one stands below, if the file holds it."""
        query = (
            "SELECT above.key FROM child JOIN address AS above ON above.path = child.parent_path"
            " WHERE child.key = ? AND above.key != child.key AND above.type = child.type"
        )
        found = self._one(query, key)
        return str(found[0]) if found else None

    def owner_of(self, key: str) -> tuple[str, str] | None:
        """Key and type of the item that an attachment was uploaded to."""
        parent = self._one("SELECT parent FROM attachment WHERE key = ?", key)
        return self.item_at(f"{self.base_path}/?p={parent[0]}") if parent and parent[0] else None

    def addresses_of_attachments(self, identifier: str) -> list[str]:
        """The blog's pages that showed the files uploaded to an item."""
        rows = self._database.execute(
            "SELECT address.path FROM attachment JOIN address USING (key) WHERE parent = ?",
            (identifier,),
        )
        return [str(path) for (path,) in rows] if identifier else []

    def is_claimed(self, path: str) -> bool:
        """Whether an address leads to something here."""
        return self._one("SELECT 1 FROM claimed WHERE path = ?", path) is not None

    def claim(self, path: str) -> bool:
        """Whether an address is redirected for the first time; a dry run has no other memory."""
        query = "INSERT OR IGNORE INTO claimed VALUES (?)"
        return self._database.execute(query, (path,)).rowcount > 0

    def attachment(self, identifier: str) -> Attachment | None:
        return self._attachment("id = ?", identifier)

    def attachment_at(self, path: str) -> Attachment | None:
        """The attachment whose file has this path below the folder of uploads."""
        return self._attachment("path = ?", path)

    def attachments_of(self, identifier: str) -> list[Attachment]:
        """The files that were uploaded to an item, in order."""
        rows = self._database.execute(
            "SELECT id, key, url, path, title, alt, caption FROM attachment"
            " WHERE parent = ? ORDER BY position, rowid",
            (identifier,),
        )
        return [Attachment(*row) for row in rows]

    def reusable_block(self, identifier: str) -> str:
        found = self._one("SELECT content FROM block WHERE id = ?", identifier)
        return str(found[0]) if found else ""

    def _attachment(self, where: str, value: str) -> Attachment | None:
        row = self._one(
            "SELECT id, key, url, path, title, alt, caption FROM attachment WHERE " + where, value
        )
        return Attachment(*row) if row else None

    def _one(self, query: str, value: str) -> Any:
        return self._database.execute(query, (value,)).fetchone()


def article_terms(item: Item) -> list[Term]:
    """An item's categories and tags. Those that do not say which they are repeat others."""
    terms: dict[tuple[str, str], Term] = {}
    for term in item.terms:
        taxonomy = "post_tag" if term.taxonomy == "tag" else term.taxonomy
        if taxonomy in {"category", "post_tag"} and term.name:
            key = (taxonomy, term.slug or term.name)
            terms.setdefault(key, Term(taxonomy, term.slug, term.name))
    return list(terms.values())


def tidy_login(login: str) -> str:
    """A login name without brackets and white space that slipped in."""
    return login.strip(" \t\r\n<>")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
