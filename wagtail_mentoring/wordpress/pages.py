"""From an item to a page: what it will be like, and making it so."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from html import escape, unescape
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import log
from wagtail.models import PageViewRestriction, ReferenceIndex, Revision
from wagtail.search.signal_handlers import post_save_signal_handler
from wagtail.signal_handlers import disable_reference_index_auto_update

from wagtail_mentoring.articles.models import ArticleAuthor, ArticleCategory
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.text import excerpt, plain_text, single_line
from wagtail_mentoring.wordpress import dates
from wagtail_mentoring.wordpress.content.body import Body
from wagtail_mentoring.wordpress.content.writer import block
from wagtail_mentoring.wordpress.job import Job
from wagtail_mentoring.wordpress.reader.items import Item

FORMATTING = re.compile(
    r"</?(?:a|abbr|b|br|code|del|em|i|ins|q|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
LONGEST_TITLE = 255
IMPORT_ACTION = "wagtail_mentoring.import"


@dataclass
class Plan:
    """What a page will be like."""

    title: str
    slug: str
    date: dt.date | None
    written: dt.datetime | None
    modified: dt.datetime | None
    body: Body
    introduction: str
    pinned: bool
    is_live: bool
    goes_live_at: dt.datetime | None
    password: str
    is_private: bool
    lead_image: int | None = None
    authors: list[Any] = field(default_factory=list)
    categories: list[Any] = field(default_factory=list)
    tags: list[Any] = field(default_factory=list)


def plan(item: Item, body: Body, job: Job, now: dt.datetime) -> Plan:
    """What can be told from the item alone; the caller adds people, terms and the lead image."""
    written = dates.written(item)
    is_scheduled = item.status == "future" and written is not None and written > now
    is_live = item.status in {"publish", "private", "future"} and not is_scheduled
    if dates.day(item) is None:
        job.report.repaired.add("date", item.title or item.id)
    if not item.status:
        job.report.repaired.add("status", item.title or item.id)
    if item.status == "trash":
        job.report.notes.add("trash", item.title or item.id)
    return Plan(
        title=_title(item, body, job),
        slug="",
        date=dates.day(item),
        written=written,
        modified=dates.moment(item.modified_gmt) or written,
        body=body,
        introduction=plain_text(item.excerpt) or body.teaser,
        pinned=item.sticky == "1",
        is_live=is_live,
        goes_live_at=written if is_scheduled else None,
        password=item.password[:255],
        is_private=item.status == "private",
    )


def _title(item: Item, body: Body, job: Job) -> str:
    title = single_line(unescape(FORMATTING.sub("", item.title)))
    if not title:
        job.report.repaired.add("title", item.id or item.link)
        texts = (block["value"] for block in body.blocks if block["type"] == "paragraph")
        title = excerpt(plain_text(next(texts, "")), words=8)
    if len(title) > LONGEST_TITLE:
        job.report.repaired.add("title_too_long", title)
        body.blocks.insert(0, block("paragraph", f"<p>{escape(title, quote=False)}</p>"))
        title = f"{title[: LONGEST_TITLE - 1]}…"
    return title or _("Untitled")


def digest(item: Item, *circumstances: Any) -> str:
    """Tells whether an item, or how it is imported, has changed since."""
    values = {name: value for name, value in vars(item).items() if name not in {"line", "comments"}}
    values["terms"] = [astuple(term) for term in item.terms]
    text = json.dumps([values, *map(str, circumstances)], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def create(job: Job, model: Any, parent: Any, planned: Plan) -> Any:
    """A new page below ``parent``, with a revision, as if it had been published at its time.

    No signal of publication is sent: nobody is to hear of old posts.
    """
    page = model(slug=planned.slug, live=planned.is_live, locale_id=parent.locale_id)
    _fill(page, planned)
    children = _children(page)
    # Else once for each author and category. Search is told of many pages at once.
    with disable_reference_index_auto_update(), not_indexed(model):
        parent.add_child(instance=page)
    for name, found in children.items():
        getattr(page, name).set(found)  # else they would be read again for each use
    _finish(page, planned)
    return page


def change(job: Job, page: Any, planned: Plan) -> None:
    """Bring a page that nobody has touched here up to date."""
    page.live = planned.is_live
    page.article_authors.clear()
    page.article_categories.clear()
    if hasattr(page, "tags"):
        page.tags.clear()
    _fill(page, planned)
    with disable_reference_index_auto_update():
        page.save()
    PageViewRestriction.objects.filter(page_id=page.pk).delete()
    _children(page)  # read once, not again for the index and the revision
    _finish(page, planned)


@contextmanager
def not_indexed(model: Any) -> Iterator[None]:
    """Leave it to the caller to put pages into the search index."""
    was_connected = post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        yield
    finally:
        if was_connected:
            post_save.connect(post_save_signal_handler, sender=model)


def _fill(page: Any, planned: Plan) -> None:
    page.title = planned.title
    page.date = planned.date or timezone.localdate()
    page.body = json.dumps(planned.body.blocks)
    page.introduction = planned.introduction
    page.lead_image_id = planned.lead_image
    page.pinned = planned.pinned
    page.go_live_at = planned.goes_live_at
    page.has_unpublished_changes = not planned.is_live
    if planned.is_live:
        page.first_published_at = planned.written or timezone.now()
        page.last_published_at = planned.modified or page.first_published_at
    for author in planned.authors:
        page.article_authors.add(ArticleAuthor(author=author))
    for category in planned.categories:
        page.article_categories.add(ArticleCategory(category=category))
    if planned.tags:
        page.tags.add(*planned.tags)


def _finish(page: Any, planned: Plan) -> None:
    """What needs the page's key: its revision, who may see it, and the log."""
    ReferenceIndex.create_or_update_for_object(page)
    revision = _revision(page, planned)
    page.latest_revision = revision
    values = {"live_revision": revision} if planned.is_live else {}
    get_page_model().objects.filter(pk=page.pk).update(latest_revision=revision, **values)
    if planned.is_private:
        _restrict_to_editors(page)
    elif planned.password:
        PageViewRestriction.objects.create(
            page_id=page.pk,
            restriction_type=PageViewRestriction.PASSWORD,
            password=planned.password,
        )
    log(instance=page, action=IMPORT_ACTION)


def _children(page: Any) -> dict[str, list[Any]]:
    """What belongs to a page, by its name there; the page keeps it until it is saved."""
    names = (relation.get_accessor_name() for relation in get_all_child_relations(page))
    return {name: getattr(page, name).get_object_list() for name in names}


def _revision(page: Any, planned: Plan) -> Revision:
    """What ``save_revision`` makes; that would save the page again, and index its text anew."""
    return Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
        approved_go_live_at=planned.goes_live_at,
    )


def _restrict_to_editors(page: Any) -> None:
    """Private posts are seen by those who work on the site; all accounts if there are no groups."""
    may_enter = Q(permissions__codename="access_admin")
    groups = list(Group.objects.filter(may_enter).distinct())
    kind = PageViewRestriction.GROUPS if groups else PageViewRestriction.LOGIN
    restriction = PageViewRestriction.objects.create(page_id=page.pk, restriction_type=kind)
    restriction.groups.set(groups)
