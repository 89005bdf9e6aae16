"""Runs an import: reads the file twice, first to know it, then to take it over.

Each item is one transaction, and what has been imported is remembered with it. So a run may be
killed at any point: the next one goes on where it ended.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, reset_queries, transaction
from django.utils import timezone

from wagtail_mentoring.articles.article import RESERVED_SLUGS
from wagtail_mentoring.articles.models import ArticleIndexMixin
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.wordpress import comments, learning, links, pages, redirects
from wagtail_mentoring.wordpress.around import Around
from wagtail_mentoring.wordpress.catalogue import (
    Catalogue,
    Keys,
    addresses,
    article_terms,
    tidy_login,
)
from wagtail_mentoring.wordpress.content.body import convert
from wagtail_mentoring.wordpress.job import Job, Options
from wagtail_mentoring.wordpress.media import Media
from wagtail_mentoring.wordpress.models import ImportedItem, ImportRun
from wagtail_mentoring.wordpress.pagetypes import page_model
from wagtail_mentoring.wordpress.reader.errors import Truncated
from wagtail_mentoring.wordpress.reader.export import Export
from wagtail_mentoring.wordpress.reader.items import Item
from wagtail_mentoring.wordpress.report import Report
from wagtail_mentoring.wordpress.slugs import free_slug, page_slug
from wagtail_mentoring.wordpress.vocabulary import Vocabulary

Kind = ImportedItem.Kind
GARBAGE = 500_000
"""Characters of text that may lie about before they are swept up."""
Progress = Callable[[str, int], None]
"""Told what is being done and how many bytes of the file have been read."""


def run(
    path: Path, parent: Any, options: Options, *, progress: Progress | None = None
) -> tuple[Report, Catalogue]:
    """Import a file below a page; raises :class:`NotAnExport` before anything is done."""
    progress = progress or (lambda what, read: None)
    report = Report()
    report.is_dry = options.is_dry
    catalogue = _catalogue(path, report, lambda read: progress("read", read))
    job = Job(parent, parent.get_site(), options, catalogue, _source(catalogue), report)
    gc.freeze()  # what is there already need not be searched for garbage again and again
    try:
        Importer(job).run(path, lambda read: progress("import", read))
    finally:
        gc.unfreeze()
    return report, catalogue


def _catalogue(path: Path, report: Report, progress: Callable[[int], None]) -> Catalogue:
    catalogue, keys = Catalogue(), Keys()
    with path.open("rb") as file:
        export = Export(
            file,
            on_author=catalogue.add_author,
            on_term=catalogue.add_term,
            progress=progress,
        )
        try:
            for item in export:
                catalogue.learn_channel(export.channel)
                catalogue.add(item, keys.of(item))
        except Truncated as cut:
            report.truncated = cut.line
        catalogue.learn_channel(export.channel)
    report.take(export.repaired)
    return catalogue


def _source(catalogue: Catalogue) -> str:
    """The blog's name for itself, whatever its scheme."""
    return f"{min(catalogue.hosts, default='')}{catalogue.base_path}"[:150]


