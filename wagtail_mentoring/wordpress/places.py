"""Where items go: below which page, at which slug."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from wagtail_mentoring.articles.article import RESERVED_SLUGS
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.models import ImportedItem
from wagtail_mentoring.wordpress.pagetypes import can_stand_below, page_model
from wagtail_mentoring.wordpress.reader.items import Item
from wagtail_mentoring.wordpress.slugs import folded, free_slug, page_slug

Kind = ImportedItem.Kind
DEEPEST = 50
"""A tree of pages has room for 63 levels."""


class Places:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._slugs: dict[Any, set[str]] = {}

    def top_for(self, post_type: str) -> Any:
        """The page below which items of a type go that stand below no other."""
        return (post_type == "page" and self._job.options.pages_parent) or self._job.parent

    def is_top(self, page: Any) -> bool:
        """Whether this run makes pages below a page."""
        return page in {self._job.parent, self._job.options.pages_parent}

    def parent_for(self, item: Item, key: str) -> tuple[Any, bool]:
        """The page to make an item below, and whether its own parent is yet to come.

        WordPress puts pages below pages; where no page type here allows that, they stand side by
        side, which is reported.
        """
        top = self.top_for(item.type)
        parent_key = self._job.catalogue.parent_key(key)
        if parent_key is None:
            return top, False
        if self._job.imported(Kind.POST, parent_key) is not None:
            parent = self.parent_page(parent_key)
            may_stand = parent and can_stand_below(parent.specific_class, item.type)
        else:
            parent, may_stand = None, can_stand_below(page_model(top, item.type), item.type)
        if not may_stand:
            self._job.report.notes.add("page_parent", item.title or item.id)
            return top, False
        return parent or top, parent is None

    def parent_page(self, key: str) -> Any:
        """The page that an item of the blog became, if there is room below it."""
        imported = self._job.imported(Kind.POST, key)
        if imported is None:
            return None
        page = get_page_model().objects.filter(pk=imported.object_id).first()
        return page if page is not None and page.depth < DEEPEST else None

    def model_for(self, parent: Any, post_type: str) -> Any:
        return page_model(parent, post_type or "post")

    def slug_for(self, item: Item, title: str, parent: Any, is_live: bool) -> str:
        """The item's own slug, if it may be had."""
        wanted = page_slug(item.slug, title, f"post-{item.id}", "post") or "post"
        slug = self.free(wanted, parent)
        is_draft_without = not item.slug and not is_live
        if unquote(item.slug) != slug and not is_draft_without:
            self._job.report.repaired.add("slug", f"{item.slug or '–'} → {slug}")
        return slug

    def free(self, wanted: str, parent: Any) -> str:
        """A slug that no page below ``parent`` has; it is taken from now on."""
        if parent.pk not in self._slugs:
            children = get_page_model().objects.child_of(parent)
            slugs = children.values_list("slug", flat=True)
            self._slugs[parent.pk] = {folded(slug) for slug in slugs} | RESERVED_SLUGS
        slug = free_slug(wanted, self._slugs[parent.pk])
        self._slugs[parent.pk].add(folded(slug))
        return slug
