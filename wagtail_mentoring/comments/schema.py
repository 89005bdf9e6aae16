"""Comments as structured data of schema.org."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wagtail_mentoring.comments.listing import PublicDiscussion
from wagtail_mentoring.text import plain_text


def comment_data(page: Any, limit: int, request: HttpRequest | None = None) -> list[dict[str, Any]]:
    """The first published responses to ``page`` as schema.org ``Comment`` objects.

    Costs nothing more on a page that shows its comments: what is read is kept on ``page``.
    Pass ``request`` to share the site's settings, too.
    """
    public = PublicDiscussion.of(page, request)
    address = page.full_url
    return [
        {
            "@type": "Comment",
            "url": f"{address}#{comment.anchor}",
            "dateCreated": comment.submitted_at.isoformat(),
            "text": plain_text(comment.body_html),
            "author": {"@type": "Person", "name": comment.name},
        }
        for comment in public.comments(1)[:limit]
    ]
