"""Takes what shows an article out of the front-end cache when the article changes."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_unpublished, post_page_move

from wagtail_mentoring.articles import queries
from wagtail_mentoring.articles.models import ArticleMixin
from wagtail_mentoring.commits import after_commit


def purge_around(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Purge the index, the neighbours and what the article answers, after commit."""
    if isinstance(instance, ArticleMixin) and apps.is_installed("wagtail.contrib.frontend_cache"):
        left_behind = kwargs.get("parent_page_before")
        after_commit(_purge, instance, left_behind)


def _purge(article: Any, left_behind: Any) -> None:
    from wagtail.contrib.frontend_cache.utils import PurgeBatch

    pages = [article.get_parent(), left_behind]
    if article.pk:
        pages += queries.neighbours(article)
    if article.answered_source:
        pages.append(article.answered_source.get("page"))
    batch = PurgeBatch()
    batch.add_pages(page for page in pages if page is not None and not page.is_root())
    batch.purge()


def connect() -> None:
    """Called once, when the app is ready."""
    for signal in (page_published, page_unpublished, post_page_move, post_delete):
        signal.connect(purge_around, dispatch_uid="wagtail_mentoring_article")
