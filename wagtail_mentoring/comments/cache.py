"""Takes pages whose comments changed out of the front-end cache."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from wagtail_mentoring.comments.models import Discussion
from wagtail_mentoring.commits import after_commit


def purge_on_commit(discussion: Discussion) -> None:
    """Purge the discussion's page, and its parent, which may list how many comments it has."""
    if apps.is_installed("wagtail.contrib.frontend_cache") and discussion.page_id:
        after_commit(_purge, discussion)


def _purge(discussion: Discussion) -> None:
    from wagtail.contrib.frontend_cache.utils import PurgeBatch

    batch = PurgeBatch()
    page: Any = discussion.page
    batch.add_page(page)
    if not page.is_root() and (parent := page.get_parent()) and not parent.is_root():
        batch.add_page(parent)
    batch.purge()
