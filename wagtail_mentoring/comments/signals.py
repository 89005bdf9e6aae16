"""Signals for sites, and what discussions do when pages change.

``comment_published(sender, comment, first)``: a comment became visible; ``first`` is False when
it had been visible before. ``comment_held(sender, comment)``: a new comment waits for a moderator.
``comment_reported(sender, comment)``: a reader asks to look at a published one again.
All are sent after commit; an error in a receiver is logged and harms nobody.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import Signal
from wagtail.models import AbstractPage, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from wagtail_mentoring.comments import discussions
from wagtail_mentoring.comments.cache import purge_feeds_on_commit, purge_on_commit
from wagtail_mentoring.comments.models import Discussion
from wagtail_mentoring.compat import get_page_model

comment_published = Signal()
comment_held = Signal()
comment_reported = Signal()


def remember_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Keep titles and addresses of a page and everything below it, which moves along."""
    discussions.remember(Discussion.objects.filter(page__path__startswith=instance.path))


def remember_deleted_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Fires for each page that goes while its discussion is still linked."""
    if isinstance(instance, AbstractPage):
        discussions.detach(instance.pk)


def purge_feeds(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Responses are shown while their page is live; a page that is deleted is unpublished first."""
    if Discussion.objects.filter(page=instance.pk).exists():
        purge_feeds_on_commit(instance)


def purge_restricted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Who may see a page changed, and all below with it. Wagtail purges nothing then."""
    path = get_page_model().objects.filter(pk=instance.page_id).values_list("path", flat=True)
    if found := path.first():
        below = Discussion.objects.filter(page__path__startswith=found).select_related("page")
        for discussion in below:
            purge_on_commit(discussion)


def connect() -> None:
    """Called once, when the app is ready."""
    uid = "wagtail_mentoring_discussion"
    for signal in (page_published, page_slug_changed, post_page_move):
        signal.connect(remember_page, dispatch_uid=uid)
    for signal in (page_published, page_unpublished):
        signal.connect(purge_feeds, dispatch_uid=f"{uid}_feeds")
    for change in (post_save, post_delete):
        change.connect(purge_restricted, sender=PageViewRestriction, dispatch_uid=f"{uid}_rights")
    pre_delete.connect(remember_deleted_page, dispatch_uid=uid)
