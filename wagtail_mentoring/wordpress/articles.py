"""Takes one item over: its page, its comments, its addresses, in one transaction."""

from __future__ import annotations

import datetime as dt
import logging
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import transaction

from wagtail_mentoring.wordpress import comments, pages, redirects
from wagtail_mentoring.wordpress.around import Around
from wagtail_mentoring.wordpress.cache import purge
from wagtail_mentoring.wordpress.catalogue import article_terms, tidy_login
from wagtail_mentoring.wordpress.content.body import convert
from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.media import Media
from wagtail_mentoring.wordpress.models import ImportedItem
from wagtail_mentoring.wordpress.places import Places
from wagtail_mentoring.wordpress.reader.items import Item
from wagtail_mentoring.wordpress.urls import addresses, parts_of, split_url
from wagtail_mentoring.wordpress.vocabulary import Vocabulary

Kind = ImportedItem.Kind
logger = logging.getLogger(__name__)


class Articles:
    def __init__(
        self, job: Job, media: Media, vocabulary: Vocabulary, places: Places, now: dt.datetime
    ) -> None:
        self.job = job
        self.media = media
        self.vocabulary = vocabulary
        self.places = places
        self.now = now
        self._pages: dict[str, str] = {}
        self._is_first_run = not job.has_imports()

    def take_over(self, item: Item, key: str) -> None:
        around = Around(self.job, item, self.media, self.find_page)
        imported = None if self._is_first_run else self.job.imported(Kind.POST, key)
        digest = pages.digest(item, self.media.is_asked_for)
        try:
            if imported is None:
                planned = self._plan(item, around)
                with transaction.atomic():
                    self._create(item, key, planned, around, digest)
            else:
                self._again(item, imported, around, digest)
        except Exception as error:  # one item of thousands must not stop the others
            logger.info("Item %s could not be stored", key, exc_info=True)
            name = item.title or item.id
            self.job.report.skipped.add("failed", f"{name}: {' '.join(str(error).split())}")

    def _plan(self, item: Item, around: Around) -> pages.Plan:
        planned = pages.plan(item, convert(item.content, around), self.job, self.now)
        if login := tidy_login(item.creator):
            author = self.vocabulary.author(login)
            planned.authors = [author] if author else []
        for term in article_terms(item):
            if term.taxonomy == "category":
                planned.categories.append(self.vocabulary.category(term))
            else:
                planned.tags.append(self.vocabulary.tag(term))
        planned.categories = list(dict.fromkeys(filter(None, planned.categories)))
        planned.tags = list(dict.fromkeys(filter(None, planned.tags)))
        if thumbnail := self.job.catalogue.attachment(item.meta.get("_thumbnail_id", "")):
            picture = self.media.picture(thumbnail.url, thumbnail.id)
            planned.lead_image = picture.pk if picture else None
        return planned

    def _create(
        self, item: Item, key: str, planned: pages.Plan, around: Around, digest: str
    ) -> None:
        parent, parent_waits = self.places.parent_for(item, key)
        model = self.places.model_for(parent, item.type)
        planned.slug = self.places.slug_for(item, planned.title, parent, planned.is_live)
        page = None
        if planned.tags and not hasattr(model, "tags"):
            self.job.report.notes.add("no_tags", item.title or item.id)
            planned.tags = []
        if not self.job.is_dry:
            page = pages.create(self.job, model, parent, planned)
            self.job.remember(
                Kind.POST,
                key,
                page,
                digest=digest,
                revision_id=page.latest_revision_id,
                links_wait=around.links_wait,
                parent_waits=parent_waits,
                search_waits=True,
            )
        self.job.report.created["pages"] += 1
        comments.take_over(self.job, item, page, self.users, is_new=True)
        self._redirect(item, page, f"{parent.get_url() or ''}{planned.slug}/")
        if page is not None:
            self._pages[key] = str(page.pk)

    def _again(self, item: Item, imported: ImportedItem, around: Around, digest: str) -> None:
        """An item that was imported before."""
        model: Any = apps.get_model(imported.model)
        page = model.objects.filter(pk=imported.object_id).first()
        name = item.title or item.id
        if page is None:
            self.job.report.skipped.add("deleted_here", name)
            self.job.report.skip_comments(item)
            return
        is_changed = digest != imported.digest
        if is_changed and page.latest_revision_id != imported.revision_id:
            self.job.report.skipped.add("edited_here", name)
            is_changed = False
        planned = self._plan(item, around) if is_changed else None
        with transaction.atomic():
            if planned is None:
                self.job.report.unchanged["pages"] += 1
            else:
                self.job.report.changed["pages"] += 1
                if not self.job.is_dry:
                    self._change(page, planned, imported, around, digest)
            comments.take_over(self.job, item, page, self.users)
            self._redirect(item, page, page.get_url() or "")

    def _change(
        self, page: Any, planned: pages.Plan, imported: ImportedItem, around: Around, digest: str
    ) -> None:
        pages.change(self.job, page, planned)
        ImportedItem.objects.filter(pk=imported.pk).update(
            digest=digest,
            revision_id=page.latest_revision_id,
            links_wait=around.links_wait,
            run=self.job.run,
        )
        purge(page)

    def _redirect(self, item: Item, page: Any, url: str) -> None:
        paths = addresses(item, self.job.catalogue.base_path)
        if item.slug and item.link:
            before, found, after = split_url(item.link).path.rpartition(item.slug)
            paths += [f"{before}{slug}{after}" for slug in item.old_slugs if found]
        paths += parts_of(item)
        paths += self.job.catalogue.addresses_of_attachments(item.id)
        redirects.add(self.job, paths, page.pk if page is not None else None, url)

    @cached_property
    def users(self) -> dict[str, Any]:
        """The accounts of authors that have one here, by their number in the blog."""
        found = {}
        for login, author in self.job.catalogue.authors.items():
            ours = self.vocabulary.author(login)
            if author.id and ours is not None and ours.user_id:
                found[author.id] = ours.user_id
        return found

    def find_page(self, path: str) -> str | None:
        """The key of the page at an address of the blog; empty if it is yet to be made.

        The page of a file has become the one that it belongs to.
        """
        catalogue = self.job.catalogue
        if path in {"/", catalogue.base_path}:
            return str(self.job.parent.pk)
        entry = catalogue.item_at(f"{catalogue.base_path}{path}" if path[:2] == "/?" else path)
        if entry and entry[1] == "attachment":
            entry = catalogue.owner_of(entry[0])
        if entry is None or not self.job.takes(entry[1]):
            return None
        key = entry[0]
        if key not in self._pages:
            imported = self.job.imported(Kind.POST, key)
            if imported is None:
                return ""
            self._pages[key] = imported.object_id
        return self._pages[key]
