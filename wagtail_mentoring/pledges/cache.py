"""Takes pages that show a round's wall or numbers out of the front-end cache."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_save
from wagtail.models import ReferenceIndex

from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.pledges.models import Pledge, PledgeRound
from wagtail_mentoring.pledges.wall import queries


def purge_on_commit(pledge: Pledge) -> None:
    """Purge the page the pledge was made on, and all that embed its round."""
    if apps.is_installed("wagtail.contrib.frontend_cache"):
        after_commit(_purge, pledge)


def pages_showing(round_: PledgeRound) -> set[int]:
    """Pages that point at the round by a field or a block, as Wagtail's reference index knows."""
    is_page = ContentType.objects.get_for_model(get_page_model())
    references = ReferenceIndex.get_references_to(round_).filter(base_content_type=is_page)
    return {int(key) for key in references.values_list("object_id", flat=True)}


def purge_round_on_commit(round_: PledgeRound) -> None:
    """Purge all pages that embed the round: it opened, or closed, or was changed."""
    if apps.is_installed("wagtail.contrib.frontend_cache"):
        after_commit(_purge_round, round_)


def connect() -> None:
    """Purge also when an editor changes a round."""
    post_save.connect(_round_saved, sender=PledgeRound, dispatch_uid="mentoring_round_saved")


def _round_saved(instance: PledgeRound, created: bool, raw: bool, **kwargs: Any) -> None:
    if not created and not raw:
        purge_round_on_commit(instance)


def _purge(pledge: Pledge) -> None:
    _purge_round(pledge.round, pledge.page_id)


def _purge_round(round_: PledgeRound, page_id: Any = None) -> None:
    from wagtail.contrib.frontend_cache.utils import PurgeBatch

    keys: set[Any] = pages_showing(round_) | {page_id}
    pages = get_page_model().objects.live().filter(pk__in=keys - {None}).specific()
    batch = PurgeBatch()
    batch.add_pages(pages)
    of_wall = [query for query in queries(round_) if query]
    for page in pages:
        url = page.full_url
        batch.add_urls([f"{url}{query}" for query in of_wall] if url else [])
    batch.purge()
