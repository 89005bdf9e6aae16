"""Takes pages that show a round's wall or numbers out of the front-end cache."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex

from wagtail_mentoring.commits import after_commit
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.pledges.models import Pledge, PledgeRound


def purge_on_commit(pledge: Pledge) -> None:
    """Purge the page the pledge was made on, and all that embed its round."""
    if apps.is_installed("wagtail.contrib.frontend_cache"):
        after_commit(_purge, pledge)


def pages_showing(round_: PledgeRound) -> set[int]:
    """Pages that point at the round by a field or a block, as Wagtail's reference index knows."""
    is_page = ContentType.objects.get_for_model(get_page_model())
    references = ReferenceIndex.get_references_to(round_).filter(base_content_type=is_page)
    return {int(key) for key in references.values_list("object_id", flat=True)}


def _purge(pledge: Pledge) -> None:
    from wagtail.contrib.frontend_cache.utils import PurgeBatch

    keys: set[Any] = pages_showing(pledge.round) | {pledge.page_id}
    batch = PurgeBatch()
    batch.add_pages(get_page_model().objects.live().filter(pk__in=keys - {None}))
    batch.purge()
