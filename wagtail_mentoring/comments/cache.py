"""Takes pages whose comments changed out of the front-end cache."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction

from wagtail_mentoring.comments.models import Discussion


def purge_on_commit(discussion: Discussion) -> None:
    """Purge the discussion's page, and its parent, which may list how many comments it has."""
    if apps.is_installed("wagtail.contrib.frontend_cache") and discussion.page_id:
        transaction.on_commit(partial(_purge, discussion), robust=True)


def _purge(discussion: Discussion) -> None:
    from wagtail.contrib.frontend_cache.utils import PurgeBatch

    batch = PurgeBatch()
    page: Any = discussion.page
    batch.add_page(page)
    if not page.is_root() and (parent := page.get_parent()) and not parent.is_root():
        batch.add_page(parent)
    batch.purge()
