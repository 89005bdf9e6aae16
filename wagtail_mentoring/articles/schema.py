"""An article as structured data: schema.org's ``BlogPosting``, as JSON-LD in the page's head."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.comments.schema import MOST_COMMENTS, comment_data, script_of


def article_script(page: Any, request: HttpRequest, context: dict[str, Any]) -> SafeString:
    """The article's data as a script element that a browser reads and never runs."""
    return script_of(article_data(page, request, context))


def article_data(page: Any, request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The article whose template gets ``context``. Empty values are left out."""
    index_url = context["index_url"]
    site = page.get_site()
    changed = page.last_published_at
    data = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": page.title,
        "description": getattr(page, "search_description", "") or page.introduction,
        "mainEntityOfPage": context["canonical_url"],
        "url": context["canonical_url"],
        "datePublished": page.date.isoformat() if page.date else "",
        "dateModified": changed.isoformat() if changed else "",
        "image": context["image_url"],
        "articleSection": [category.name for category in context["article_categories"]],
        "keywords": ", ".join(tag.name for tag in context["article_tags"]),
        "author": [_person(author, index_url) for author in context["authors"]],
        "publisher": {"@type": "Organization", "name": site.site_name}
        if site and site.site_name
        else None,
        "citation": [_citation(source.value, request) for source in page.sources],
        "commentCount": PublicDiscussion.of(page, request).count,
        "comment": comment_data(page, MOST_COMMENTS, request),
    }
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def _person(author: Any, index_url: str) -> dict[str, str]:
    person = {"@type": "Person", "name": author.name}
    return {**person, "url": f"{index_url}author/{author.slug}/"} if index_url else person


def _citation(source: Any, request: HttpRequest) -> dict[str, str]:
    date = source.get("date")
    link = source.link
    data = {
        "@type": "CreativeWork",
        "name": source.label,
        "publisher": source.get("publisher") or "",
        "url": request.build_absolute_uri(link) if link else "",
        "datePublished": date.isoformat() if date else "",
    }
    return {key: value for key, value in data.items() if value}
