"""What is decided about a whole discussion, and what becomes of it when pages change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_mentoring.comments.cache import purge_on_commit
from wagtail_mentoring.comments.models import Discussion, ReaderComment
from wagtail_mentoring.compat import get_page_model


class HasResponses(Exception):
    """The page has responses of its own, whose numbers would be taken twice."""


def discussion_of(page: Any) -> Discussion:
    """The discussion of a page, made when it is first needed."""
    new = Discussion(page_id=page.pk)
    new.remember(page)
    Discussion.objects.bulk_create([new], ignore_conflicts=True)
    return Discussion.objects.get(page=page.pk)


def change_policy(page: Any, *, policy: str, moderation: str, user: Any = None) -> bool:
    """Open or close the discussion under ``page``, or hold its responses in a way of its own.

    False if that is how it is already.
    """
    with transaction.atomic():
        discussion = discussion_of(page)
        wanted = {"policy": policy, "moderation": moderation}
        row = Discussion.objects.filter(pk=discussion.pk).exclude(**wanted)
        if not row.update(**wanted):
            return False
        log(page, "wagtail_mentoring.discussion", user=user, data=wanted)
        purge_on_commit(discussion)
    return True


def attach(discussion: Discussion, page: Any, *, user: Any = None) -> bool:
    """Put the responses of a deleted page under ``page``; False if somebody else has.

    Raises :class:`HasResponses` where the page has some already.
    """
    with transaction.atomic():
        taken = Discussion.objects.filter(page=page.pk)
        if ReaderComment.objects.filter(discussion__in=taken).exists():
            raise HasResponses
        taken.delete()
        discussion.remember(page)
        values = {name: getattr(discussion, name) for name in ("page_title", "page_url", "site_id")}
        detached = Discussion.objects.filter(pk=discussion.pk, page=None)
        if not detached.update(page=page.pk, detached_at=None, **values):
            return False
        discussion.refresh_from_db()
        _move_comments([discussion])
        log(page, "wagtail_mentoring.attach", user=user, data={"discussion": discussion.pk})
        purge_on_commit(discussion)
    return True


def remember(found: QuerySet[Discussion]) -> None:
    """Note titles, addresses and sites of their pages as they are now; comments go along."""
    discussions = {discussion.page_id: discussion for discussion in found}
    if not discussions:
        return
    sites = {discussion.pk: discussion.site_id for discussion in discussions.values()}
    pages = get_page_model().objects.filter(pk__in=discussions).specific(defer=True)
    changed = [
        discussions[page.pk] for page in pages.iterator(500) if discussions[page.pk].remember(page)
    ]
    Discussion.objects.bulk_update(changed, ["page_title", "page_url", "site"], batch_size=500)
    _move_comments(each for each in changed if each.site_id != sites[each.pk])


def detach(page_id: Any) -> None:
    """The page is about to be deleted: its responses stay, with its title and address."""
    found = Discussion.objects.filter(page=page_id)
    if found.update(detached_at=timezone.now()):
        remember(found)


def _move_comments(discussions: Iterable[Discussion]) -> None:
    """Comments belong to the site of their page: its moderators look after them."""
    by_site: dict[Any, list[int]] = {}
    for discussion in discussions:
        by_site.setdefault(discussion.site_id, []).append(discussion.pk)
    for site_id, keys in by_site.items():
        for start in range(0, len(keys), 500):
            comments = ReaderComment.objects.filter(discussion__in=keys[start : start + 500])
            comments.update(site=site_id)
