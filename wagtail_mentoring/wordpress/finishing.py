"""What can be done only when all items are there, or is done better for many at once.

Interrupted, it goes on in the next run: each imported item says what it still waits for.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from wagtail.models import Revision
from wagtail.search.backends import get_search_backends

from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.wordpress import links
from wagtail_mentoring.wordpress.around import FindPage
from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.models import ImportedItem
from wagtail_mentoring.wordpress.places import Places

AT_ONCE = 100
TOGETHER = 2_000_000
"""Characters of text that are put into the search index together: few, for the sake of memory, yet
not fewer, since the index in SQLite reads itself as a whole each time."""


def finish(
    job: Job, find_page: FindPage, places: Places, progress: Callable[[float], None]
) -> None:
    """Complete links, put pages below their parents, and let search find them."""
    mine = ImportedItem.objects.filter(parent=job.parent.pk, source=job.source)
    for imported in _each(mine.filter(parent_waits=True)):
        with transaction.atomic():
            _put_below_parent(job, imported, places)
            ImportedItem.objects.filter(pk=imported.pk).update(parent_waits=False)
    for imported in _each(mine.filter(links_wait=True)):
        with transaction.atomic():
            links.complete(imported, job, find_page)
            ImportedItem.objects.filter(pk=imported.pk).update(links_wait=False)
    _put_into_index(mine.filter(search_waits=True), progress)


def _put_into_index(waiting: Any, progress: Callable[[float], None]) -> None:
    """Let search find pages, many at once.

    Wagtail's index does so for each page that is saved; the one in SQLite reads itself as a whole
    each time, which would take ever longer in a large blog.
    """
    total, done = waiting.count(), 0
    for batch in _batches(_each(waiting)):
        with transaction.atomic():
            _index(page for _imported, page in batch if page is not None)
            keys = [imported.pk for imported, _page in batch]
            ImportedItem.objects.filter(pk__in=keys).update(search_waits=False)
        done += len(batch)
        batch.clear()
        gc.collect()  # pages refer to themselves, and would stay for long
        progress(done / total)


def _each(items: Any) -> Iterator[ImportedItem]:
    """Not by a cursor: what is read changes on the way."""
    last = 0
    while rows := list(items.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from rows
        last = rows[-1].pk


def _batches(items: Iterable[ImportedItem]) -> Iterator[list[tuple[ImportedItem, Any]]]:
    """Items with their pages, few at once if their texts are long."""
    batch: list[tuple[ImportedItem, Any]] = []
    size = 0
    for imported in items:
        page = apps.get_model(imported.model).objects.filter(pk=imported.object_id).first()
        batch.append((imported, page))
        if page is not None:
            page.body = page._meta.get_field("body").words_of(page.body)  # else memory fills
            size += sum(map(len, page.body.searchable_content))
        if len(batch) >= AT_ONCE or size > TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _index(pages: Iterable[Any]) -> None:
    by_model: dict[Any, list[Any]] = defaultdict(list)
    for page in pages:
        by_model[type(page)].append(page)
    for model, found in by_model.items():
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, found)


def _put_below_parent(job: Job, imported: ImportedItem, places: Places) -> None:
    """Move a page that came before its parent below it, unless somebody has moved it since."""
    key = job.catalogue.parent_key(imported.wordpress_id)
    page = get_page_model().objects.filter(pk=imported.object_id).first()
    parent = places.parent_page(key) if key else None
    if page is None or parent is None or not places.is_top(page.get_parent()):
        return
    is_allowed = page.specific_class in parent.specific_class.allowed_subpage_models()
    if not is_allowed or parent == page or parent.is_descendant_of(page):
        job.report.notes.add("page_parent", page.title)
        return
    slug = places.free(page.slug, parent)
    if slug != page.slug:
        page.slug = slug
        page.save(update_fields=["slug"])
        revision = Revision.objects.get(pk=page.latest_revision_id)
        revision.content["slug"] = slug
        revision.save(update_fields=["content"])
    page.move(parent, pos="last-child")
