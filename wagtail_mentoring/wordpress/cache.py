"""The front-end cache, where a site has one."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from wagtail_mentoring.commits import after_commit


def purge(*changed: Any) -> None:
    """Take pages out of the cache after commit, once each."""
    if apps.is_installed("wagtail.contrib.frontend_cache"):
        from wagtail.contrib.frontend_cache.utils import PurgeBatch

        batch = PurgeBatch()
        batch.add_pages(page.specific for page in changed if page is not None)
        after_commit(batch.purge)
