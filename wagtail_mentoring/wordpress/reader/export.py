"""Reads an export of WordPress (WXR 1.0 to 1.2), one item at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from string import whitespace
from typing import BinaryIO, TypeVar

from wagtail_mentoring.wordpress.reader.errors import NotAnExport, Truncated
from wagtail_mentoring.wordpress.reader.items import Author, Channel, Comment, Item, Term
from wagtail_mentoring.wordpress.reader.markup import HTML_PAGE, Markup, attributes_of
from wagtail_mentoring.wordpress.reader.source import Source

ITEM_TEXTS = {
    "title": "title",
    "link": "link",
    "pubDate": "pub_date",
    "dc:creator": "creator",
    "content:encoded": "content",
    "excerpt:encoded": "excerpt",
    "wp:post_id": "id",
    "wp:post_date": "date",
    "wp:post_date_gmt": "date_gmt",
    "wp:post_modified_gmt": "modified_gmt",
    "wp:comment_status": "comment_status",
    "wp:post_name": "slug",
    "wp:status": "status",
    "wp:post_parent": "parent",
    "wp:menu_order": "position",
    "wp:post_type": "type",
    "wp:post_password": "password",
    "wp:is_sticky": "sticky",
    "wp:attachment_url": "attachment_url",
}
COMMENT_TEXTS = {
    "wp:comment_id": "id",
    "wp:comment_parent": "parent",
    "wp:comment_author": "author",
    "wp:comment_author_email": "email",
    "wp:comment_author_url": "url",
    "wp:comment_date": "date",
    "wp:comment_date_gmt": "date_gmt",
    "wp:comment_content": "content",
    "wp:comment_approved": "approved",
    "wp:comment_type": "type",
    "wp:comment_user_id": "user_id",
}
AUTHOR_TEXTS = {
    "wp:author_id": "id",
    "wp:author_login": "login",
    "wp:author_email": "email",
    "wp:author_display_name": "name",
}
CATEGORY_TEXTS = {
    "wp:term_id": "id",
    "wp:category_nicename": "slug",
    "wp:category_parent": "parent",
    "wp:cat_name": "name",
    "wp:category_description": "description",
}
TAG_TEXTS = {
    "wp:term_id": "id",
    "wp:tag_slug": "slug",
    "wp:tag_name": "name",
    "wp:tag_description": "description",
}
TERM_TEXTS = {
    "wp:term_id": "id",
    "wp:term_taxonomy": "taxonomy",
    "wp:term_slug": "slug",
    "wp:term_parent": "parent",
    "wp:term_name": "name",
    "wp:term_description": "description",
}
CHANNEL_TEXTS = {
    "title": "title",
    "link": "link",
    "wp:base_site_url": "base_site_url",
    "wp:base_blog_url": "base_blog_url",
    "wp:wxr_version": "wxr_version",
}
WANTED_META = frozenset({"_thumbnail_id", "_wp_attached_file", "_wp_attachment_image_alt"})
CONTAINERS = frozenset({"item", "channel", "rss"})
PARTS = frozenset({"wp:comment", "wp:postmeta", *(name for name in ITEM_TEXTS if ":" in name)})
"""HTML that was not escaped has no such elements, so they end a field that was never closed."""
IN_ITEM = CONTAINERS | PARTS
IN_HEAD = IN_ITEM | ITEM_TEXTS.keys() | CHANNEL_TEXTS.keys() | {"category", "guid", "description"}
"""The same for fields that hold no HTML."""
HTML = frozenset({"content:encoded", "excerpt:encoded"})
IN_META = IN_ITEM | {"wp:meta_key", "wp:meta_value"}
HEAD = 1000
"""So many characters are looked at to know XML by its declaration."""
BLANK = f"{whitespace}\ufeff"
VERBATIM = frozenset({"content", "excerpt", "description", "title", "name", "author"})
"""Fields whose white space is kept at first; every other one is stripped."""

Record = TypeVar("Record", Author, Term, Comment)


class Export:
    """Iterate over it to get the items. ``channel`` is known once the first one has come.

    Raises :class:`NotAnExport` before anything has come of a file that is none, and
    :class:`Truncated` after the last whole item of a file that is cut off.
    """

    def __init__(
        self,
        file: BinaryIO,
        *,
        on_author: Callable[[Author], None] | None = None,
        on_term: Callable[[Term], None] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.repaired: Counter[str] = Counter()
        self.channel = Channel()
        self._markup = Markup(Source(file, self.repaired, progress), self.repaired)
        self._on_author = on_author or (lambda author: None)
        self._on_term = on_term or (lambda term: None)
        self._is_wordpress = False

    def __iter__(self) -> Iterator[Item]:
        self._open()
        closed = False
        while (tag := self._markup.next_tag()) is not None:
            name, closing, attributes, empty = tag
            if closing:
                if name == "channel":
                    closed = True
                    break
            elif name == "item":
                yield from self._whole_item(empty)
            elif not empty:
                self._channel_element(name)
        self._require_wordpress()
        if not closed:
            raise Truncated(self._markup.line)

    def _open(self) -> None:
        """Find the channel, whatever a server may have written before it.

        A file that ends before it is cut off if it begins as XML and no element but ``rss`` has
        come. Any other is no export: in a binary file something may look like a comment that
        never ends.
        """
        self._markup.need(HEAD)
        is_cut = self._markup.buffer[:HEAD].lstrip(BLANK).startswith("<?xml")
        try:
            while (tag := self._markup.next_tag()) is not None:
                name, closing, attributes, _empty = tag
                if name == "channel":
                    return
                if name in {"html", "body", "feed", "rdf:RDF", "urlset"}:
                    raise NotAnExport(WRONG.get(name, OTHER))
                is_cut = is_cut and name == "rss"
                if name == "item":
                    break
                if name == "rss" and not closing:
                    self._is_wordpress = "wordpress.org/export/" in attributes
        except Truncated:
            pass
        if is_cut:
            raise Truncated(self._markup.line)
        raise NotAnExport(EMPTY if self._markup.is_blank else OTHER)

    def _require_wordpress(self) -> None:
        if not self._is_wordpress:
            raise NotAnExport(
                "This is an RSS feed, not an export of WordPress. Export the blog under"
                " Tools, Export."
            )

    def _channel_element(self, name: str) -> None:
        self._note(name)
        if name == "wp:author":
            self._on_author(self._record(Author(), name, AUTHOR_TEXTS))
        elif name == "wp:category":
            self._on_term(self._record(Term("category"), name, CATEGORY_TEXTS))
        elif name == "wp:tag":
            self._on_term(self._record(Term("post_tag"), name, TAG_TEXTS))
        elif name == "wp:term":
            self._on_term(self._record(Term(""), name, TERM_TEXTS))
        elif name in CHANNEL_TEXTS:
            text = self._markup.text_of(name, IN_HEAD).strip()
            if not getattr(self.channel, CHANNEL_TEXTS[name]):
                setattr(self.channel, CHANNEL_TEXTS[name], text)
        else:
            self._markup.text_of(name, CONTAINERS, keep=False)

    def _note(self, name: str) -> None:
        if name.startswith("wp:"):
            self._is_wordpress = True

    def _whole_item(self, empty: bool) -> Iterator[Item]:
        item = Item(line=self._markup.line)
        if not empty:
            self._read_item(item)
        if not self._is_wordpress:
            self._require_wordpress()
        try:
            yield item
        finally:
            item.comments.close()

    def _read_item(self, item: Item) -> None:
        while True:
            tag = self._markup.next_tag()
            if tag is None:
                raise Truncated(self._markup.line)
            name, closing, attributes, empty = tag
            if name in CONTAINERS:
                if not (closing and name == "item"):
                    self._markup.unread()  # the item was never closed
                return
            if not closing and (not empty or name == "category"):
                self._item_element(item, name, attributes, empty)

    def _item_element(self, item: Item, name: str, attributes: str, empty: bool) -> None:
        self._note(name)
        if name in ITEM_TEXTS:
            field = ITEM_TEXTS[name]
            text = self._markup.text_of(name, IN_ITEM if name in HTML else IN_HEAD)
            if not getattr(item, field):
                setattr(item, field, text if field in VERBATIM else text.strip())
        elif name == "wp:comment":
            item.comments.add(self._record(Comment(), name, COMMENT_TEXTS))
        elif name == "wp:postmeta":
            self._meta(item)
        elif name == "category":
            self._category(item, attributes, empty)
        else:
            self._markup.text_of(name, IN_ITEM, keep=False)

    def _category(self, item: Item, attributes: str, empty: bool) -> None:
        values = attributes_of(attributes)
        name = "" if empty else self._markup.text_of("category", IN_HEAD).strip()
        term = Term(values.get("domain", ""), values.get("nicename", ""), name)
        if name or term.slug:
            item.terms.append(term)

    def _record(self, record: Record, element: str, texts: dict[str, str]) -> Record:
        """Fill ``record`` with the texts inside ``element``, whose start tag has been read."""
        ends = IN_ITEM | {element}
        stops = ends | texts.keys()
        while True:
            tag = self._markup.next_tag()
            if tag is None:
                raise Truncated(self._markup.line)
            name, closing, _attributes, empty = tag
            if name in ends:
                if not (closing and name == element):
                    self._markup.unread()  # it was never closed
                return record
            if closing or empty:
                continue
            field = texts.get(name)
            text = self._markup.text_of(name, stops, keep=field is not None)
            if field is not None:
                setattr(record, field, text if field in VERBATIM else text.strip())

    def _meta(self, item: Item) -> None:
        key = ""
        while True:
            tag = self._markup.next_tag()
            if tag is None:
                raise Truncated(self._markup.line)
            name, closing, _attributes, empty = tag
            if name in IN_ITEM:
                if not (closing and name == "wp:postmeta"):
                    self._markup.unread()  # it was never closed
                return
            if closing or empty:
                continue
            if name == "wp:meta_key":
                key = self._markup.text_of(name, IN_META).strip()
                continue
            wanted = key in WANTED_META or key == "_wp_old_slug"
            value = self._markup.text_of(name, IN_META, keep=wanted).strip()
            if key == "_wp_old_slug" and value:
                item.old_slugs.append(value)
            elif wanted:
                item.meta[key] = value


WRONG = {
    "html": HTML_PAGE,
    "feed": "This is an Atom feed, not an export of WordPress. Export it under Tools, Export.",
}
OTHER = "This is no export of WordPress (WXR)."
EMPTY = "The file is empty."
