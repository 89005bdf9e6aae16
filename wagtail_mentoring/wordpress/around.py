"""What the text of one item finds around it: other items, pictures, files."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

from wagtail.embeds.finders import get_finders

from wagtail_mentoring.wordpress import redirects
from wagtail_mentoring.wordpress.content.surroundings import Picture
from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.media import IMAGES, Media
from wagtail_mentoring.wordpress.reader.items import Item
from wagtail_mentoring.wordpress.urls import own_path, split_url, upload_path

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
IGNORED = re.compile(r"[\x00-\x20\x7f]")
"""Characters that browsers drop from the beginning of an address, or from all of it."""

FindPage = Callable[[str], str | None]
"""The key of the page at an address of the blog; empty if there will be one, None if never."""


class Around:
    def __init__(self, job: Job, item: Item, media: Media, find_page: FindPage) -> None:
        self._job = job
        self._item = item
        self._media = media
        self._find_page = find_page
        self.links_wait = False

    def picture(self, url: str, attachment_id: str = "") -> Picture | None:
        return self._media.picture(url, attachment_id)

    def gallery(self, identifiers: list[str]) -> list[Picture | str]:
        catalogue = self._job.catalogue
        if identifiers:
            named = [catalogue.attachment(identifier) for identifier in identifiers]
            attachments = [attachment for attachment in named if attachment]
        else:
            attachments = catalogue.attachments_of(self._item.id)
        pictures: list[Picture | str] = []
        for attachment in attachments:
            if split_url(attachment.url).path.rpartition(".")[2].lower() in IMAGES:
                found = self._media.picture(attachment.url, attachment.id)
                pictures.append(found or attachment.url)
        return pictures

    def document(self, url: str) -> int | None:
        return self._media.document(url)

    def link(self, url: str) -> str:
        tag = link_tag(url, self._job, self._find_page)
        if tag is None:
            self.links_wait = True
            return plain_link(url)
        return tag or self._link_to_file(url) or plain_link(url)

    def _link_to_file(self, url: str) -> str:
        """A link to a file that came along."""
        path = upload_path(url)
        if not path or path.rpartition(".")[2].lower() in IMAGES:
            return ""
        document = self._media.document(url)
        return f'<a linktype="document" id="{document}">' if document else ""

    def reusable_block(self, identifier: str) -> str:
        return self._job.catalogue.reusable_block(identifier)

    def can_embed(self, url: str) -> bool:
        return _can_embed(url)

    def note(self, code: str, detail: str = "") -> None:
        self._job.report.notes.add(code, detail)


@lru_cache(maxsize=1024)
def _can_embed(url: str) -> bool:
    return any(finder.accept(url) for finder in get_finders())


def link_tag(url: str, job: Job, find_page: FindPage) -> str | None:
    """The start tag of a link to a page of this site; empty if it is none, None if it will be."""
    try:
        parts = urlsplit(IGNORED.sub("", url))
    except ValueError:
        return ""
    is_own = not parts.scheme and not parts.netloc and bool(parts.path or parts.query)
    if parts.scheme in {"http", "https"} and parts.hostname:
        is_own = job.catalogue.is_own(parts.hostname)
    if not is_own:
        return ""
    path = own_path(url)
    found = find_page(path)
    if found is None and not redirects.leads_here(job, path):
        return ""
    if found is None or parts.fragment:
        mark = f"#{escape(parts.fragment)}" if parts.fragment else ""
        return f'<a href="{escape(path)}{mark}">'
    return f'<a linktype="page" id="{escape(found)}">' if found else None


def plain_link(url: str) -> str:
    """The start tag of a link as it was, if it leads anywhere."""
    url = IGNORED.sub("", url)
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    if not url or (scheme not in SCHEMES and (scheme or ":" in url.partition("/")[0])):
        return ""
    return f'<a href="{escape(url)}">'
