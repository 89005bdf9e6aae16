"""What visitors see of a page's discussion: a page of the thread, in order, with its levels."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from wagtail_mentoring.comments.models import (
    CommentableMixin,
    Discussion,
    ReaderComment,
    ReaderCommentQuerySet,
)
from wagtail_mentoring.comments.paths import PATH_LENGTH
from wagtail_mentoring.comments.threads import Entry, ancestor_paths, arrange
from wagtail_mentoring.comments.visibility import with_privacy
from wagtail_mentoring.compat import get_page_model
from wagtail_mentoring.sitesettings.models import MentoringSettings
from wagtail_mentoring.submissions.identity import staff_accounts

SHOWN_COLUMNS = (
    "name",
    "user_id",
    "submitted_at",
    "number",
    "path",
    "parent_id",
    "discussion_id",
    "imported_id",
    "edited_at",
    "website",
    "body_html",
)
MOST_MENTIONS = 100


class PublicDiscussion:
    """The discussion of one page as any visitor may see it.

    Three queries, whatever was written: the page's own row with its discussion, the site's
    settings, a page of comments; one more where there are mentions, and on later pages of a thread.
    """

    def __init__(self, page: Any) -> None:
        self.page = page
        self._slices: dict[int, list[ReaderComment]] = {}
        self._repeated: dict[int, list[ReaderComment]] = {}
        self.is_described = False
        """Whether the page tells of its responses as structured data already."""

    @classmethod
    def of(cls, page: Any, request: HttpRequest | None = None) -> PublicDiscussion:
        """Kept on the page object, so that tags and structured data share what was read.

        With ``request``, the site's settings are those that Wagtail keeps for the request.
        """
        found = page.__dict__.get("_public_discussion")
        if found is None:
            found = page.__dict__["_public_discussion"] = cls(page)
        if request is not None and "settings" not in found.__dict__:
            found.settings = MentoringSettings.for_request(request)
        if getattr(request, "is_preview", False):
            found.__dict__["_row"] = None  # a draft shows no responses and takes none
        return found

    @classmethod
    def find(cls, page_id: int | None) -> PublicDiscussion | None:
        """The discussion of a page that anybody may see, or None."""
        row = _page_row(page_id)
        if row is None:
            return None
        public = cls.of(row.specific)
        public.__dict__["_row"] = row
        return public if public.is_public else None

    @cached_property
    def site(self) -> Any:
        return self.page.get_site()

    @cached_property
    def settings(self) -> MentoringSettings:
        return MentoringSettings.for_site(self.site)

    @cached_property
    def _row(self) -> Any:
        return _page_row(self.page.pk)

    @property
    def is_public(self) -> bool:
        """Whether the page is live, open to anybody, and of a type that takes comments."""
        takes_comments = isinstance(self.page, CommentableMixin)
        if not takes_comments or self.page.pk is None:
            return False
        return self._row is not None and not self._row.is_private

    @property
    def discussion(self) -> Discussion | None:
        """None while nobody has commented."""
        return getattr(self._row, "reader_discussion", None) if self._row else None

    @property
    def count(self) -> int:
        return self.discussion.published_count if self.discussion and self.is_public else 0

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.settings.comments_per_page))

    @property
    def rules_url(self) -> str:
        return self.settings.get_house_rules_url()

    @property
    def privacy_url(self) -> str:
        return self.settings.get_privacy_url()

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether new comments are taken."""
        if not self.is_public or not self.page.comments_allowed():
            return False
        policy = self.discussion.policy if self.discussion else Discussion.Policy.SITE
        if policy != Discussion.Policy.SITE:
            return policy == Discussion.Policy.OPEN
        return self.settings.comments_open and not self.is_over(now)

    @property
    def is_for_members(self) -> bool:
        """Whether only somebody signed in may comment."""
        return bool(self.settings.who_may_comment == MentoringSettings.Writers.MEMBERS)

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether the days after publication are over."""
        since = self.page.comments_counted_from()
        if self.settings.close_after_days is None or since is None:
            return False
        today = timezone.localdate(now)
        return today >= since + timedelta(days=self.settings.close_after_days)

    def published(self) -> ReaderCommentQuerySet:
        return ReaderComment.objects.published().filter(discussion=self.discussion)

    def comments(self, number: int) -> list[ReaderComment]:
        """One page of the thread, in order."""
        if not self.is_public:
            return []
        if number not in self._slices:
            self._slices[number] = self._read(number)
        return self._slices[number]

    def in_order(self) -> ReaderCommentQuerySet:
        """Every response in thread order, with what outputs show of it."""
        rows = self.published().responses().order_by(*self._order)
        return rows.only(*SHOWN_COLUMNS).annotate(by_staff=_by_staff())

    def _read(self, number: int) -> list[ReaderComment]:
        """The first page at once. Further ones begin by finding their places in an index alone:
        a database would otherwise read every response before them, words and all."""
        size = self.settings.comments_per_page
        shown = self.in_order()
        if number == 1:
            return list(shown[:size])
        rows = self.published().responses().order_by(*self._order)
        paths = list(rows.values_list("path", flat=True)[(number - 1) * size : number * size])
        if not paths:
            return []
        above = ancestor_paths(paths[0])
        found = {row.path: row for row in shown.filter(path__in=[*above, *paths])}
        self._repeated[number] = [found[path] for path in above if path in found]
        return [found[path] for path in paths if path in found]

    @property
    def _order(self) -> list[str]:
        return ["-thread", "path"] if self.settings.newest_first else ["path"]

    def mentions(self) -> list[ReaderComment]:
        """Pingbacks and trackbacks, oldest first."""
        if not self.is_public or not self.discussion or not self.discussion.ping_count:
            return []
        rows = self.published().exclude(kind=ReaderComment.Kind.COMMENT)
        return list(rows.only(*SHOWN_COLUMNS).order_by("submitted_at", "pk")[:MOST_MENTIONS])

    def entries(self, number: int) -> list[Entry]:
        """One page of the thread with its levels; in front the ancestors of its first reply."""
        shown = self.comments(number)
        repeated = self._repeated.get(number, [])
        known = {comment.pk: comment for comment in [*repeated, *shown]}
        known |= self._too_deep(shown, known)
        entries = arrange([*repeated, *shown], known, self.settings.thread_depth)
        for entry in entries[: len(repeated)]:
            entry.is_repeated = True
        self._mark_author(entries)
        self._add_links(entries)
        return entries

    def _too_deep(self, shown: list[ReaderComment], known: dict[int, Any]) -> dict[int, Any]:
        """What answers at the very last level of a path answer: it need not stand above them."""
        deepest = {row.parent_id for row in shown if len(row.path) == PATH_LENGTH} - known.keys()
        rows = self.published().only(*SHOWN_COLUMNS)
        return {row.pk: row for row in rows.filter(pk__in=deepest)} if deepest else {}

    def _add_links(self, entries: list[Entry]) -> None:
        """The addresses end in the comment's key: what stands before is looked up only once."""
        permalink = reverse("wagtail_mentoring:comment", args=[0]).removesuffix("0/")
        reply = reverse("wagtail_mentoring:reply", args=[self.page.pk, 0]).removesuffix("0/")
        for entry in entries:
            entry.permalink = f"{permalink}{entry.comment.pk}/"
            entry.reply_url = f"{reply}{entry.comment.pk}/"
            entry.report_url = f"{entry.permalink}report/"

    def _mark_author(self, entries: list[Entry]) -> None:
        """Ask the page for its authors only if somebody with an account has commented."""
        if any(entry.comment.user_id for entry in entries):
            authors = self.page.get_comment_author_user_ids()
            for entry in entries:
                entry.by_author = entry.comment.user_id in authors

    def page_of(self, comment: ReaderComment) -> int:
        """The number of the page of the thread on which a published comment stands."""
        before = Q(path__lt=comment.path)
        if self.settings.newest_first:
            before = Q(thread__gt=comment.thread) | Q(before, thread=comment.thread)
        count = self.published().responses().filter(before).count()
        return count // self.settings.comments_per_page + 1


def page_number(request: HttpRequest | None, pages: int, parameter: str = "comments") -> int:
    """``?comments=2``; anything that is not the number of a page means the nearest one."""
    wanted = request.GET.get(parameter, "") if request else ""
    if not (wanted.isdecimal() and len(wanted) < 10):
        return 1
    return min(max(1, int(wanted)), pages)


def _page_row(page_id: int | None) -> Any:
    """The row of a live page, saying whether it is private, with its discussion joined."""
    rows = with_privacy(get_page_model().objects.filter(pk=page_id, live=True))
    rows = rows.select_related("reader_discussion")
    return rows.order_by().first()


def _by_staff() -> Exists:
    """Whether the account behind a comment may enter the Wagtail admin."""
    return Exists(staff_accounts().filter(pk=OuterRef("user_id")))
