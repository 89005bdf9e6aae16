"""Earlier submissions, lent to the previews of the spam filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from wagtail_mentoring.spam import samples
from wagtail_mentoring.spam.base import Message
from wagtail_mentoring.submissions.operations import spam_kind
from wagtail_mentoring.text import links_in


def lend(model: Any, url_name: str) -> None:
    """Let previews look at what is stored in ``model``; ``url_name`` shows one in the admin."""

    def source(count: int) -> Iterator[samples.Sample]:
        for row in model._default_manager.order_by("-submitted_at")[:count]:
            message = Message(
                kind=spam_kind(model),
                text=row.text,
                name=row.name,
                email=row.email,
                url=getattr(row, "website", ""),
                links=links_in(row.text),
                site_id=row.site_id,
            )
            shown_at = reverse(url_name, args=[row.pk])
            state = str(row.get_state_display())
            yield samples.Sample(message, row.submitted_at, state, shown_at)

    samples.register(spam_kind(model), source)