class Importer:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.now = timezone.now()
        self.media = Media(job)
        self.vocabulary = Vocabulary(job)
        self._pages: dict[str, str] = {}
        self._weight = 0

    def run(self, path: Path, progress: Callable[[int], None]) -> None:
        self._check_page_types()
        if not redirects.is_installed():
            self.job.report.notes.add("no_redirects")
        if not self.job.is_dry:
            self.job.run = ImportRun.objects.create(
                parent_id=self.job.parent.pk, file_name=path.name[-255:], source=self.job.source
            )
        self.vocabulary.everything()
        self._redirect_archives()
        keys = Keys()
        with path.open("rb") as file:
            try:
                for item in Export(file, progress=progress):
                    self._item(item, keys.of(item))
            except Truncated:
                pass  # the first reading has told
        if not self.job.is_dry:
            self._finish()

    def _check_page_types(self) -> None:
        for post_type in self.job.options.post_types:
            if any(name.startswith(f"{post_type}/") for name in self.job.catalogue.posts):
                page_model(self._parent_of(post_type), post_type)

    def _finish(self) -> None:
        links.complete(self.job, self.find_page)
        learning.learn(self.job)
        _purge(self.job.parent, self.job.options.pages_parent)
        assert self.job.run is not None
        self.job.run.finished_at = timezone.now()
        self.job.run.report = self.job.report.as_dict(self.job.catalogue)
        self.job.run.save()

    def _item(self, item: Item, key: str) -> None:
        self._one(item, key)
        self._weight += len(item.content) + 1000 * len(item.comments)
        if self._weight > GARBAGE:
            self._weight = 0
            gc.collect()  # pages refer to themselves, and would stay for long
        reset_queries()

    def _one(self, item: Item, key: str) -> None:
        if item.type == "attachment":
            if attachment := self.job.catalogue.attachment(item.id or key):
                self.media.take_attachment(attachment)
            self._skip_comments(item)
        elif not self.job.takes(item.type):
            self.job.report.skipped.add("type", item.type)
            self._skip_comments(item)
        else:
            self._page(item, key)

    def _skip_comments(self, item: Item) -> None:
        if item.comments:
            self.job.report.skipped.add("comments", item.title, len(item.comments))

    def _page(self, item: Item, key: str) -> None:
        around = Around(self.job, item, self.media, self.find_page)
        imported = self.job.imported(Kind.POST, key)
        digest = pages.digest(item, self.media.is_asked_for)
        try:
            if imported is None:
                planned = self._plan(item, around)
                with transaction.atomic():
                    self._create(item, key, planned, around, digest)
            else:
                self._again(item, imported, around, digest)
        except (ValidationError, DatabaseError, ValueError) as error:
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
        parent = self._parent_of(item.type)
        model = page_model(parent, item.type or "post")
        planned.slug = self._slug(item, planned, parent)
        page = None
        if planned.tags and not hasattr(model, "tags"):
            planned.tags = []
            self.job.report.notes.add("no_tags")
        if not self.job.is_dry:
            page = pages.create(self.job, model, parent, planned)
            self.job.remember(
                Kind.POST,
                key,
                page,
                digest=digest,
                revision_id=page.latest_revision_id,
                links_wait=around.links_wait,
            )
        self.job.report.created["pages"] += 1
        comments.take_over(self.job, item, page, self.users)
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
            self._skip_comments(item)
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
        _purge(page)

    def _redirect(self, item: Item, page: Any, url: str) -> None:
        base_path = self.job.catalogue.base_path
        paths = addresses(item, base_path)
        if item.slug and item.link:
            before, found, after = urlsplit(item.link).path.rpartition(item.slug)
            paths += [f"{before}{slug}{after}" for slug in item.old_slugs if found]
        redirects.add(self.job, paths, page.pk if page is not None else None, url)

    def _redirect_archives(self) -> None:
        """Lists of the old blog lead to ours, where the parent has such lists."""
        if not issubclass(self.job.parent.specific_class, ArticleIndexMixin):
            return
        for path, route in self.vocabulary.archives():
            full = f"{self.job.catalogue.base_path}{path}"
            redirects.add(self.job, [full], self.job.parent.pk, "", route)

    def _slug(self, item: Item, planned: pages.Plan, parent: Any) -> str:
        wanted = page_slug(item.slug, planned.title, f"post-{item.id}", "post") or "post"
        taken = self._taken(parent)
        slug = free_slug(wanted, taken)
        is_draft_without = not item.slug and not planned.is_live
        if unquote(item.slug) != slug and not is_draft_without:
            self.job.report.repaired.add("slug", f"{item.slug or '–'} → {slug}")
        taken.add(slug)
        return slug

    def _taken(self, parent: Any) -> set[str]:
        if parent.pk not in self._slugs:
            children = get_page_model().objects.child_of(parent)
            self._slugs[parent.pk] = set(children.values_list("slug", flat=True)) | RESERVED_SLUGS
        return self._slugs[parent.pk]

    @cached_property
    def _slugs(self) -> dict[Any, set[str]]:
        return {}

    def _parent_of(self, post_type: str) -> Any:
        return (post_type == "page" and self.job.options.pages_parent) or self.job.parent

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
        """The key of the page at an address of the blog; empty if it is yet to be made."""
        entry = self.job.catalogue.item_at(path)
        if entry is None:
            return None
        key, post_type = entry
        if not self.job.takes(post_type) or post_type == "attachment":
            return None
        if key not in self._pages:
            imported = self.job.imported(Kind.POST, key)
            if imported is None:
                return ""
            self._pages[key] = imported.object_id
        return self._pages[key]


def _purge(*changed: Any) -> None:
    """Take pages out of the front-end cache, once each."""
    if apps.is_installed("wagtail.contrib.frontend_cache"):
        from wagtail.contrib.frontend_cache.utils import PurgeBatch

        batch = PurgeBatch()
        batch.add_pages(page.specific for page in changed if page is not None)
        transaction.on_commit(batch.purge, robust=True)
