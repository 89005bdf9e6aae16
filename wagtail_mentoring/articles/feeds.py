"""RSS and Atom feeds of an article index, with the whole text of each article."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import format_html

from wagtail_mentoring.articles.blocks import FORM_BLOCKS
from wagtail_mentoring.articles.queries import tag_relation

MOST_ITEMS = 20
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class RssWithContent(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        content = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}
        return {**super().rss_attributes(), **content}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class AtomWithContent(Atom1Feed):
    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class ArticleFeed(Feed):
    """The newest of ``articles``; ``path`` is the listing's place below the index."""

    def __init__(self, index: Any, articles: Any, path: str, title: str, kind: str) -> None:
        self.feed_type = {"rss": RssWithContent, "atom": AtomWithContent}[kind]
        self.index = index
        self.articles = articles
        self.path = path
        self.feed_title = clean(title)
        self.kind = kind

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.request = request
        self.base = self.index.get_full_url(request) + self.path
        return super().__call__(request, *args, **kwargs)

    def title(self) -> str:
        return self.feed_title

    def link(self) -> str:
        return self.base

    def feed_url(self) -> str:
        return f"{self.base}{self.kind}/"

    def description(self) -> str:
        return clean(self.index.introduction)

    subtitle = description

    def items(self) -> Any:
        names = ["article_authors__author", "article_categories__category"]
        if relation := tag_relation(self.articles.model):
            names.append(f"{relation}__tag")
        return self.articles.prefetch_related(*names)[:MOST_ITEMS]

    def item_title(self, item: Any) -> str:
        return clean(item.title)

    def item_link(self, item: Any) -> str:
        return str(item.get_full_url(self.request))

    def item_description(self, item: Any) -> str:
        return clean(item.introduction)

    def item_author_name(self, item: Any) -> str:
        return clean(", ".join(author.name for author in item.authors))

    def item_categories(self, item: Any) -> list[str]:
        relation = tag_relation(type(item))
        tags = [tagged.tag for tagged in getattr(item, relation).all()] if relation else []
        return list(dict.fromkeys(clean(each.name) for each in [*item.categories, *tags]))

    def item_pubdate(self, item: Any) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(item.date, dt.time()))

    def item_updateddate(self, item: Any) -> dt.datetime:
        return item.last_published_at or self.item_pubdate(item)

    def item_extra_kwargs(self, item: Any) -> dict[str, str]:
        return {"content": full_text(item, self.item_link(item))}


def clean(text: str) -> str:
    """Without the control characters that XML forbids."""
    return NOT_XML.sub("", text)


def full_text(article: Any, address: str) -> str:
    """An article's text as HTML that can be read elsewhere: no forms, every address absolute."""
    introduction = format_html("<p>{}</p>", article.introduction) if article.introduction else ""
    body = "".join(
        str(block.render()) for block in article.body if block.block_type not in FORM_BLOCKS
    )
    soup = BeautifulSoup(f"{introduction}{body}", "html.parser")
    for attribute in ("href", "src"):
        for tag in soup.select(f"[{attribute}]"):
            tag[attribute] = urljoin(address, str(tag[attribute]))
    return clean(str(soup))
