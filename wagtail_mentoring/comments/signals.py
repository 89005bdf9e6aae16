"""Signals for sites, and what discussions do when pages change.

``comment_published(sender, comment, first)``: a comment became visible; ``first`` is False when
it had been visible before. ``comment_held(sender, comment)``: a new comment waits for a moderator.
``comment_reported(sender, comment)``: a reader asks to look at a published one again.
All are sent after commit; an error in a receiver is logged and harms nobody.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import Signal
from wagtail.models import AbstractPage
from wagtail.signals import page_published, page_slug_changed, post_page_move

from wagtail_mentoring.comments.models import Discussion
from wagtail_mentoring.compat import get_page_model

comment_published = Signal()
comment_held = Signal()
comment_reported = Signal()


def remember_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Keep titles and addresses of a page and everything below it, which moves along."""
    below = Discussion.objects.filter(page__path__startswith=instance.path)
    discussions = {discussion.page_id: discussion for discussion in below}
    if not discussions:
        return
    pages = get_page_model().objects.filter(pk__in=discussions).specific(defer=True)
    changed = [
        discussions[page.pk] for page in pages.iterator(500) if discussions[page.pk].remember(page)
    ]
    Discussion.objects.bulk_update(changed, ["page_title", "page_url"], batch_size=500)


def remember_deleted_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Fires for the base page and the specific one while the discussion is still linked."""
    if isinstance(instance, AbstractPage):
        remember_page(sender, instance)


def connect() -> None:
    """Called once, when the app is ready."""
    uid = "wagtail_mentoring_discussion"
    for signal in (page_published, page_slug_changed, post_page_move):
        signal.connect(remember_page, dispatch_uid=uid)
    pre_delete.connect(remember_deleted_page, dispatch_uid=uid)
