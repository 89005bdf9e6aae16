"""Comments as structured data of schema.org."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from wagtail_mentoring.comments.listing import PublicDiscussion, page_number
from wagtail_mentoring.comments.models import ReaderComment
from wagtail_mentoring.text import plain_text

MOST_COMMENTS = 20
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script_of(data: dict[str, Any]) -> SafeString:
    """Data as a script element that a browser reads and never runs."""
    text = json.dumps(data, ensure_ascii=False).translate(SCRIPT_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def page_script(page: Any, request: HttpRequest | None = None) -> SafeString | str:
    """For a page whose template says nothing about itself: that it is one, with responses."""
    public = PublicDiscussion.of(page, request)
    if public.is_described or not public.count:
        return ""
    data = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": page.get_full_url(request),
        "name": page.title,
        "commentCount": public.count,
        "comment": comment_data(page, MOST_COMMENTS, request),
    }
    return script_of(data)


def comment_data(page: Any, limit: int, request: HttpRequest | None = None) -> list[dict[str, Any]]:
    """The first responses shown of ``page`` as schema.org ``Comment`` objects.

    Costs nothing more on a page that shows its comments: what is read is kept on ``page``.
    Pass ``request`` to share the site's settings, too, and to describe the page of the thread
    that is asked for. What was described once is not described again by the comments' own tag.
    """
    public = PublicDiscussion.of(page, request)
    public.is_described = True
    address = page.get_full_url(request)
    comments = public.comments(page_number(request, public.pages))[:limit]
    return [_comment(comment, address) for comment in comments]


def _comment(comment: ReaderComment, address: str) -> dict[str, Any]:
    return {
        "@type": "Comment",
        "url": f"{address}#{comment.anchor}",
        "dateCreated": comment.submitted_at.isoformat(),
        "text": plain_text(comment.body_html),
        "author": {"@type": "Person", "name": comment.name},
    }
