"""Runs an import: reads the file twice, first to know it, then to take it over.

Each item is one transaction, and what has been imported is remembered with it. So a run may be
killed at any point: the next one goes on where it ended.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import reset_queries
from django.utils import timezone

from wagtail_mentoring.articles.models import ArticleIndexMixin
from wagtail_mentoring.wordpress import finishing, learning, redirects
from wagtail_mentoring.wordpress.articles import Articles
from wagtail_mentoring.wordpress.cache import purge
from wagtail_mentoring.wordpress.catalogue import Catalogue, Keys
from wagtail_mentoring.wordpress.job import Job, Options
from wagtail_mentoring.wordpress.media import Media
from wagtail_mentoring.wordpress.models import ImportRun
from wagtail_mentoring.wordpress.pagetypes import page_model
from wagtail_mentoring.wordpress.places import Places
from wagtail_mentoring.wordpress.reader.errors import Truncated
from wagtail_mentoring.wordpress.reader.export import Export
from wagtail_mentoring.wordpress.reader.items import Item
from wagtail_mentoring.wordpress.report import Report
from wagtail_mentoring.wordpress.vocabulary import Vocabulary

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
        Importer(job).run(path, progress)
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
        self.media = Media(job)
        self.vocabulary = Vocabulary(job)
        self.places = Places(job)
        self.articles = Articles(job, self.media, self.vocabulary, self.places, timezone.now())
        self._weight = 0

    def run(self, path: Path, progress: Progress) -> None:
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
                for item in Export(file, progress=lambda read: progress("import", read)):
                    self._item(item, keys.of(item))
            except Truncated:
                pass  # the first reading has told
        if not self.job.is_dry:
            self._finish(lambda share: progress("finish", int(share * path.stat().st_size)))

    def _check_page_types(self) -> None:
        for post_type in self.job.options.post_types:
            if any(name.startswith(f"{post_type}/") for name in self.job.catalogue.posts):
                page_model(self.places.top_for(post_type), post_type)

    def _finish(self, progress: Callable[[float], None]) -> None:
        finishing.finish(self.job, self.articles.find_page, self.places, progress)
        learning.learn(self.job)
        purge(self.job.parent, self.job.options.pages_parent)
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
            self.job.report.skip_comments(item)
        elif not self.job.takes(item.type):
            self.job.report.skipped.add("type", item.type)
            self.job.report.skip_comments(item)
        else:
            self.articles.take_over(item, key)

    def _redirect_archives(self) -> None:
        """Lists of the old blog lead to ours, where the parent has such lists."""
        if not issubclass(self.job.parent.specific_class, ArticleIndexMixin):
            return
        for path, route in self.vocabulary.archives():
            full = f"{self.job.catalogue.base_path}{path}"
            redirects.add(self.job, [full], self.job.parent.pk, "", route)
