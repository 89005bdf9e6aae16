"""Takes pages whose comments changed out of the front-end cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.urls import reverse

from wagtail_mentoring.comments.models import Discussion
from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.conf import app_settings


def purge_on_commit(discussion: Discussion) -> None:
    """Purge the discussion's page, its parent, which may list how many comments it has, the feeds,
    and what else the settings name."""
    if apps.is_installed("wagtail.contrib.frontend_cache") and discussion.page_id:
        after_commit(_purge, discussion)


def purge_feeds_on_commit(page: Any) -> None:
    """Purge what shows a page's responses elsewhere: the page comes, or goes, with all of them.

    Wagtail purges the page itself. Addresses are noted now: a deleted page has none afterwards.
    """
    if apps.is_installed("wagtail.contrib.frontend_cache"):
        after_commit(_purge_urls, list(_other_urls(page)))


def _purge_urls(urls: list[str]) -> None:
    from wagtail.contrib.frontend_cache.utils import PurgeBatch

    PurgeBatch(urls).purge()


def _purge(discussion: Discussion) -> None:
    from wagtail.contrib.frontend_cache.utils import PurgeBatch

    batch = PurgeBatch()
    page: Any = discussion.page
    batch.add_page(page)
    if not page.is_root() and (parent := page.get_parent()) and not parent.is_root():
        batch.add_page(parent)
    batch.add_urls(_other_urls(page))
    batch.purge()


def _other_urls(page: Any) -> Iterator[str]:
    """Feeds, and whatever else of the site the settings name."""
    site = page.get_site()
    if site is None:
        return
    for path in (
        reverse("wagtail_mentoring:comments_feed"),
        reverse("wagtail_mentoring:page_comments_feed", args=[page.pk]),
        *app_settings.PURGE_WITH_COMMENTS,
    ):
        yield f"{site.root_url}{path.replace('{page}', str(page.pk))}"
